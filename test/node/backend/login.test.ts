import { expect, test } from 'vitest';
import { setCookieLine } from '../httpVisitor.js';
import { claimsOf, startBackend } from './referenceBackend.js';

test('a login answers who the user is, and leaves the same in a cookie that the page can read', async () => {
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

test('a failed login does not say which half was wrong', async () => {
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

test('a failed login takes as long for an unknown user as for a known one', async () => {
  const { visitor } = await startBackend();
  const known = await durationMs(() => visitor().login('cade', 'wrong'));
  const unknown = await durationMs(() => visitor().login('nobody', 'wrong'));

  expect(unknown).toBeGreaterThan(known / 3);
});

test('a failed login leaves an earlier one as it was', async () => {
  const { visitor } = await startBackend();
  const cade = visitor();
  await cade.login('cade');
  await cade.login('ana', 'wrong');

  expect((await claimsOf(await cade.token())).userPayload.name).toBe('Cade');
});

test('a session cookie planted before the login is worth nothing after it', async () => {
  const { visitor } = await startBackend();
  const victim = visitor();
  victim.cookies.set('SESSION', 'planted');
  await victim.login('cade');

  expect(victim.cookies.get('SESSION')).not.toBe('planted');
  const attacker = visitor();
  attacker.cookies.set('SESSION', 'planted');
  expect((await claimsOf(await attacker.token())).userPayload.name).toBe('Anonymous');
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
  expect((await claimsOf(await thief.token())).userPayload.name).toBe('Anonymous');
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
  await visitor().login('cade');

  expect(removed).toEqual([clock.now]);
});

test('only JSON is read', async () => {
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

/** The shortest of three: what else the machine did does not count. */
async function durationMs(action: () => Promise<unknown>) {
  const durations = [];
  for (const _ of '123') {
    const start = performance.now();
    await action();
    durations.push(performance.now() - start);
  }
  return Math.min(...durations);
}
