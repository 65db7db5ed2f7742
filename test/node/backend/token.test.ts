import { expect, onTestFinished, test, vi } from 'vitest';
import { demoUsers } from '../../../examples/demoUsers.js';
import { freshStore } from '../memoryStore.js';
import { claimsOf, startBackend } from './referenceBackend.js';

test('a visitor who is not logged in gets a signed, anonymous token', async () => {
  const { visitor, clock } = await startBackend({ tokenLifetimeSeconds: 10 });
  clock.now = Date.now();
  const someone = visitor();
  const response = await someone.get('/createJWT');
  const claims = await claimsOf(await response.text());

  expect(response.headers.get('content-type')).toMatch('text/plain');
  expect(claims.header.alg).toBe('RS256');
  expect(claims.sub).toMatch(/^anon-[\da-f-]{36}$/);
  expect(someone.cookies.get('ANONYMOUS-USER-ID')).toMatch(`${claims.sub}.`);
  expect(claims.iat).toBe(Math.floor(clock.now / 1000));
  expect(claims.exp - claims.iat).toBe(10);
  expect(claims).not.toHaveProperty('sid');
  expect(claims.userPayload).toMatchObject({ custom_user_id: claims.sub });
});

test('a logged-in visitor gets a token with the same subject, the real user in the encrypted payload only, and an opaque session name', async () => {
  const { visitor } = await startBackend();
  const cade = visitor();
  const before = await claimsOf(await cade.token());
  await cade.login('cade');
  const token = await cade.token();
  const after = await claimsOf(token);

  expect(after.sub).toBe(before.sub);
  expect(after.userPayload).toMatchObject({ name: 'Cade', custom_user_id: 'cade-id' });
  expect(after).toMatchObject({ sid: expect.stringMatching(/^[\da-f-]{36}$/) });
  expect(after).not.toMatchObject({ sid: cade.cookies.get('SESSION') });
  expect(Buffer.from(token.split('.')[1]!, 'base64url').toString()).not.toMatch(/cade/i);
});

test('each login has another sid', async () => {
  const { visitor } = await startBackend();
  const cade = visitor();
  await cade.login('cade');
  const first = await claimsOf(await cade.token());
  await cade.login('cade');
  const second = await claimsOf(await cade.token());

  expect(first).toHaveProperty('sid');
  expect(second).not.toMatchObject({ sid: (first as { sid?: string }).sid });
});

test('a payload larger than one RSA block is encrypted in several blocks', async () => {
  const userName = 'Ünïcödé '.repeat(80);
  const [cade] = demoUsers;
  const { visitor } = await startBackend({ store: await freshStore([{ ...cade!, userName }]) });
  const someone = visitor();
  await someone.login('cade');
  const { userPayload } = await claimsOf(await someone.token());

  expect(userPayload.name).toBe(userName);
  expect(userPayload.blocks).toBeGreaterThan(2);
});

test('no cache keeps a token', async () => {
  const { visitor } = await startBackend();
  const { headers } = await visitor().get('/createJWT');

  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('vary')?.split(', ')).toEqual(expect.arrayContaining(['Origin', 'Cookie']));
});

test('token requests do not keep a session alive, and tokens after its end are anonymous', async () => {
  const { visitor, clock } = await startBackend({ sessionLifetimeMs: 60_000 });
  clock.now = Date.now();
  const cade = visitor();
  await cade.login('cade');

  clock.now += 59_999;
  const response = await cade.get('/createJWT');
  const last = await claimsOf(await response.text());
  expect(last.userPayload.custom_user_id).toBe('cade-id');
  expect(response.headers.getSetCookie().join()).not.toMatch('SESSION');

  clock.now += 1;
  const next = await claimsOf(await cade.token());
  expect(next.sub).toBe(last.sub);
  expect(next.userPayload).not.toHaveProperty('name');
  expect(next).not.toHaveProperty('sid');
});

test('after the end of a session, the page no longer gets the user cookie', async () => {
  const { visitor, clock } = await startBackend({ sessionLifetimeMs: 60_000 });
  clock.now = Date.now();
  const cade = visitor();
  await cade.login('cade');
  await cade.token();
  expect(cade.cookies.has('SESSION_INFO')).toBe(true);

  clock.now += 60_000;
  await cade.token();
  expect(cade.cookies.has('SESSION_INFO')).toBe(false);
});

test('the backend does not trust the readable cookie', async () => {
  const { visitor } = await startBackend();
  const liar = visitor();
  liar.cookies.set('SESSION_INFO', encodeURIComponent('{"userName":"Cade","customUserID":"cade-id"}'));
  const { userPayload } = await claimsOf(await liar.token());

  expect(userPayload).not.toHaveProperty('name');
});

test('HEAD makes no token, no anonymous ID and no cookie', async () => {
  const added: string[] = [];
  const { store } = await startBackend();
  const watched = { ...store, useAnonymousID: async (id: string) => added.push(id) > 0 };
  const { visitor } = await startBackend({ store: watched });
  const response = await visitor().send('/createJWT', { method: 'HEAD' });

  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('GET');
  expect(response.headers.getSetCookie()).toEqual([]);
  expect(added).toEqual([]);
});

test('the database stores the time of each token, and can refuse the ID of a valid cookie', async () => {
  const { visitor, store, clock } = await startBackend();
  clock.now = Date.now();
  const startedAt = clock.now;
  const cade = visitor();
  await cade.login('cade');
  const first = await claimsOf(await cade.token());
  await cade.post('/logout');
  clock.now += 1000;
  await cade.token();
  await store.retireCustomer('cade-id');
  clock.now += 1000;
  const next = await claimsOf(await cade.token());

  expect(next.sub).not.toBe(first.sub);
  expect(await store.findAnonymousIDs('cade-id')).toMatchObject([
    { anonymousID: first.sub, firstUsedAt: startedAt, lastUsedAt: startedAt + 1000 },
  ]);
});

test('a customer who is retired while a token is made gets none', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => log.mockRestore());
  const store = await freshStore();
  const findSession = async (key: string) => {
    const session = await store.findSession(key);
    await store.retireCustomer('cade-id');
    return session;
  };
  const { visitor } = await startBackend({ store: { ...store, findSession } });
  const cade = visitor();
  await cade.login('cade');
  const response = await cade.get('/createJWT');

  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
  expect(await response.json()).toEqual({ error: expect.stringMatching('try again later') });
  expect(await store.findAnonymousIDs('cade-id')).toEqual([]);
});
