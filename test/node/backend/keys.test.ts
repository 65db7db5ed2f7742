import { generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { backendSecrets, signing } from '../keys.js';
import { startBackend } from './referenceBackend.js';

const pem = { type: 'pkcs8', format: 'pem' } as const;

test.each([
  ['a signing key that is no PEM', { signingKey: 'ssh-rsa AAAA' }, 'signingKey'],
  ['a signing key that is public', { signingKey: backendSecrets.payloadKey }, 'signingKey'],
  ['a signing key that is too short', { signingKey: shortKey() }, 'signingKey'],
  ['a payload key that is private', { payloadKey: backendSecrets.signingKey }, 'payloadKey'],
  ['a cookie secret that is too short', { cookieSecret: 'AAAA' }, 'cookieSecret'],
])('%s is refused at the start, without repeating it', async (_what, options, name) => {
  const refusal = await startBackend(options).catch((error: Error) => error);

  expect(refusal).toBeInstanceOf(TypeError);
  expect(String(refusal)).toMatch(`Could not use \`${name}\``);
  expect(String(refusal)).not.toMatch(/AAAA|MII/);
});

const next = generateKeyPairSync('rsa', { modulusLength: 2048 });

test('two keys sign in turn, and no token outlives the key that signed it', async () => {
  const startsAt = new Date('2027-03-01T03:00:00Z');
  const { visitor, clock } = await startBackend({
    signingKey: [
      { key: backendSecrets.signingKey, startsAt: new Date(0) },
      { key: String(next.privateKey.export(pem)), startsAt },
    ],
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

function shortKey() {
  return generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export(pem).toString();
}
