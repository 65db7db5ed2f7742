import { randomBytes, scryptSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Cost, checkPassword, type Derive, hashPassword } from '../../../examples/backend/login.js';
import { HttpVisitor, setCookieLine } from '../httpVisitor.js';
import { freshStore, memory } from '../memoryStore.js';
import { claimsOf, startBackend } from './referenceBackend.js';

test('the answer to a login names the user, and a cookie that the page can read does too', async () => {
  const { visitor } = await startBackend();
  const cade = visitor();
  const response = await cade.login('cade');

  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ userName: 'Cade', customUserID: 'cade-id' });
  expect(JSON.parse(decodeURIComponent(cade.cookies.get('SESSION_INFO')!))).toEqual({
    userName: 'Cade',
    customUserID: 'cade-id',
  });
  expect(response.headers.get('cache-control')).toBe('no-store');
});

test('a failed login does not say if the username or the password was wrong', async () => {
  const { visitor } = await startBackend();
  const someone = visitor();
  const wrongPassword = await someone.login('cade', 'wrong');
  const unknownUser = await someone.login('nobody', 'lendyr-demo');

  expect([wrongPassword.status, unknownUser.status]).toEqual([401, 401]);
  const body = await wrongPassword.json();
  expect(body).toEqual({ error: expect.stringMatching('username or the password is wrong') });
  expect(await unknownUser.json()).toEqual(body);
  expect([...someone.cookies]).toEqual([]);
});

const old = { N: 2, r: 8, p: 1 };
const raised = { N: 4, r: 8, p: 1 };

test('each login costs the same work, also while some hashes have an older cost', async () => {
  const oldHash = await hashWith(old);
  const newHash = await hashWith(raised);
  for (const [passwordHash, password] of [
    [undefined, 'right'],
    [oldHash, 'right'],
    [oldHash, 'wrong'],
    [newHash, 'right'],
    [newHash, 'wrong'],
  ] as const) {
    const work: unknown[] = [];
    const derive: Derive = async (text, salt, length, cost) => {
      work.push([text, salt.length, length, cost]);
      return scryptSync(text, salt, length, cost);
    };
    const { isRight } = await checkPassword(password, passwordHash, [raised, old], derive);

    expect(isRight).toBe(passwordHash !== undefined && password === 'right');
    expect(work).toEqual([raised, old].map((cost) => [password, 16, 32, cost]));
  }
});

test('a right password with an older cost is hashed with the new one, and only then', async () => {
  const oldHash = await hashWith(old);
  const { newHash } = await checkPassword('right', oldHash, [raised, old]);

  expect(newHash).toMatch(/^4:8:1:/);
  expect(await checkPassword('right', newHash, [raised])).toEqual({ isRight: true, newHash: undefined });
  expect(await checkPassword('wrong', oldHash, [raised, old])).toEqual({ isRight: false });
});

async function hashWith(cost: Cost) {
  const salt = randomBytes(16);
  const hash = scryptSync('right', salt, 32, cost);
  return [cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join(':');
}

test('a hash with an older cost is replaced in the store', async () => {
  const { visitor, store } = await startBackend();
  const { passwordHash } = (await store.findUser('cade'))!;
  await store.changePasswordHash(passwordHash, await hashPassword('lendyr-demo'));

  expect((await store.findUser('cade'))?.passwordHash).not.toBe(passwordHash);
  expect((await visitor().login('cade')).status).toBe(200);
  expect(await store.hasPasswordHash([passwordHash])).toBe(false);
});

test('a login that runs while its customer is being forgotten is refused, and leaves nothing behind', async () => {
  const { store } = await startBackend();
  const findUser = async (username: string) => {
    const user = await store.findUser(username);
    await store.retireCustomer('cade-id');
    await store.removeCustomer('cade-id');
    return user;
  };
  const { visitor } = await startBackend({ store: { ...store, findUser } });
  const cade = visitor();
  const response = await cade.login('cade');

  expect(response.status).toBe(401);
  expect([...cade.cookies]).toEqual([]);
  for (const table of ['users', 'sessions', 'anonymous_ids']) {
    const { rows } = await memory.query(`SELECT FROM web_chat.${table} WHERE custom_user_id = 'cade-id'`);
    expect(rows).toEqual([]);
  }
});

test('a token that is requested while its customer is being forgotten is anonymous', async () => {
  const { store, visitor: ask } = await startBackend();
  const cade = ask();
  await cade.login('cade');
  const findSession = async (key: string) => {
    const session = await store.findSession(key);
    await store.retireCustomer('cade-id');
    return session;
  };
  const { url } = await startBackend({ store: { ...store, findSession } });
  const response = await new HttpVisitor(url, {}, cade.cookies).get('/createJWT');

  expect(response.status).toBe(503);
  expect(await store.findAnonymousIDs('cade-id')).toEqual([]);
});

test('logins have their own queue: when too many wait, further logins are refused, but tokens are issued', async () => {
  const store = await freshStore();
  let isOpen = () => {};
  const opened = new Promise<void>((resolve) => (isOpen = resolve));
  let begun = 0;
  const findUser = async (username: string) => {
    begun++;
    await opened;
    return store.findUser(username);
  };
  const { visitor } = await startBackend({ store: { ...store, findUser } });
  const attack = Array.from({ length: 24 }, (_, index) =>
    visitor({ 'x-forwarded-for': `2001:db8:${index}::1` }).login(`nobody-${index}`, 'wrong'),
  );
  await expect.poll(() => begun, { timeout: 20_000 }).toBe(1);
  const refused = await Promise.race(attack);

  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('5');
  expect((await visitor().get('/createJWT')).status).toBe(200);
  expect(begun).toBe(1);
  isOpen();
  const statuses = (await Promise.all(attack)).map(({ status }) => status).sort();
  expect(statuses).toEqual([...Array(9).fill(401), ...Array(15).fill(503)]);
});

test('a failed login does not end an earlier login', async () => {
  const { visitor } = await startBackend();
  const cade = visitor();
  await cade.login('cade');
  await cade.login('ana', 'wrong');

  expect((await claimsOf(await cade.token())).userPayload.name).toBe('Cade');
});

test('a session cookie that was planted before the login is invalid after it', async () => {
  const { visitor } = await startBackend();
  const victim = visitor();
  victim.cookies.set('SESSION', 'planted');
  await victim.login('cade');

  expect(victim.cookies.get('SESSION')).not.toBe('planted');
  const attacker = visitor();
  attacker.cookies.set('SESSION', 'planted');
  expect((await claimsOf(await attacker.token())).userPayload).not.toHaveProperty('name');
});

test('each login has a new session cookie and revokes the one before', async () => {
  const { visitor } = await startBackend();
  const cade = visitor();
  await cade.login('cade');
  const first = cade.cookies.get('SESSION')!;
  await cade.login('cade');
  const thief = visitor();
  thief.cookies.set('SESSION', first);

  expect(cade.cookies.get('SESSION')).not.toBe(first);
  expect((await claimsOf(await thief.token())).userPayload).not.toHaveProperty('name');
});

test('the store never sees a session cookie', async () => {
  const { visitor, store } = await startBackend();
  const cade = visitor();
  await cade.login('cade');

  expect(await store.findSession(cade.cookies.get('SESSION')!)).toBeUndefined();
});

test('sessions that have expired are forgotten at the next login', async () => {
  const removed: number[] = [];
  const { store } = await startBackend();
  const watched = { ...store, removeSessionsExpiredAt: async (at: number) => void removed.push(at) };
  const { visitor, clock } = await startBackend({ store: watched });
  clock.now = Date.now();
  await visitor().login('cade');

  expect(removed).toEqual([clock.now]);
});

test('the backend reads only JSON', async () => {
  const { visitor } = await startBackend();
  const form = new URLSearchParams({ username: 'cade', password: 'lendyr-demo' });
  const response = await visitor().send('/authenticate', { method: 'POST', body: form });

  expect(response.status).toBe(415);
  expect(await response.json()).toEqual({ error: expect.stringMatching('application/json') });
  expect(setCookieLine(response, 'SESSION')).toBeUndefined();
});

test.each([
  ['no password', 400, '{"username":"cade"}'],
  ['a password that is no text', 400, '{"username":"cade","password":{"$ne":""}}'],
  ['a list', 400, '[]'],
  ['an empty username', 400, '{"username":"","password":"secret"}'],
  ['a character that no database takes', 400, '{"username":"cade\\u0000","password":"secret"}'],
  ['half a character', 401, '{"username":"\\ud800","password":"secret"}'],
  ['null', 400, 'null'],
  ['nothing', 400, ''],
  ['half a JSON text', 400, '{"username":"cade","password":"secret'],
  ['far too much', 413, JSON.stringify({ username: 'cade', password: 'x'.repeat(5000) })],
])('a body with %s is refused with %i and one clear sentence', async (_what, status, body) => {
  const { visitor } = await startBackend();
  const headers = { 'content-type': 'application/json' };
  const response = await visitor().send('/authenticate', { method: 'POST', headers, body });

  expect(response.status).toBe(status);
  const answer = await response.json();
  expect(answer).toEqual({ error: expect.stringMatching(/^[A-Z].*\.$/) });
  expect(JSON.stringify(answer)).not.toMatch('secret');
});

test('an unknown address is answered with JSON too', async () => {
  const { visitor } = await startBackend();
  const response = await visitor().get('/authenticated');

  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: expect.stringMatching('GET /authenticated') });
});

test.each([
  ['POST', '/createJWT', 'GET'],
  ['GET', '/authenticate', 'POST'],
  ['DELETE', '/logout', 'POST'],
  ['PUT', '/health', 'GET'],
])('%s %s is refused with the method to use', async (method, path, allowed) => {
  const { visitor } = await startBackend();
  const response = await visitor().send(path, { method });

  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe(allowed);
  expect(await response.json()).toEqual({ error: expect.stringMatching(`use ${allowed}`) });
});
