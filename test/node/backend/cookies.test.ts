import { request } from 'node:http';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { setCookieLine } from '../httpVisitor.js';
import { claimsOf, startBackend } from './referenceBackend.js';

const https = { 'x-forwarded-proto': 'https' };

test('on plain http the cookies are HttpOnly and SameSite=Lax, and only the one for display is readable', async () => {
  const { visitor } = await startBackend({ secureCookies: false, sessionLifetimeMs: 60_000 });
  const cade = visitor();
  const login = await cade.login('cade');
  const token = await cade.get('/createJWT');

  expect(attributes(setCookieLine(token, 'ANONYMOUS-USER-ID'))).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax']);
  expect(attributes(setCookieLine(login, 'SESSION'))).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax']);
  expect(attributes(setCookieLine(login, 'SESSION_INFO'))).toEqual(['Path=/', 'SameSite=Lax']);
  expect(setCookieLine(login, 'SESSION')).toMatch('Max-Age=60;');
});

test('otherwise the cookies are Secure, and their names bind them to this host, wherever TLS ends', async () => {
  const { visitor } = await startBackend({ secureCookies: true });
  const cade = visitor();
  const login = await cade.login('cade');
  const token = await cade.get('/createJWT');
  const hidden = ['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure'];

  expect(attributes(setCookieLine(token, '__Host-ANONYMOUS-USER-ID'))).toEqual(hidden);
  expect(attributes(setCookieLine(login, '__Host-SESSION'))).toEqual(hidden);
  expect(attributes(setCookieLine(login, 'SESSION_INFO'))).toEqual(['Path=/', 'SameSite=Lax', 'Secure']);
});

test('on https the backend reads its cookies, and a logout clears them by the same names', async () => {
  const { visitor } = await startBackend({ secureCookies: true });
  const cade = visitor(https);
  await cade.login('cade');
  const token = await claimsOf(await cade.token());
  await cade.post('/logout');

  expect(token.userPayload.name).toBe('Cade');
  expect([...cade.cookies.keys()]).toEqual(['__Host-ANONYMOUS-USER-ID']);
});

test('on https the backend ignores a cookie without the prefix, which a subdomain could set', async () => {
  const { visitor } = await startBackend({ secureCookies: true });
  const someone = visitor(https);
  await someone.login('cade');
  const { sub } = await claimsOf(await someone.token());
  const victim = visitor(https);
  for (const [name, value] of someone.cookies) victim.cookies.set(name.replace('__Host-', ''), value);
  const claims = await claimsOf(await victim.token());

  expect(claims.sub).not.toBe(sub);
  expect(claims.userPayload).not.toHaveProperty('name');
});

test.each([
  ['once, of plain http from another machine', {}, [{ host: 'shop.example' }, { host: 'shop.example' }], 1],
  ['not on https', {}, [{ host: 'shop.example', 'x-forwarded-proto': 'https' }], 0],
  ['not at a loopback name', {}, [{}], 0],
  ['not of cookies that are not Secure', { secureCookies: false }, [{ host: 'shop.example' }], 0],
])('the log warns %s', async (_when, options, requests, times) => {
  const warnings: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(line) });
  const { url } = await startBackend({ secureCookies: true, ...options, logger });
  for (const headers of requests) await get(`${url}/createJWT`, headers);

  expect(warnings).toHaveLength(times);
  for (const warning of warnings) expect(JSON.parse(warning).msg).toMatch(/plain http.*X-Forwarded-Proto.*TRUST_PROXY/);
});

test('for pages on another site, the cookies are SameSite=None, Secure and Partitioned', async () => {
  const { visitor } = await startBackend({ cookieSameSite: 'none', secureCookies: true });
  const cade = visitor();
  const response = await cade.login('cade');
  const embedded = ['HttpOnly', 'Partitioned', 'Path=/', 'SameSite=None', 'Secure'];

  const token = await cade.get('/createJWT');
  expect(attributes(setCookieLine(token, '__Host-ANONYMOUS-USER-ID'))).toEqual(embedded);
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

/** `fetch` sends no `Host` of its own. */
function get(url: string, headers: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => response.resume().once('end', resolve))
      .once('error', reject)
      .end();
  });
}

function attributes(line = '') {
  const [, ...all] = line.split('; ');
  return all.filter((attribute) => !/^(Max-Age|Expires)=/.test(attribute)).sort();
}
