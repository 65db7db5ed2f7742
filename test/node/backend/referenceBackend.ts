/**
 * The reference backend on a port of its own, with a clock that tests can turn, until the test is
 * over.
 */
import { privateDecrypt } from 'node:crypto';
import { decodeJwt, jwtVerify } from 'jose';
import { pino } from 'pino';
import { onTestFinished, vi } from 'vitest';
import { type BackendOptions, createBackend } from '../../../examples/backend/backend.js';
import { listen } from '../../../examples/listen.js';
import { HttpVisitor } from '../httpVisitor.js';
import { backendSecrets, payload, signing } from '../keys.js';
import { freshStore } from '../memoryStore.js';

export async function startBackend(options: Partial<BackendOptions> = {}) {
  const store = options.store ?? (await freshStore());
  const app = createBackend({
    ...backendSecrets,
    logger: pino({ enabled: false }),
    secureCookies: false,
    delayOfRefusedLoginsMs: 0,
    ...options,
    store,
  });
  const { url, close } = await listen(app, { port: 0, host: 'localhost' });
  onTestFinished(close);
  return { url, clock, store, visitor: (headers?: Record<string, string>) => new HttpVisitor(url, headers) };
}

/** Sets the time of day. The clock then stands still until the end of the test. */
const clock = {
  get now() {
    return Date.now();
  },
  set now(at) {
    if (!vi.isFakeTimers()) onTestFinished(() => void vi.useRealTimers());
    vi.useFakeTimers({ toFake: ['Date'], now: at });
  },
};

/** Verifies a token's signature and returns the claims. */
export async function claimsOf(token: string) {
  const { sub = '', iat = 0, exp = 0 } = decodeJwt(token);
  const { payload, protectedHeader } = await jwtVerify(token, signing.publicKey, { currentDate: new Date(iat * 1000) });
  return { ...payload, sub, iat, exp, header: protectedHeader, userPayload: decrypt(String(payload['user_payload'])) };
}

/** Decrypts like IBM: the default of Node.js for RSA is OAEP with SHA-1, one block at a time. */
function decrypt(encrypted: string) {
  const cipher = Buffer.from(encrypted, 'base64');
  const blocks = Array.from({ length: cipher.length / 256 }, (_, index) =>
    privateDecrypt(payload.privateKey, cipher.subarray(index * 256, (index + 1) * 256)),
  );
  return { ...JSON.parse(Buffer.concat(blocks).toString()), blocks: blocks.length };
}
