import { generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { payload, signing } from '../keys.js';
import { claimsOf, startBackend } from './referenceBackend.js';

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

const next = generateKeyPairSync('rsa', { modulusLength: 2048 });

test('two keys sign in turn, and no token outlives the key that signed it', async () => {
  const startsAt = new Date('2027-03-01T03:00:00Z');
  const { visitor, clock } = await startBackend({
    nextSigningKey: { key: next.privateKey, startsAt },
    tokenLifetimeSeconds: 3600,
  });
  const someone = visitor();
  const tokenAt = async (at: number) => {
    clock.now = at;
    return someone.token();
  };
  const verify = (token: string, { publicKey }: typeof next) =>
    jwtVerify(token, publicKey, { currentDate: new Date(clock.now) }).then(({ payload }) => payload);

  const long = await verify(await tokenAt(startsAt.getTime() - 7200_000), signing);
  expect(long.exp).toBe(long.iat! + 3600);
  for (const msBefore of [1000, 1, 600_000]) {
    const last = await verify(await tokenAt(startsAt.getTime() - msBefore), signing);
    expect(last.exp).toBe(startsAt.getTime() / 1000);
  }
  const first = await verify(await tokenAt(startsAt.getTime()), next);
  expect(first.exp).toBe(first.iat! + 3600);
  expect(first.sub).toBe(long.sub);
});

test('a next key without a date it starts at is refused at the start', async () => {
  const startsAt = new Date('soon');
  await expect(startBackend({ nextSigningKey: { key: next.privateKey, startsAt } })).rejects.toThrow('startsAt');
});

function shortKey() {
  return generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export(pem);
}
