import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { payload, signing } from '../keys.js';
import { claimsOf, startBackend } from './backend.js';

const pem = { type: 'pkcs8', format: 'pem' } as const;

test('keys may come as PEM', async () => {
  const { visitor } = await startBackend({
    signingKey: signing.privateKey.export(pem),
    payloadKey: payload.publicKey.export({ type: 'spki', format: 'pem' }),
  });

  expect((await claimsOf(await visitor().token())).userPayload.name).toBe('Anonymous');
});

test.each([
  ['a signing key that is no PEM', { signingKey: 'ssh-rsa AAAA' }, 'signingKey'],
  ['a signing key that is public', { signingKey: signing.publicKey }, 'signingKey'],
  ['a signing key that is too short', { signingKey: shortKey() }, 'signingKey'],
  ['a signing key that is not RSA', { signingKey: generateKeyPairSync('ed25519').privateKey }, 'signingKey'],
  ['a payload key that is private', { payloadKey: payload.privateKey }, 'payloadKey'],
])('%s is refused at the start, without repeating it', async (_what, options, name) => {
  const refusal = await startBackend(options).catch((error: Error) => error);

  expect(refusal).toBeInstanceOf(TypeError);
  expect(String(refusal)).toMatch(`Could not use \`${name}\``);
  expect(String(refusal)).not.toMatch('AAAA');
});

function shortKey() {
  return generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export(pem);
}
