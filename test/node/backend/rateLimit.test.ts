import { expect, test } from 'vitest';
import { startBackend } from './referenceBackend.js';

const twice = { limit: 2, windowMs: 60_000 };

test('an address with too many failed logins has to wait, even with the correct password, and learns how long', async () => {
  const { visitor } = await startBackend({ limits: { failedLogins: twice } });
  const statuses = [];
  for (const username of ['cade', 'nobody']) statuses.push((await visitor().login(username, 'wrong')).status);
  const response = await visitor().login('cade');

  expect([...statuses, response.status]).toEqual([401, 401, 429]);
  const seconds = Number(response.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(50);
  expect(seconds).toBeLessThanOrEqual(60);
  expect(await response.json()).toEqual({ error: expect.stringMatching(`wait ${seconds} seconds`) });
  expect(response.headers.getSetCookie()).toEqual([]);
});

test('a wait for logins does not affect tokens and logouts', async () => {
  const { visitor } = await startBackend({ limits: { failedLogins: { limit: 1, windowMs: 60_000 } } });
  await visitor().login('cade', 'wrong');
  await visitor().login('cade');

  expect((await visitor().get('/createJWT')).status).toBe(200);
  expect((await visitor().post('/logout')).status).toBe(204);
});

test('successful logins do not count as failed ones', async () => {
  const { visitor } = await startBackend({ limits: { failedLogins: twice } });
  const statuses = [];
  for (const _ of '123') statuses.push((await visitor().login('cade')).status);

  expect(statuses).toEqual([200, 200, 200]);
});

test('an address gets a limited number of tokens, whatever its cookies, and learns how long to wait', async () => {
  const { visitor } = await startBackend({ limits: { tokens: twice } });
  const someone = visitor();
  await someone.token();
  await visitor().token();
  const response = await someone.get('/createJWT');

  expect(response.status).toBe(429);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(50);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.json()).toEqual({ error: expect.stringMatching(/wait \d+ seconds/) });
});

test('the backend distinguishes visitors behind a trusted proxy by address, but not behind another proxy', async () => {
  const from = (address: string) => ({ 'x-forwarded-for': address });
  const trusting = await startBackend({ limits: { tokens: { limit: 1, windowMs: 60_000 } } });
  const statusOf = async (address: string) => (await trusting.visitor(from(address)).get('/createJWT')).status;

  expect(await statusOf('192.0.2.1')).toBe(200);
  expect(await statusOf('192.0.2.2')).toBe(200);
  expect(await statusOf('192.0.2.1')).toBe(429);
  // One IPv6 network counts as one address, because a visitor can use all addresses of a network.
  expect(await statusOf('2001:db8::1')).toBe(200);
  expect(await statusOf('2001:db8:0:ffff::1')).toBe(429);
  expect(await statusOf('2001:db8:1::1')).toBe(200);
});

test('an address has a limited number of logins, with any username, even with the correct password', async () => {
  const { visitor } = await startBackend({ limits: { logins: twice } });
  const statuses = [];
  for (const username of ['cade', 'ana', 'cade']) statuses.push((await visitor().login(username)).status);

  expect(statuses).toEqual([200, 200, 429]);
});

test('a username has a limited number of logins from all addresses, known or not; others are not affected', async () => {
  const { visitor } = await startBackend({ limits: { loginsOfUsername: twice } });
  const statusOf = async (username: string, network: number) =>
    (await visitor({ 'x-forwarded-for': `2001:db8:${network}::1` }).login(username)).status;
  for (const [username, status] of [
    ['cade', 200],
    ['nobody', 401],
  ] as const) {
    expect([await statusOf(username, 1), await statusOf(username, 2)]).toEqual([status, status]);
    expect(await statusOf(username, 3)).toBe(429);
  }
  expect(await statusOf('ana', 3)).toBe(200);
});

test('an address gets a limited number of new anonymous IDs; visitors who have one are not affected', async () => {
  const { visitor } = await startBackend({ limits: { newVisitors: twice } });
  const returning = visitor();
  await returning.token();
  await visitor().token();
  const response = await visitor().get('/createJWT');

  expect(response.status).toBe(429);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(50);
  expect(response.headers.getSetCookie()).toEqual([]);
  expect(await response.json()).toEqual({ error: expect.stringMatching(/new visitors .* wait \d+ seconds/) });
  expect((await returning.get('/createJWT')).status).toBe(200);
  const forger = visitor();
  forger.cookies.set('ANONYMOUS-USER-ID', 'anon-00000000-0000-4000-8000-000000000000..x');
  expect((await forger.get('/createJWT')).status).toBe(429);
});

test('an address has a limited number of logouts', async () => {
  const { visitor } = await startBackend({ limits: { logouts: twice } });
  const statuses = [];
  for (const _ of '123') statuses.push((await visitor().post('/logout')).status);

  expect(statuses).toEqual([204, 204, 429]);
});

test('a wait ends', async () => {
  const { visitor } = await startBackend({ limits: { tokens: { limit: 1, windowMs: 300 } } });
  await visitor().get('/createJWT');

  await expect.poll(async () => (await visitor().get('/createJWT')).status, { timeout: 5000 }).toBe(200);
});
