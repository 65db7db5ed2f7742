/** The report for support. */
import { expect, test } from 'vitest';
import { createSite, loggedInSite, SECRET } from './site.js';

test('a chat that never ran has a version and nothing else to report', () => {
  // The build replaces this version with the real one. `test/consumers/package.test.ts` checks it.
  const version = expect.stringMatching(/^\d+\.\d+\.\d+$/);
  expect(createSite().chat.diagnose()).toEqual({ version, transitions: [], token: null });
});

test('the report contains the last changes and the properties of the token', async () => {
  const { chat } = await loggedInSite();
  const { transitions, token } = chat.diagnose();
  expect(transitions.map(({ what }) => what).join('; ')).toMatch(/loading.*ready.*login/);
  expect(transitions.every(({ at }) => at > 0)).toBe(true);
  expect(token).toEqual({
    algorithm: 'RS256',
    claims: expect.arrayContaining(['sub', 'exp', 'sid', 'user_payload']),
    lifetimeMs: expect.any(Number),
    clockSkewMs: expect.any(Number),
  });
});

test('the report keeps the last twenty changes', async () => {
  const { chat } = await loggedInSite();
  for (let count = 0; count < 10; count++) {
    await chat.logout();
    await chat.login({ username: 'cade' });
  }
  expect(chat.diagnose().transitions).toHaveLength(20);
});

test('the report contains no token, ID or word of the conversation', async () => {
  const { backend, chat } = await loggedInSite();
  const report = JSON.stringify(chat.diagnose());
  for (const secret of ['anon-1', 'sid-cade', 'cade-id', SECRET, ...backend.tokens])
    expect(report).not.toContain(secret);
});
