/** The token: its claims, its verification with the assistant's library, and its signing key. */
import { generateKeyPairSync, type KeyObject, webcrypto } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { signing } from '../keys.js';
import { createIssuer, privatePem } from './issuer.js';

afterEach(() => vi.useRealTimers());

const SHORT = { modulusLength: 2048 };
const isSignedBy = async (token: string, key: KeyObject) => {
  await jwtVerify(token, key, { algorithms: ['RS256'] });
  return jsonwebtoken.verify(token, key, { algorithms: ['RS256'] });
};

test('names the subject and the times of signing and expiry, with RS256', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-28T12:00:00.900Z') });
  const token = await createIssuer({ lifetimeSeconds: 600 }).createToken({ subject: 'anon-1', sid: 'login-1' });

  expect(decodeProtectedHeader(token)).toEqual({ alg: 'RS256', typ: 'JWT' });
  const iat = Date.parse('2026-11-28T12:00:00Z') / 1000;
  expect(decodeJwt(token)).toEqual({ sub: 'anon-1', sid: 'login-1', iat, exp: iat + 600 });
});

test('lives an hour by default, and has sid and user_payload only if they are given', async () => {
  const { iat = 0, exp, ...claims } = decodeJwt(await createIssuer().createToken({ subject: 'anon-1' }));
  expect(claims).toEqual({ sub: 'anon-1' });
  expect(exp).toBe(iat + 3600);
});

describe.each([2048, 3072, 4096])('a key of %i bits', (modulusLength) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });

  test.each(['pkcs8', 'pkcs1'] as const)(
    'signs with a key in %s a token that jose and jsonwebtoken verify',
    async (type) => {
      const issuer = createIssuer({ signingKey: privatePem(privateKey, type) });
      const token = await issuer.createToken({
        subject: 'anon-u',
        sid: 'ß',
        payload: { name: 'Ünal' },
      });
      expect(await isSignedBy(token, publicKey)).toMatchObject({ sub: 'anon-u', sid: 'ß' });
    },
  );
});

const pem = privatePem(signing.privateKey);
test.each([
  ['line breaks', pem],
  ['line breaks of Windows', pem.replaceAll('\n', '\r\n')],
  ['literal \\n', pem.replaceAll('\n', '\\n')],
  ['literal \\n, escaped twice', pem.replaceAll('\n', '\\\\n')],
  ['literal \\r\\n', pem.replaceAll('\n', '\\r\\n')],
  ['spaces for line breaks', pem.replaceAll('\n', ' ')],
  ['no line breaks', pem.replaceAll('\n', '')],
  ['double quotes around it', `"${pem.replaceAll('\n', '\\n')}"`],
  ['single quotes and spaces around it', `  '${pem}' \n`],
  ['a byte order mark', `\uFEFF${pem}`],
  ['indentation', pem.replaceAll('\n', '\n    ')],
  ['its public half beside it', `${signing.publicKey.export({ type: 'spki', format: 'pem' })}${pem}`],
  ['the JSON file of a cloud service around it', JSON.stringify({ type: 'service_account', private_key: pem })],
  [
    'what openssl prints above a key',
    `Bag Attributes\n    friendlyName: signing\nKey Attributes: <No Attributes>\n${pem}`,
  ],
])('PEM with %s signs', async (_what, signingKey) => {
  const token = await createIssuer({ signingKey }).createToken({ subject: 'anon-1' });
  expect(await isSignedBy(token, signing.publicKey)).toMatchObject({ sub: 'anon-1' });
});

test('signing does not block the event loop', async () => {
  const issuer = createIssuer();
  await issuer.ready;
  let turns = 0;
  const count = () => {
    turns++;
    immediate = setImmediate(count);
  };
  let immediate = setImmediate(count);
  // If this thread made the signature, the signature would be ready before the first turn.
  await issuer.createToken({ subject: 'anon-1' });
  clearImmediate(immediate);
  expect(turns).toBeGreaterThan(0);
});

test('a CryptoKey signs', async () => {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const der = signing.privateKey.export({ type: 'pkcs8', format: 'der' });
  const signingKey = await webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
  const token = await createIssuer({ signingKey }).createToken({ subject: 'anon-1' });
  expect(await isSignedBy(token, signing.publicKey)).toMatchObject({ sub: 'anon-1' });
});

describe('with several signing keys', () => {
  const next = generateKeyPairSync('rsa', SHORT);
  const startsAt = new Date('2026-12-01T00:00:00Z');
  const signingKey = [
    // The keys are not in the order of their starts.
    { key: privatePem(next.privateKey), startsAt },
    { key: privatePem(signing.privateKey), startsAt: new Date(0) },
  ];
  const at = (time: string) => vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(time) });

  test('each signs from its start on', async () => {
    at('2026-11-30T23:59:59.999Z');
    const issuer = createIssuer({ signingKey });
    await isSignedBy(await issuer.createToken({ subject: 'anon-1' }), signing.publicKey);
    at('2026-12-01T00:00:00Z');
    await isSignedBy(await issuer.createToken({ subject: 'anon-1' }), next.publicKey);
  });

  test('no token outlives its key', async () => {
    at('2026-11-30T23:50:00Z');
    const { exp } = decodeJwt(await createIssuer({ signingKey }).createToken({ subject: 'anon-1' }));
    expect(exp).toBe(startsAt.getTime() / 1000);
  });

  test('at least one of them must have started', () => {
    at('2026-11-28T00:00:00Z');
    const later = [{ key: pem, startsAt }];
    expect(() => createIssuer({ signingKey: later })).toThrow(/^Could not use `signingKey` because none of its keys/);
    expect(() => createIssuer({ signingKey: [] })).toThrow(/^Could not use `signingKey` because none of its keys/);
  });

  test('an invalid start date and an invalid key are reported with their place in the list', () => {
    const bad = [
      { key: pem, startsAt: new Date(0) },
      { key: pem, startsAt: new Date('soon') },
    ];
    expect(() => createIssuer({ signingKey: bad })).toThrow(/^Could not use `signingKey\[1\]\.startsAt` because/);
    const empty = [{ key: '', startsAt: new Date(0) }];
    expect(() => createIssuer({ signingKey: empty })).toThrow(
      /^Could not use `signingKey\[0\]\.key` because its content is empty;/,
    );
  });
});

test.each(['', 'ä', 'a b', 'a;b', 'a=b', 'a\nb'])(
  'a subject that the assistant cannot accept (%j) is refused and not repeated',
  async (subject) => {
    const refused = createIssuer().createToken({ subject });
    await expect(refused).rejects.toThrow(/^Could not make a token because `subject` is not visible ASCII/);
  },
);
