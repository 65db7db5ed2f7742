import { describe, expect, test, vi } from 'vitest';
import { answers, hangs, held, type KeyStyle, STYLES, USER_COOKIE, unreachable } from '../memoryBackend.js';
import {
  codesOf,
  container,
  createSite,
  isInPage,
  isOpen,
  isShown,
  loggedInSite,
  outcome,
  pass,
  type Site,
  settle,
  talkingSite,
} from '../site.js';

const UNKNOWN = [
  ['5xx', answers(503)],
  ['a network that fails', unreachable],
  ['a function that throws', () => Promise.reject(new Error('nobody knows'))],
] as const;

/** The old conversation is gone, and a fresh chat waits, closed and without a token. */
function expectFreshClosedChat(site: Site, before: unknown) {
  expect(isInPage()).toBe(false);
  expect(site.chat.instance).not.toBe(null);
  expect(site.chat.instance).not.toBe(before);
  expect(isOpen(site)).toBe(false);
  expect(site.chat.getState()).toMatchObject({ phase: 'ready', subject: null, busy: null });
  expect(document.querySelectorAll('.WACContainer')).toHaveLength(1);
}

/** The user is still logged in, and reads their conversation as before. */
async function expectNothingChanged(site: Site, before: unknown) {
  await settle();
  expect(isShown(site)).toBe(true);
  expect(site.chat.instance).toBe(before);
  expect(site.chat.getState().busy).toBe(null);
  expect(await site.simulator.say('Who am I?')).toContain('cade-id');
}

describe('a logout that is refused', () => {
  test.each<KeyStyle>(['sid', 'cookie'])(
    'hides the conversation until two checks still name the user by %s, and then shows it again',
    async (style) => {
      const site = await loggedInSite({ style });
      const before = site.chat.instance;
      const slow = held(() => site.backend.sign());
      site.backend.script.logout.push(answers(403));
      site.backend.script.token.push(slow.answer);
      const logout = outcome(site.chat.logout());
      expect(isShown(site)).toBe(false);
      await settle();
      expect(isShown(site)).toBe(false);
      slow.release();
      await settle();
      expect(logout.result).toMatchObject({ code: 'LOGOUT_FAILED', status: 403, retryable: false });
      expect(site.backend.asked).toEqual(['logout', 'token logout', 'token logout']);
      expect(site.errors).toEqual([]);
      await expectNothingChanged(site, before);
    },
  );

  test.each([403, 401])('with %s ends the session if nothing shows if the user is still logged in', async (status) => {
    const site = await loggedInSite({ style: 'neither' });
    const before = site.chat.instance;
    site.backend.script.logout.push(answers(status));
    await expect(site.chat.logout()).rejects.toMatchObject({ code: 'LOGOUT_FAILED' });
    expectFreshClosedChat(site, before);
  });

  test.each<KeyStyle>(['sid', 'cookie'])('with 401 succeeds if the session was already over (%s)', async (style) => {
    const site = await loggedInSite({ style });
    site.backend.script.logout.push((context) => {
      site.backend.become({ user: null });
      return answers(401)(context);
    });
    await expect(site.chat.logout()).resolves.toBeUndefined();
    expect(isInPage()).toBe(false);
    expect(await site.simulator.say('Who am I?')).toBe('Your user ID is anon-1.');
    expect(site.errors).toEqual([]);
  });

  test('with 401 shows the conversation again if the sid still names the user', async () => {
    const site = await loggedInSite();
    const before = site.chat.instance;
    site.backend.script.logout.push(answers(401));
    await expect(site.chat.logout()).rejects.toMatchObject({ code: 'LOGOUT_FAILED', status: 401 });
    await expectNothingChanged(site, before);
  });

  test('with 401 ends the session if only the cookie names the user, because the cookie may be old', async () => {
    const site = await loggedInSite({ style: 'cookie' });
    const before = site.chat.instance;
    site.backend.script.logout.push(answers(401));
    await expect(site.chat.logout()).rejects.toMatchObject({ code: 'LOGOUT_FAILED', status: 401 });
    expectFreshClosedChat(site, before);
  });
});

test.each<KeyStyle>(['sid', 'cookie'])(
  'a logout that redirects after a success succeeds if the %s has disappeared',
  async (style) => {
    const site = await loggedInSite({ style });
    site.backend.script.logout.push((context) => {
      site.backend.become({ user: null });
      return answers(302)(context);
    });
    await expect(site.chat.logout()).resolves.toBeUndefined();
    expect(isInPage()).toBe(false);
  },
);

test.each(STYLES)('a logout while the device is offline never succeeds (%s)', async (style) => {
  const site = await loggedInSite({ style });
  const onLine = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  site.backend.script.logout.push(unreachable);
  site.backend.script.token.push(...Array(20).fill(unreachable));
  const logout = outcome(site.chat.logout());
  await pass(20_000);
  expect(logout.result).toMatchObject({ code: 'LOGOUT_FAILED' });
  expect(isInPage()).toBe(false);
  expect(container()).toBe(null);
  onLine.mockReturnValue(true);
  site.backend.script.token.length = 0;
  window.dispatchEvent(new Event('online'));
  await pass(1_000);
  expect(isOpen(site)).toBe(false);
  expect(site.chat.getState()).toMatchObject({ phase: 'ready', subject: null });
});

describe.each(UNKNOWN)('a logout of unknown outcome (%s)', (_, answer) => {
  test.each<KeyStyle>(['sid', 'cookie'])('succeeds if the old %s has disappeared', async (style) => {
    const site = await loggedInSite({ style });
    site.backend.script.logout.push((context) => {
      site.backend.become({ user: null });
      return answer(context);
    });
    await expect(site.chat.logout()).resolves.toBeUndefined();
    expect(isInPage()).toBe(false);
    expect(await site.simulator.say('Who am I?')).toBe('Your user ID is anon-1.');
    expect(site.backend.count('logout')).toBe(1);
    expect(site.errors).toEqual([]);
  });

  test.each<KeyStyle>(['sid', 'cookie'])('fails if a second check still finds the old %s', async (style) => {
    const site = await loggedInSite({ style });
    const before = site.chat.instance;
    site.backend.script.logout.push(answer);
    await expect(site.chat.logout()).rejects.toMatchObject({ code: 'LOGOUT_FAILED' });
    expect(site.backend.asked).toEqual(['logout', 'token logout', 'token logout']);
    await expectNothingChanged(site, before);
  });

  test('fails if nothing identifies a login', async () => {
    const site = await loggedInSite({ style: 'neither' });
    const before = site.chat.instance;
    site.backend.script.logout.push(answer);
    await expect(site.chat.logout()).rejects.toMatchObject({ code: 'LOGOUT_FAILED' });
    expect(site.backend.count('logout')).toBe(1);
    expectFreshClosedChat(site, before);
  });
});

describe('a logout of unknown outcome', () => {
  test('without an answer within 15 s', async () => {
    const site = await loggedInSite();
    const before = site.chat.instance;
    site.backend.script.logout.push(hangs);
    const logout = outcome(site.chat.logout());
    await pass(14_900);
    expect(site.chat.getState().busy).toBe('logout');
    await pass(200);
    expect(logout.result).toMatchObject({ code: 'LOGOUT_FAILED' });
    expect(site.backend.count('logout')).toBe(1);
    await expectNothingChanged(site, before);
  });

  test('also fails if the backend returns no token', async () => {
    const site = await loggedInSite();
    const before = site.chat.instance;
    site.backend.script.logout.push(answers(503));
    site.backend.script.token.push(answers(403));
    await expect(site.chat.logout()).rejects.toMatchObject({ code: 'LOGOUT_FAILED' });
    expectFreshClosedChat(site, before);
  });

  test('hides the conversation while it checks', async () => {
    const site = await loggedInSite();
    site.backend.script.logout.push(answers(503));
    site.backend.script.token.push(hangs);
    void outcome(site.chat.logout());
    await settle();
    expect(site.backend.asked).toEqual(['logout', 'token logout']);
    expect(isShown(site)).toBe(false);
  });
});

describe('a logout that the backend accepts', () => {
  test('is checked twice, and fails if the old login remains', async () => {
    const site = await loggedInSite();
    const before = site.chat.instance;
    site.backend.onLogout = {};
    const logout = outcome(site.chat.logout());
    await pass(1_000);
    expect(logout.result).toMatchObject({ code: 'LOGOUT_FAILED', retryable: true });
    expect(site.backend.asked).toEqual(['logout', 'token logout', 'token logout']);
    await expectNothingChanged(site, before);
  });

  test('fails too if the token of the login came late, and names by "sid" the user whom the cookie named', async () => {
    const site = await talkingSite({ style: 'cookie' });
    site.backend.onLogin = { user: 'cade', claims: { sid: 'sid-1' } };
    site.backend.script.token.push(...Array.from({ length: 20 }, () => answers(503)));
    void outcome(site.chat.login({ username: 'cade' }));
    await pass(5_000);
    expect(codesOf(site.errors)).toContain('TOKEN_UNAVAILABLE');
    site.backend.script.token.length = 0;
    site.backend.script.logout.push(() => {});
    const ended = outcome(site.chat.logout());
    await pass(20_000);
    expect(ended.result).toMatchObject({ code: 'LOGOUT_FAILED' });
    expect(await site.simulator.say('Who am I?')).toContain('cade-id');
  });

  test('succeeds for an anonymous visitor although a token names somebody who logged in elsewhere', async () => {
    const site = await talkingSite();
    site.backend.onLogout = { user: 'ana' };
    await expect(site.chat.logout()).resolves.toBeUndefined();
    expect(isInPage()).toBe(false);
  });

  test('succeeds if the second check no longer finds the old login', async () => {
    const site = await loggedInSite();
    site.backend.script.token.push(() => {
      const token = site.backend.sign({ sid: 'sid-cade' });
      return { token };
    });
    const logout = outcome(site.chat.logout());
    await pass(1_000);
    expect(logout.result).toBeUndefined();
    expect(isInPage()).toBe(false);
    expect(site.backend.asked).toEqual(['logout', 'token logout', 'token logout']);
    expect(await site.simulator.say('Who am I?')).toBe('Your user ID is anon-1.');
  });

  test.each(STYLES)(
    'without a token leaves a new, closed chat, which requests one when it opens, if %s identifies a login',
    async (style) => {
      const site = await loggedInSite({ style });
      const before = site.chat.instance;
      site.backend.script.token.push(answers(403));
      await expect(site.chat.logout()).resolves.toBeUndefined();
      expect(codesOf(site.errors)).toEqual(['TOKEN_DENIED']);
      expectFreshClosedChat(site, before);
      expect(await site.simulator.say('Who am I?')).toBe('Your user ID is anon-1.');
      expect(site.backend.asked).toEqual(['logout', 'token logout', 'token open']);
      expect(site.chat.getState().error).toBe(null);
    },
  );

  test('without a token does so too if the page began logged in and nothing identifies a login', async () => {
    const site = createSite({ style: 'neither' });
    site.backend.become({ user: 'cade' });
    await site.chat.load();
    await site.simulator.say('My secret');
    const before = site.chat.instance;
    site.backend.script.token.push(answers(403));
    await expect(site.chat.logout()).resolves.toBeUndefined();
    expectFreshClosedChat(site, before);
    expect(codesOf(site.errors)).toEqual(['TOKEN_DENIED']);
  });

  test.each(STYLES)(
    'without a token is over: the next login continues the new conversation, if %s identifies a login',
    async (style) => {
      const site = await loggedInSite({ style });
      site.backend.script.token.push(answers(403));
      await site.chat.logout();
      await site.simulator.say('Hello from nobody');
      await site.chat.login({ username: 'cade' });
      expect(site.simulator.transcript).toContain('Hello from nobody');
      expect(await site.simulator.say('Who am I?')).toContain('cade-id');
    },
  );

  test('hides the conversation while the token endpoint hangs, and gives up in time', async () => {
    const site = await loggedInSite();
    const before = site.chat.instance;
    site.backend.script.token.push(hangs, hangs, hangs);
    const logout = outcome(site.chat.logout());
    await settle();
    expect(isShown(site)).toBe(false);
    await pass(20_000);
    expect(logout.result).toBeUndefined();
    expect(codesOf(site.errors)).toEqual(['TOKEN_UNAVAILABLE']);
    expectFreshClosedChat(site, before);
  });

  test('is not checked if web chat was never opened', async () => {
    const { chat, backend } = createSite();
    backend.become({ user: 'cade' });
    await chat.load();
    await chat.logout();
    expect(backend.asked).toEqual(['logout']);
  });

  test('works before web chat is loaded', async () => {
    const { chat, backend, simulator } = createSite();
    backend.become({ user: 'cade' });
    await chat.logout();
    expect(backend.asked).toEqual(['logout']);
    await chat.load();
    expect(await simulator.say('Who am I?')).toBe('Your user ID is anon-1.');
  });
});

describe('logout() before web chat is loaded', () => {
  test.each([
    ['4xx', answers(403)],
    ['5xx', answers(503)],
  ])('rejects if the backend answers %s', async (_, answer) => {
    const { chat, backend } = createSite();
    backend.script.logout.push(answer);
    await expect(chat.logout()).rejects.toMatchObject({ code: 'LOGOUT_FAILED' });
    expect(chat.getState()).toMatchObject({ phase: 'idle', busy: null });
  });

  test('rejects if the user cookie still exists', async () => {
    const { chat, backend } = createSite({ style: 'cookie' });
    backend.become({ user: 'cade' });
    backend.onLogout = {};
    const logout = outcome(chat.logout());
    await pass(1_000);
    expect(logout.result).toMatchObject({ code: 'LOGOUT_FAILED' });
  });
});

describe('without a logoutEndpoint', () => {
  test("the SDK removes the user cookie, as in IBM's tutorial, and the conversation restarts", async () => {
    const site = await loggedInSite({ style: 'cookie', logoutEndpoint: undefined });
    expect(site.chat.getState().user).toEqual({ name: 'cade' });
    await site.chat.logout();
    expect(document.cookie).not.toContain(USER_COOKIE);
    expect(site.chat.getState().user).toBe(null);
    expect(isInPage()).toBe(false);
  });

  test('the page has logged out on its own, and web chat gets the new token', async () => {
    const site = await loggedInSite({ logoutEndpoint: undefined });
    site.backend.become({ user: null });
    await site.chat.logout();
    expect(await site.simulator.say('Who am I?')).toBe('Your user ID is anon-1.');
    expect(isInPage()).toBe(false);
  });
});

test('several calls of logout() at the same time make one request', async () => {
  const site = await loggedInSite();
  await Promise.all([site.chat.logout(), site.chat.logout(), site.chat.logout()]);
  expect(site.backend.asked).toEqual(['logout', 'token logout']);
  await site.chat.logout();
  expect(site.backend.count('logout')).toBe(2);
});

test('a conversation that is kept is hidden only until the token after the logout', async () => {
  const site = await loggedInSite({ conversationAfterLogout: 'keep' });
  const slow = held(() => site.backend.sign());
  site.backend.script.token.push(slow.answer);
  void outcome(site.chat.logout());
  await settle();
  expect(isShown(site)).toBe(false);
  slow.release();
  await settle();
  expect(isShown(site)).toBe(true);
});
