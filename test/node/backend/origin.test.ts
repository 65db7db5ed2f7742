import { expect, test } from 'vitest';
import { claimsOf, startBackend } from './referenceBackend.js';

const shop = 'https://shop.example';
const credentials = { username: 'cade', password: 'lendyr-demo' };

test.each([
  ['its own page', { 'sec-fetch-site': 'same-origin' }, 200],
  ['an allowed origin', { 'sec-fetch-site': 'cross-site', origin: shop }, 200],
  ['a program that is no browser', {}, 200],
  ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
  ['another site that hides its origin', { 'sec-fetch-site': 'cross-site', origin: 'null' }, 403],
  ['a sister site', { 'sec-fetch-site': 'same-site', origin: 'https://other.shop.example' }, 403],
  ['a form of another site, without an origin', { 'sec-fetch-site': 'cross-site' }, 403],
  ['another site in an old browser', { origin: 'https://evil.example' }, 403],
  ['an origin that only begins like an allowed one', { origin: `${shop}.evil.example` }, 403],
])('login and logout from %s', async (_who, headers, status) => {
  const { visitor } = await startBackend({ allowedOrigins: [shop] });
  const someone = visitor();
  const login = await someone.post('/authenticate', credentials, headers);
  const logout = await someone.post('/logout', undefined, headers);

  expect(login.status).toBe(status);
  expect(logout.status).toBe(status === 200 ? 204 : status);
  if (status === 403) {
    expect(await login.json()).toEqual({ error: expect.stringMatching('another site') });
    expect(login.headers.getSetCookie()).toEqual([]);
  }
});

test('in an old browser, the backend recognizes its own page by the origin', async () => {
  const { visitor, url } = await startBackend();
  const response = await visitor().post('/authenticate', credentials, { origin: url });

  expect(response.status).toBe(200);
});

test('a refused logout leaves the visitor logged in', async () => {
  const { visitor } = await startBackend();
  const cade = visitor();
  await cade.login('cade');
  await cade.post('/logout', undefined, { 'sec-fetch-site': 'cross-site' });

  expect((await claimsOf(await cade.token())).userPayload.name).toBe('Cade');
});

test('an allowed origin may read answers, with cookies, and the headers that the SDK needs', async () => {
  const { visitor } = await startBackend({ allowedOrigins: [shop] });
  const { headers } = await visitor().get('/createJWT', { origin: shop });

  expect(headers.get('access-control-allow-origin')).toBe(shop);
  expect(headers.get('access-control-allow-credentials')).toBe('true');
  expect(headers.get('access-control-expose-headers')).toMatch('Date');
});

test('an allowed origin may send JSON', async () => {
  const { visitor } = await startBackend({ allowedOrigins: [shop] });
  const headers = { origin: shop, 'access-control-request-method': 'POST' };
  const response = await visitor().send('/authenticate', { method: 'OPTIONS', headers });

  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe(shop);
  expect(response.headers.get('access-control-allow-methods')).toMatch('POST');
  expect(response.headers.get('access-control-allow-headers')).toMatch(/content-type/i);
});

test.each(['GET', 'OPTIONS'])('any other origin may not read the answer to %s', async (method) => {
  const { visitor } = await startBackend({ allowedOrigins: [shop] });
  const response = await visitor().send('/createJWT', { method, headers: { origin: 'https://evil.example' } });

  expect(response.headers.get('access-control-allow-origin')).toBeNull();
  expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  expect(response.headers.get('vary')).toMatch('Origin');
});

test.each(['*', 'shop.example', 'https://shop.example/', 'https://*.shop.example'])(
  '"%s" is refused as an allowed origin',
  async (origin) => {
    await expect(startBackend({ allowedOrigins: [origin] })).rejects.toThrow('not an exact origin');
  },
);
