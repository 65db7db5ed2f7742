import { expect, test } from 'vitest';
import type { Store } from '../../../examples/backend/store.js';
import { setCookieLine } from '../httpVisitor.js';
import { memory } from '../memoryStore.js';
import { claimsOf, startBackend } from './referenceBackend.js';

const fortyFiveDaysSeconds = 45 * 24 * 60 * 60;

test('a returning browser keeps its anonymous ID, and each use renews the cookie for 45 days', async () => {
  const { visitor } = await startBackend();
  const someone = visitor();
  const first = await claimsOf(await someone.token());
  const response = await someone.get('/createJWT');

  expect((await claimsOf(await response.text())).sub).toBe(first.sub);
  expect(setCookieLine(response, 'ANONYMOUS-USER-ID')).toMatch(
    new RegExp(`=${first.sub}\\.[^;]+; Path=/; Max-Age=${fortyFiveDaysSeconds};`),
  );
});

test('two browsers have two anonymous IDs', async () => {
  const { visitor } = await startBackend();
  const one = await claimsOf(await visitor().token());
  const other = await claimsOf(await visitor().token());

  expect(one.sub).not.toBe(other.sub);
});

test.each([
  ['another shape', 'cade-id'],
  ['no text', 'j%3A%7B%7D'],
  ['a line break', 'anon-%0D%0Ax'],
  ['the right shape, but nobody gave it out', 'anon-00000000-0000-4000-8000-000000000000'],
])('an anonymous ID of %s is replaced, never signed', async (_why, value) => {
  const { visitor } = await startBackend();
  const someone = visitor();
  someone.cookies.set('ANONYMOUS-USER-ID', value);
  const { sub } = await claimsOf(await someone.token());

  expect(sub).toMatch(/^anon-[\da-f-]{36}$/);
  expect(sub).not.toBe(decodeURIComponent(value));
  expect(someone.cookies.get('ANONYMOUS-USER-ID')).toMatch(`${sub}.`);
});

test('a visitor who knows a subject cannot get a token for it', async () => {
  const { visitor } = await startBackend();
  const { sub } = await claimsOf(await visitor().token());
  const thief = visitor();
  thief.cookies.set('ANONYMOUS-USER-ID', sub);

  expect((await claimsOf(await thief.token())).sub).not.toBe(sub);
});

test('visitors who are not logged in leave nothing in the database', async () => {
  const { visitor } = await startBackend();
  await visitor().token();
  const { rows } = await memory.query('SELECT FROM web_chat.anonymous_ids');

  expect(rows).toEqual([]);
});

test('the anonymous ID stays through login and logout of one customer', async () => {
  const { visitor } = await startBackend();
  const cade = visitor();
  const before = await claimsOf(await cade.token());
  await cade.login('cade');
  await cade.post('/logout');
  const after = await claimsOf(await cade.token());
  await cade.login('cade');
  const again = await claimsOf(await cade.token());

  expect(after.sub).toBe(before.sub);
  expect(again.sub).toBe(before.sub);
});

test('another customer gets another anonymous ID, with or without a logout before', async () => {
  const { visitor, store } = await startBackend();
  const shared = visitor();
  await shared.login('cade');
  const cade = await claimsOf(await shared.token());
  await shared.post('/logout');
  await shared.login('ana');
  const ana = await claimsOf(await shared.token());
  await shared.login('cade');
  const cadeAgain = await claimsOf(await shared.token());

  expect(ana.sub).not.toBe(cade.sub);
  expect(ana.userPayload.custom_user_id).toBe('ana-id');
  expect(cadeAgain.sub).not.toBe(ana.sub);
  expect(await idsOf(store, 'ana-id')).toEqual(new Set([ana.sub]));
  expect(await idsOf(store, 'cade-id')).toEqual(new Set([cade.sub, cadeAgain.sub]));
});

test("a cookie with another customer's anonymous ID is replaced at the next token", async () => {
  const { visitor } = await startBackend();
  const shared = visitor();
  await shared.token();
  const nobodys = shared.cookies.get('ANONYMOUS-USER-ID')!;
  await shared.login('cade');
  const cade = await claimsOf(await shared.token());
  const cades = shared.cookies.get('ANONYMOUS-USER-ID')!;
  await shared.login('ana');
  for (const brought of [cades, nobodys]) {
    shared.cookies.set('ANONYMOUS-USER-ID', brought);
    const ana = await claimsOf(await shared.token());
    expect(ana.userPayload.custom_user_id).toBe('ana-id');
    expect(ana.sub).not.toBe(cade.sub);
  }
});

test('a login does not claim the anonymous ID, but the next token does', async () => {
  const { visitor, store } = await startBackend();
  const cade = visitor();
  await cade.login('cade');
  expect(await idsOf(store, 'cade-id')).toEqual(new Set());
  const { sub } = await claimsOf(await cade.token());

  expect(await idsOf(store, 'cade-id')).toEqual(new Set([sub]));
});

test('on shared computers a logout can end the anonymous ID too', async () => {
  const { visitor, store } = await startBackend({ rotateAnonymousIdOnLogout: true });
  const shared = visitor();
  await shared.login('cade');
  const cade = await claimsOf(await shared.token());
  await shared.post('/logout');
  const next = await claimsOf(await shared.token());

  expect(next.sub).not.toBe(cade.sub);
  expect(await idsOf(store, 'cade-id')).toEqual(new Set([cade.sub]));
});

test('a logout without a user keeps the anonymous ID, even on shared computers', async () => {
  const { visitor } = await startBackend({ rotateAnonymousIdOnLogout: true });
  const response = await visitor().post('/logout');

  expect(response.headers.getSetCookie().join()).not.toMatch('ANONYMOUS');
});

async function idsOf(store: Store, customUserID: string) {
  return new Set((await store.findAnonymousIDs(customUserID)).map(({ anonymousID }) => anonymousID));
}
