import { expect, test } from 'vitest';
import { setCookieLine } from '../httpVisitor.js';
import { claimsOf, startBackend } from './referenceBackend.js';

const https = { 'x-forwarded-proto': 'https' };

test('on http the cookies are HttpOnly and SameSite=Lax, and only the one for display is readable', async () => {
  const { visitor } = await startBackend({ sessionLifetimeMs: 60_000 });
  const response = await visitor().login('cade');

  expect(attributes(setCookieLine(response, 'ANONYMOUS-USER-ID'))).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax']);
  expect(attributes(setCookieLine(response, 'SESSION'))).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax']);
  expect(attributes(setCookieLine(response, 'SESSION_INFO'))).toEqual(['Path=/', 'SameSite=Lax']);
  expect(setCookieLine(response, 'SESSION')).toMatch('Max-Age=60;');
});

test('on https behind a proxy they are Secure too, and bound to this host by their names', async () => {
  const { visitor } = await startBackend();
  const response = await visitor(https).login('cade');
  const hidden = ['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure'];

  expect(attributes(setCookieLine(response, '__Host-ANONYMOUS-USER-ID'))).toEqual(hidden);
  expect(attributes(setCookieLine(response, '__Host-SESSION'))).toEqual(hidden);
  expect(attributes(setCookieLine(response, 'SESSION_INFO'))).toEqual(['Path=/', 'SameSite=Lax', 'Secure']);
  expect(response.headers.getSetCookie()).toHaveLength(3);
});

test('on https the cookies come back, and a logout clears them by the same names', async () => {
  const { visitor } = await startBackend();
  const cade = visitor(https);
  await cade.login('cade');
  const token = await claimsOf(await cade.token());
  await cade.post('/logout');

  expect(token.userPayload.name).toBe('Cade');
  expect([...cade.cookies.keys()]).toEqual(['__Host-ANONYMOUS-USER-ID']);
});

test('on https a cookie without the prefix, as a subdomain could plant it, is not read', async () => {
  const { visitor } = await startBackend();
  const someone = visitor(https);
  const { sub } = await claimsOf(await someone.token());
  const victim = visitor(https);
  victim.cookies.set('ANONYMOUS-USER-ID', sub);

  expect((await claimsOf(await victim.token())).sub).not.toBe(sub);
});

test('a proxy that is not trusted cannot claim https', async () => {
  const { visitor } = await startBackend({ trustProxy: false });
  const response = await visitor(https).get('/createJWT');

  expect(setCookieLine(response, 'ANONYMOUS-USER-ID')).not.toMatch('Secure');
});

test('pages on another site are served with SameSite=None, always Secure, and kept where browsers keep no other', async () => {
  const { visitor } = await startBackend({ cookieSameSite: 'none' });
  const cade = visitor();
  const response = await cade.login('cade');
  const embedded = ['HttpOnly', 'Partitioned', 'Path=/', 'SameSite=None', 'Secure'];

  expect(attributes(setCookieLine(response, '__Host-ANONYMOUS-USER-ID'))).toEqual(embedded);
  expect(attributes(setCookieLine(response, '__Host-SESSION'))).toEqual(embedded);
  expect(attributes(setCookieLine(response, 'SESSION_INFO'))).toEqual([
    'Partitioned',
    'Path=/',
    'SameSite=None',
    'Secure',
  ]);
  const cleared = await cade.post('/logout');
  expect(attributes(setCookieLine(cleared, '__Host-SESSION'))).toEqual(embedded);
});

test('whether cookies are Secure can be decided once and for all', async () => {
  const { visitor } = await startBackend({ secureCookies: true });
  const response = await visitor().get('/createJWT');

  expect(setCookieLine(response, '__Host-ANONYMOUS-USER-ID')).toMatch('Secure');
});

function attributes(line = '') {
  const [, ...all] = line.split('; ');
  return all.filter((attribute) => !/^(Max-Age|Expires)=/.test(attribute)).sort();
}
