/** Backends without `sid`, which need a user cookie that differs from user to user. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { good, type Parts, startBrokenBackend } from '../brokenBackend.js';
import { check, findingsIn, openFolder } from '../check.js';

const ana = { username: 'ana', password: 'secret-of-ana' };
const withoutSid: Partial<Parts> = {
  sidOf: () => undefined,
  findUser: ({ username, password }) => (password === `secret-of-${username}` ? String(username) : 401),
};
const ownCookies: Partial<Parts> = { userCookieValue: (user) => JSON.stringify({ name: user }) };

async function loginID(parts: Partial<Parts>, { other = ana, args = [] as string[] } = {}) {
  const url = await startBrokenBackend({ ...withoutSid, ...parts });
  const file = join(openFolder(), 'other.json');
  writeFileSync(file, JSON.stringify(other));
  const words = [`${url}/token`, '--login', '/login', '--other-login-body', `@${file}`, ...args];
  const report = await check(words, { username: 'cade', password: 'secret-of-cade' });
  return findingsIn(report).find(({ id }) => id === 'login-id');
}

test('a second user with another cookie proves that the cookie distinguishes users', async () => {
  expect(await loginID(ownCookies)).toMatchObject({
    outcome: 'pass',
    reason: 'the cookie SESSION_INFO names the user',
  });
});

test.each<[string, Parameters<typeof loginID>, string]>([
  ['the same cookie', [{}], 'another user has the same cookie SESSION_INFO'],
  ['a cookie that pages cannot read', [{ ...ownCookies, userCookie: good.sessionCookie }], 'cannot read the cookie'],
  ['no cookie of the name', [ownCookies, { args: ['--user-cookie', 'USER'] }], 'no cookie USER'],
  ['no user cookie', [ownCookies, { args: ['--user-cookie', 'none'] }], '--user-cookie is none'],
  ['a wrong password', [ownCookies, { other: { ...ana, password: 'x' } }], 'the other user could not log in'],
])('a second user with %s is no proof', async (_what, [parts, options], reason) => {
  expect(await loginID(parts, options)).toMatchObject({ outcome: 'fail', reason: expect.stringContaining(reason) });
});

test('a cookie that only some pages can read causes a warning', async () => {
  const userCookie = { ...good.userCookie, path: '/account' };
  expect(await loginID({ ...ownCookies, userCookie })).toMatchObject({
    outcome: 'warn',
    reason: expect.stringContaining('only pages below /account'),
  });
});
