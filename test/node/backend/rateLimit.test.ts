import { expect, test } from 'vitest';
import { startBackend } from './referenceBackend.js';

const twice = { limit: 2, windowMs: 60_000 };

test('an address that fails to log in too often has to wait, with the right password too, and is told how long', async () => {
  const { visitor } = await startBackend({ loginLimit: twice });
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

test('a wait for logins is none for tokens and logouts', async () => {
  const { visitor } = await startBackend({ loginLimit: { limit: 1, windowMs: 60_000 } });
  await visitor().login('cade', 'wrong');
  await visitor().login('cade');

  expect((await visitor().get('/createJWT')).status).toBe(200);
  expect((await visitor().post('/logout')).status).toBe(204);
});

test('successful logins do not count', async () => {
  const { visitor } = await startBackend({ loginLimit: twice });
  const statuses = [];
  for (const _ of '123') statuses.push((await visitor().login('cade')).status);

  expect(statuses).toEqual([200, 200, 200]);
});

test('an address gets so many tokens, whatever its cookies, and is told when there are more', async () => {
  const { visitor } = await startBackend({ tokenLimit: twice });
  const someone = visitor();
  await someone.token();
  await visitor().token();
  const response = await someone.get('/createJWT');

  expect(response.status).toBe(429);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(50);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.json()).toEqual({ error: expect.stringMatching(/wait \d+ seconds/) });
});

test('visitors behind a trusted proxy are told apart by their addresses, those behind any other are not', async () => {
  const from = (address: string) => ({ 'x-forwarded-for': address });
  const trusting = await startBackend({ tokenLimit: { limit: 1, windowMs: 60_000 } });
  const statusOf = async (address: string) => (await trusting.visitor(from(address)).get('/createJWT')).status;

  expect(await statusOf('192.0.2.1')).toBe(200);
  expect(await statusOf('192.0.2.2')).toBe(200);
  expect(await statusOf('192.0.2.1')).toBe(429);
  // One network of IPv6 counts as one address: a visitor has a whole network to choose from.
  expect(await statusOf('2001:db8::1')).toBe(200);
  expect(await statusOf('2001:db8::2')).toBe(429);
});

test('a wait ends', async () => {
  const { visitor } = await startBackend({ tokenLimit: { limit: 1, windowMs: 300 } });
  await visitor().get('/createJWT');

  await expect.poll(async () => (await visitor().get('/createJWT')).status, { timeout: 5000 }).toBe(200);
});
