/** `user_payload`: node-rsa, which IBM's service uses, can decrypt it. */
import { generateKeyPairSync, webcrypto } from 'node:crypto';
import fc from 'fast-check';
import { decodeJwt } from 'jose';
import NodeRSA from 'node-rsa';
import { describe, expect, test } from 'vitest';
import { payload } from '../keys.js';
import { createIssuer, privatePem, publicPem } from './issuer.js';

const reader = (key = payload.privateKey) => new NodeRSA(privatePem(key, 'pkcs1'));

test('node-rsa reads payloads of 1 to 5,000 characters', async () => {
  const issuer = createIssuer();
  const ibm = reader();
  for (const length of [1, 100, 171, 172, 173, 300, 428, 429, 1000, 5000]) {
    const data = { a: 'x'.repeat(length) };
    expect(JSON.parse(ibm.decrypt(await issuer.encryptPayload(data), 'utf8'))).toEqual(data);
  }
});

test('node-rsa reads any text, even if a block ends within a character', async () => {
  const issuer = createIssuer();
  const ibm = reader();
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 150, maxLength: 400 }), async (name) => {
      expect(JSON.parse(ibm.decrypt(await issuer.encryptPayload({ name }), 'utf8'))).toEqual({ name });
    }),
    { numRuns: 30 },
  );
  for (let shift = 0; shift < 4; shift++) {
    const data = { name: `${'x'.repeat(shift)}${'😀'.repeat(1250)}` };
    expect(JSON.parse(ibm.decrypt(await issuer.encryptPayload(data), 'utf8'))).toEqual(data);
  }
});

describe.each([3072, 4096])("IBM's key of %i bits", (modulusLength) => {
  const pair = generateKeyPairSync('rsa', { modulusLength });

  test.each(['spki', 'pkcs1'] as const)('in %s', async (type) => {
    const issuer = createIssuer({ payloadKey: publicPem(pair.publicKey, type) });
    const data = { name: 'Zoë'.repeat(400) };
    expect(JSON.parse(reader(pair.privateKey).decrypt(await issuer.encryptPayload(data), 'utf8'))).toEqual(data);
  });
});

test("a CryptoKey can be IBM's key", async () => {
  const der = payload.publicKey.export({ type: 'spki', format: 'der' });
  const algorithm = { name: 'RSA-OAEP', hash: 'SHA-1' };
  const payloadKey = await webcrypto.subtle.importKey('spki', der, algorithm, false, ['encrypt']);
  const encrypted = await createIssuer({ payloadKey }).encryptPayload({ name: 'Cade' });
  expect(JSON.parse(reader().decrypt(encrypted, 'utf8'))).toEqual({ name: 'Cade' });
});

test('is in the token, and differs each time', async () => {
  const issuer = createIssuer();
  const tokens = await Promise.all([1, 2].map(() => issuer.createToken({ subject: 'anon-1', payload: { a: 1 } })));
  const [one, other] = tokens.map((token) => String(decodeJwt(token)['user_payload']));
  expect(JSON.parse(reader().decrypt(one ?? '', 'utf8'))).toEqual({ a: 1 });
  expect(one).not.toBe(other);
});

test('without payloadKey a payload is refused', async () => {
  const issuer = createIssuer({ payloadKey: undefined });
  const refusal =
    /^Could not encrypt a payload because the option `payloadKey` is not set; set it to IBM's public key, or send no payload\.$/;
  await expect(issuer.encryptPayload({ a: 1 })).rejects.toThrow(refusal);
  await expect(issuer.createToken({ subject: 'anon-1', payload: { a: 1 } })).rejects.toThrow(refusal);
});

const cycle: Record<string, unknown> = { secret: 'of-cade' };
cycle['cycle'] = cycle;
test.each([
  ['a BigInt', { secret: 'of-cade', value: 1n }],
  ['a cycle', cycle],
  ['a list', ['of-cade']],
  ['text', 'of-cade'],
])('a value that is not a JSON object (%s) is refused and not repeated', async (_what, data) => {
  const refused = createIssuer().encryptPayload(data as Record<string, unknown>);
  await expect(refused).rejects.toThrow(/^Could not encrypt the payload because (?!.*of-cade)/);
});
