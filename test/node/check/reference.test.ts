/**
 * The reference backend passes every check, and so do other backends that are right in another way.
 */
import { type JWTPayload, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { startBackend } from '../backend/referenceBackend.js';
import { signing } from '../keys.js';
import { PAGE, type Parts, type Session, startBrokenBackend } from './brokenBackend.js';
import { check, idsWith, writePublicKey } from './check.js';

const cade = { username: 'cade', password: 'lendyr-demo' };
const KEPT = Buffer.alloc(256, 7).toString('base64');
const routes = ['--login', '/authenticate', '--logout', '/logout'];

test('the reference backend passes without a login', async () => {
  const { url } = await startBackend();
  const report = await check([`${url}/createJWT`, '--public-key', writePublicKey()]);

  expect([...idsWith(report, 'fail'), ...idsWith(report, 'warn')]).toEqual([]);
  expect(report.count.pass).toBeGreaterThan(25);
});

test('the reference backend passes with a login and a logout', async () => {
  const { url } = await startBackend();
  const report = await check([`${url}/createJWT`, '--public-key', writePublicKey(), ...routes], cade);

  expect([...idsWith(report, 'fail'), ...idsWith(report, 'warn')]).toEqual([]);
  expect(report.count.pass).toBeGreaterThan(40);
});

test('the reference backend passes for a page of another origin', async () => {
  const { url } = await startBackend({ allowedOrigins: [PAGE] });
  const report = await check([`${url}/createJWT`, '--origin', PAGE, ...routes], cade);

  expect([...idsWith(report, 'fail'), ...idsWith(report, 'warn')]).toEqual([]);
  expect(idsWith(report, 'skip')).toEqual(['signature', 'login-payload', 'csrf-token']);
});

test('the reference backend passes if each logout makes a new visitor', async () => {
  const { url } = await startBackend({ rotateAnonymousIdOnLogout: true });
  const report = await check([`${url}/createJWT`, ...routes], cade);

  expect([...idsWith(report, 'fail'), ...idsWith(report, 'warn')]).toEqual([]);
});

test('a login that is refused temporarily does not count as a defect', async () => {
  const { url } = await startBackend();
  const report = await check([`${url}/createJWT`, ...routes], { username: 'cade', password: 'mistyped' });

  expect(idsWith(report, 'fail')).toEqual(['login-status']);
  expect(idsWith(report, 'warn')).toEqual([]);
});

const rightToo: Record<string, Partial<Parts>> = {
  'answers JSON with "token"': { answer: (response, token) => response.json({ token }) },
  'answers JSON with "jwt"': { answer: (response, token) => response.json({ jwt: token }) },
  'answers a JSON string': { answer: (response, token) => response.json(token) },
  'has no user_payload but another subject for users': {
    claims: ({ user_payload: _payload, ...claims }: JWTPayload, session) => ({
      ...claims,
      ...(session && { sub: '3d3c1c5e-6a54-4f0e-9b0b-0a3a37cbb6b4' }),
    }),
  },
  'makes a new visitor at each logout': {
    claims: (claims, session) => ({ ...claims, ...(session && { sub: '3d3c1c5e-6a54-4f0e-9b0b-0a3a37cbb6b4' }) }),
    clears: ['SESSION', 'SESSION_INFO', 'ANON'],
  },
  'asks for a CSRF token': { csrfCookie: {}, demandsCSRF: true },
  'has a token for ten minutes': {
    sign: (claims) => {
      const signer = new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'a' });
      return signer.setExpirationTime('10 minutes').sign(signing.privateKey);
    },
  },
};

test.each(Object.entries(rightToo))('a backend that %s passes', async (_what, parts) => {
  const url = await startBrokenBackend(parts);
  const args = [`${url}/token`, '--login', '/login', '--logout', '/logout'];
  const report = await check(args, { username: 'cade', password: 'secret-of-cade' });

  expect(idsWith(report, 'fail')).toEqual([]);
});

test('a backend that numbers its logins causes no warning', async () => {
  const numbers = new Map<string, number>();
  const numberOf = ({ sid }: Session) => numbers.get(sid) ?? numbers.set(sid, numbers.size + 7).get(sid);
  const url = await startBrokenBackend({
    claims: (claims, session) => ({ ...claims, ...(session && { sid: numberOf(session) }) }),
  });
  const args = [`${url}/token`, '--login', '/login', '--logout', '/logout'];
  const report = await check(args, { username: 'cade', password: 'secret-of-cade' });

  expect([...idsWith(report, 'fail'), ...idsWith(report, 'warn')]).toEqual([]);
});

test('the backend of the defect tests passes without a defect', async () => {
  const url = await startBrokenBackend();
  const args = [
    `${url}/token`,
    '--login',
    '/login',
    '--logout',
    '/logout',
    '--public-key',
    writePublicKey(),
    '--origin',
    PAGE,
  ];
  const report = await check(args, { username: 'cade', password: 'secret-of-cade' });

  expect([...idsWith(report, 'fail'), ...idsWith(report, 'warn')]).toEqual([]);
  // OAEP encrypts the same content differently each time.
  expect(idsWith(report, 'skip')).toEqual(['login-payload', 'csrf-token']);
});

test('credentials can be the fields of a form', async () => {
  const url = await startBrokenBackend({ takes: ['application/x-www-form-urlencoded'] });
  const args = [`${url}/token`, '--login', '/login', '--logout', '/logout'];
  const report = await check(args, 'username=cade&password=secret-of-cade');

  expect([...idsWith(report, 'fail'), ...idsWith(report, 'warn')]).toEqual([]);
  expect(idsWith(report, 'skip')).toContain('login-bad-body');
});

test('each request of the page has the headers of the site', async () => {
  const url = await startBrokenBackend({
    before: (request, response, next) => (request.get('x-site') === 'shop' ? next() : void response.sendStatus(400)),
  });

  expect(idsWith(await check([`${url}/token`]), 'fail')).toEqual(['status']);
  expect(idsWith(await check([`${url}/token`, '--header', 'X-Site: shop']), 'fail')).toEqual([]);
});

test.each([
  ['only there for users', { claims: forAnonymous((claims) => delete claims['user_payload']) }],
  ['kept while nobody is logged in', { claims: forAnonymous((claims) => (claims['user_payload'] = KEPT)) }],
])('if user_payload is %s, the checker can verify that the assistant learns the user', async (_what, parts) => {
  const url = await startBrokenBackend(parts);
  const report = await check([`${url}/token`, '--login', '/login'], { username: 'cade', password: 'secret-of-cade' });

  expect(idsWith(report, 'pass')).toContain('login-payload');
});

function forAnonymous(change: (claims: JWTPayload) => unknown): Parts['claims'] {
  return (claims, session) => {
    if (!session) change(claims);
    return claims;
  };
}
