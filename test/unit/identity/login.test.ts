import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { allowCookies, rememberCookies } from '../cookies.js';
import {
  answers,
  hangs,
  held,
  isDeaf,
  type KeyStyle,
  type MemoryBackend,
  STYLES,
  USER_COOKIE,
  unreachable,
} from '../memoryBackend.js';
import {
  codesOf,
  createSite,
  isInPage,
  isShown,
  loggedInSite,
  outcome,
  pass,
  renew,
  restoreFromCache,
  SECRET,
  settle,
  shownWithin,
  talkingSite,
} from '../site.js';

/** Cade has logged in and got no token. He has sent a message all the same. */
async function saidWithoutToken(style: KeyStyle) {
  const site = createSite({ style });
  await site.chat.load();
  await site.simulator.open();
  site.backend.script.token.push(answers(403));
  await site.chat.login({ username: 'cade' });
  await site.simulator.say(SECRET);
  return site;
}

describe('login() resolves with the answer of the backend', () => {
  test('that a function returns', async () => {
    const { chat } = await talkingSite();
    expect(await chat.login({ username: 'cade' })).toEqual({ hello: 'cade' });
  });

  test('and passes its argument to the function', async () => {
    const { chat, backend } = await talkingSite();
    const input = { username: 'cade' };
    await chat.login(input);
    expect(backend.contexts.find(({ reason }) => reason === 'login')?.input).toBe(input);
  });

  test('before web chat is loaded, without asking for a token', async () => {
    const { chat, backend, simulator } = createSite();
    await chat.login({ username: 'cade' });
    expect(backend.asked).toEqual(['login']);
    await chat.load();
    expect(await simulator.say('Who am I?')).toContain('cade-id');
  });

  test('while web chat is loaded but was never opened, without asking for a token', async () => {
    const { chat, backend, simulator } = createSite();
    await chat.load();
    await chat.login({ username: 'cade' });
    expect(backend.asked).toEqual(['login']);
    expect(await simulator.say('Who am I?')).toContain('cade-id');
  });

  test('when web chat could not be loaded', async () => {
    const { chat, assistant } = createSite();
    assistant.isDown = true;
    const loading = outcome(chat.load());
    await pass(60_000);
    expect(chat.getState().phase).toBe('failed');
    expect(loading.result).toMatchObject({ code: 'WEB_CHAT_FAILED' });
    await expect(chat.login({ username: 'cade' })).resolves.toEqual({ hello: 'cade' });
    await expect(chat.logout()).resolves.toBeUndefined();
  });

  test('without a loginEndpoint, login() gives web chat the new token after the login of the page', async () => {
    const { chat, backend, simulator } = await talkingSite({ loginEndpoint: undefined });
    backend.become({ user: 'cade' });
    await expect(chat.login()).resolves.toBeUndefined();
    expect(backend.asked).toEqual(['token open', 'token login']);
    expect(await simulator.say('Who am I?')).toContain('cade-id');
  });

  test('without a loginEndpoint, the state has the user although the browser returns old cookies', async () => {
    const { chat } = createSite({ loginEndpoint: undefined });
    const setByServer = rememberCookies();
    onTestFinished(allowCookies);
    await chat.load();
    setByServer(USER_COOKIE, '{"name":"cade"}');
    await chat.login();
    expect(chat.getState().user).toEqual({ name: 'cade' });
  });
});

test('the state has the user only when web chat knows the user, so that no message is anonymous', async () => {
  const site = await talkingSite({ style: 'cookie' });
  const { answer, release } = held(() => ({ token: site.backend.sign() }));
  site.backend.script.token.push(answer);
  const login = outcome(site.chat.login({ username: 'cade' }));
  await pass(1_000);
  expect(site.chat.getState()).toMatchObject({ busy: 'login', user: null });
  release();
  await settle();
  expect(login.result).toEqual({ hello: 'cade' });
  expect(site.chat.getState()).toMatchObject({ busy: null, user: { name: 'cade' } });
});

describe('a login that fails', () => {
  test('with 4xx changes nothing: no token is requested, and the conversation continues', async () => {
    const site = await talkingSite();
    site.backend.script.login.push(answers(401));
    await expect(site.chat.login({ username: 'cade' })).rejects.toMatchObject({ code: 'LOGIN_REJECTED', status: 401 });
    expect(site.backend.asked).toEqual(['token open', 'login']);
    expect(isShown(site)).toBe(true);
    expect(await site.simulator.say('Who am I?')).toBe('Your user ID is anon-1.');
    expect(site.errors).toEqual([]);
    expect(site.chat.getState()).toMatchObject({ busy: null, error: null });
  });

  test.each([
    ['5xx', answers(503)],
    ['a network that fails', unreachable],
    ['408', answers(408)],
  ])('with %s is not repeated, and the SDK asks the backend who the visitor is', async (_, answer) => {
    const site = await talkingSite();
    site.backend.script.login.push(answer);
    await expect(site.chat.login({ username: 'cade' })).rejects.toMatchObject({
      code: 'LOGIN_FAILED',
      retryable: true,
    });
    await pass(60_000);
    expect(site.backend.count('login')).toBe(1);
    expect(site.backend.asked).toEqual(['token open', 'login', 'token return']);
    expect(isShown(site)).toBe(true);
  });

  test.each([
    ['minds its signal', hangs],
    ['does not mind its signal', isDeaf],
  ])('ends after 15 s without an answer, even if the function %s', async (_, answer) => {
    const site = await talkingSite();
    site.backend.script.login.push(answer);
    const login = outcome(site.chat.login({ username: 'cade' }));
    await pass(14_900);
    expect(login.result).toBe('pending');
    expect(site.chat.getState().busy).toBe('login');
    await pass(200);
    expect(login.result).toMatchObject({ code: 'LOGIN_FAILED', retryable: true });
    expect(site.backend.count('login')).toBe(1);
    expect(site.chat.getState().busy).toBe(null);
  });

  test.each<KeyStyle>(['sid', 'cookie'])('succeeds after all if the next token names the user by %s', async (style) => {
    const site = await talkingSite({ style });
    site.backend.script.login.push(() => {
      site.backend.become({ user: 'cade' });
      return new Response('', { status: 502 });
    });
    await expect(site.chat.login({ username: 'cade' })).resolves.toBeUndefined();
    expect(await site.simulator.say('Who am I?')).toContain('cade-id');
    expect(isShown(site)).toBe(true);
  });

  test('succeeds after all before web chat is loaded, if a token names the user', async () => {
    const site = createSite();
    site.backend.script.login.push((context) => {
      site.backend.become({ user: 'cade' });
      return answers(302)(context);
    });
    await expect(site.chat.login({ username: 'cade' })).resolves.toBeUndefined();
    expect(site.backend.asked).toEqual(['login', 'token return']);
  });

  test.each(STYLES)('stays failed if the next token names the previous user (%s)', async (style) => {
    const site = await loggedInSite({ style });
    site.backend.script.login.push(unreachable);
    await expect(site.chat.login({ username: 'ana' })).rejects.toMatchObject({ code: 'LOGIN_FAILED' });
    expect(isShown(site)).toBe(style !== 'neither');
  });

  test.each(STYLES)('keeps the conversation of an anonymous visitor, even at the next login (%s)', async (style) => {
    const site = await talkingSite({ style });
    site.backend.script.login.push(unreachable);
    await expect(site.chat.login({ username: 'cade' })).rejects.toMatchObject({ code: 'LOGIN_FAILED' });
    restoreFromCache();
    await pass(5_000);
    await site.chat.login({ username: 'cade' });
    expect(isShown(site)).toBe(true);
    expect(await site.simulator.say('Who am I?')).toContain('cade-id');
  });

  test('is final if the function throws', async () => {
    const site = await talkingSite();
    site.backend.script.login.push(() => Promise.reject(new Error('popup closed')));
    await expect(site.chat.login({ username: 'cade' })).rejects.toMatchObject({
      code: 'LOGIN_FAILED',
      retryable: false,
    });
  });
});

describe('a login that is refused', () => {
  test('shows the hidden conversation to its user when the backend can say who the visitor is', async () => {
    const site = await loggedInSite();
    site.backend.script.token.push(...Array(99).fill(answers(503)));
    site.backend.script.login.push(answers(401));
    restoreFromCache();
    await pass(10_000);
    expect(isShown(site)).toBe(false);
    site.backend.script.token.length = 0;
    const login = outcome(site.chat.login({ username: 'x' }));
    await pass(20_000);
    expect(login.result).toMatchObject({ code: 'LOGIN_REJECTED' });
    expect(isShown(site)).toBe(true);
  });

  test('lets a running check continue', async () => {
    const site = await talkingSite();
    const { answer, release } = held(() => site.backend.sign());
    site.backend.script.token.push(answer);
    site.backend.script.login.push(answers(401));
    restoreFromCache();
    await settle();
    const login = outcome(site.chat.login({ username: 'x' }));
    await settle();
    release();
    await pass(5_000);
    expect(login.result).toMatchObject({ code: 'LOGIN_REJECTED' });
    expect(isShown(site)).toBe(true);
  });
});

describe('a missing token after a successful login', () => {
  test('keeps the login, is reported, and is requested again with growing pauses until it arrives', async () => {
    const site = await talkingSite();
    const { backend, chat, errors } = site;
    vi.spyOn(Math, 'random').mockReturnValue(1);
    backend.script.token.push(...Array.from({ length: 6 }, () => answers(503)));
    const login = outcome(chat.login({ username: 'cade' }));
    await pass(2_999);
    expect(login.result).toBe('pending');
    await pass(1);
    expect(login.result).toEqual({ hello: 'cade' });
    expect(codesOf(errors)).toEqual(['TOKEN_UNAVAILABLE']);
    expect(chat.getState()).toMatchObject({ busy: null, error: { code: 'TOKEN_UNAVAILABLE', status: 503 } });
    await pass(1_999);
    expect(backend.count('token login')).toBe(3);
    await pass(1 + 3_000);
    expect(codesOf(errors)).toEqual(['TOKEN_UNAVAILABLE', 'TOKEN_UNAVAILABLE']);
    await pass(3_999);
    expect(backend.count('token login')).toBe(6);
    await pass(1);
    expect(backend.count('token login')).toBe(7);
    expect(chat.getState().error).toBe(null);
    expect(await site.simulator.say('Who am I?')).toContain('cade-id');
    expect(isShown(site)).toBe(true);
  });

  test('is tried again at once when the network is back', async () => {
    const site = await loggedInSite();
    site.backend.script.token.push(...Array(99).fill(unreachable));
    void outcome(site.chat.login({ username: 'cade' }));
    await pass(300_000);
    expect(isShown(site)).toBe(false);
    site.backend.script.token.length = 0;
    window.dispatchEvent(new Event('online'));
    await settle();
    expect(isShown(site)).toBe(true);
    const asked = site.backend.count('token');
    window.dispatchEvent(new Event('online'));
    await pass(120_000);
    expect(site.backend.count('token')).toBe(asked);
  });

  test('is not requested again if the backend refuses', async () => {
    const { backend, chat, errors } = await talkingSite();
    backend.script.token.push(answers(403));
    await expect(chat.login({ username: 'cade' })).resolves.toEqual({ hello: 'cade' });
    await pass(120_000);
    expect(codesOf(errors)).toEqual(['TOKEN_DENIED']);
    expect(backend.asked).toEqual(['token open', 'login', 'token login']);
  });

  test('hides the conversation from a user who replaced another, even if a renewal happens first', async () => {
    const site = await loggedInSite({ style: 'neither' });
    site.backend.become({ claims: { exp: Date.now() / 1000 + 10 } });
    await renew(site);
    site.backend.script.token.push(...Array(99).fill(answers(503)));
    site.backend.onLogin = { user: 'ana', claims: {} };
    void outcome(site.chat.login({ username: 'ana' }));
    await pass(40_000);
    expect(isShown(site)).toBe(false);
    site.backend.script.token.length = 0;
    window.dispatchEvent(new Event('online'));
    expect(await shownWithin(site, 120_000)).toBe(false);
    expect(isInPage()).toBe(false);
  });

  test.each(STYLES)('hides lines that were written meanwhile from the next user (%s)', async (style) => {
    const site = await saidWithoutToken(style);
    site.backend.onLogin = { user: 'ana' };
    await site.chat.login({ username: 'ana' });
    await pass(5_000);
    expect(isInPage()).toBe(false);
  });

  test.each(STYLES)('hides such lines from the next user on another page too (%s)', async (style) => {
    const site = await saidWithoutToken(style);
    site.backend.become({ user: 'ana' });
    restoreFromCache();
    await pass(5_000);
    expect(isInPage()).toBe(false);
  });

  test.each(STYLES)('lets an anonymous conversation continue when the token arrives (%s)', async (style) => {
    const site = await talkingSite({ style });
    site.backend.script.token.push(...Array(3).fill(answers(503)));
    void outcome(site.chat.login({ username: 'cade' }));
    await pass(1_900);
    const answer = outcome(renew(site));
    await pass(60_000);
    expect(answer.result).toContain('cade-id');
    expect(isShown(site)).toBe(true);
  });

  test('does not make a login with another sub count as an unexpected change', async () => {
    const site = await talkingSite();
    for (const sub of ['other-1', 'other-2']) {
      site.backend.onLogin = { user: 'cade', sub };
      site.backend.script.token.push(...Array(3).fill(answers(503)));
      void outcome(site.chat.login({ username: 'cade' }));
      await pass(60_000);
      await site.simulator.open();
      expect(site.chat.getState()).toMatchObject({ phase: 'ready', subject: sub });
    }
  });

  test('is no longer requested after a logout begins', async () => {
    const { backend, chat, simulator } = await talkingSite({ style: 'neither' });
    vi.spyOn(Math, 'random').mockReturnValue(1);
    backend.script.token.push(answers(503), answers(503), answers(503));
    const login = outcome(chat.login({ username: 'cade' }));
    await pass(4_000);
    expect(login.result).toEqual({ hello: 'cade' });
    await chat.logout();
    await pass(120_000);
    expect(backend.asked.slice(-2)).toEqual(['logout', 'token logout']);
    // The chat does not know of a user, so nothing restarts.
    await simulator.say('Hello from nobody');
    await chat.login({ username: 'ana' });
    expect(simulator.transcript).toContain('Hello from nobody');
  });
});

describe('logout() during a login', () => {
  test.each([
    ['minds its signal', hangs],
    ['does not mind its signal', isDeaf],
  ])('ends the login, and then logs out, if the function %s', async (_, answer) => {
    const { backend, chat, simulator } = await talkingSite();
    backend.script.login.push(answer);
    const login = outcome(chat.login({ username: 'cade' }));
    await settle();
    await chat.logout();
    expect(login.result).toMatchObject({ code: 'LOGIN_FAILED', message: expect.stringContaining('logout()') });
    expect(backend.asked).toEqual(['token open', 'login', 'logout', 'token logout']);
    expect(await simulator.say('Who am I?')).toBe('Your user ID is anon-1.');
  });

  test.each(['sid', 'cookie'] as const)('that is refused checks the outcome of the login (%s)', async (style) => {
    const { backend, chat, simulator } = await talkingSite({ style });
    backend.script.login.push((context) => {
      backend.become({ user: 'cade' });
      return hangs(context);
    });
    backend.script.logout.push(answers(403));
    const login = outcome(chat.login({ username: 'cade' }));
    await settle();
    await expect(chat.logout()).rejects.toMatchObject({ code: 'LOGOUT_FAILED', status: 403 });
    await settle();
    expect(login.result).toMatchObject({ code: 'LOGIN_FAILED' });
    expect(backend.asked).toEqual(['token open', 'login', 'logout', 'token logout', 'token logout']);
    expect(await simulator.say('Who am I?')).toContain('cade-id');
    expect(simulator.transcript).toContain(SECRET);
  });

  test.each(STYLES)('that is refused shows nothing of the previous user to the new one (%s)', async (style) => {
    const site = await loggedInSite({ style });
    site.backend.script.login.push((context) => {
      site.backend.become({ user: 'ana' });
      return hangs(context);
    });
    const slow = held(answers(403));
    site.backend.script.logout.push(slow.answer);
    void outcome(site.chat.login({ username: 'ana' }));
    await settle();
    const logout = outcome(site.chat.logout());
    await settle();
    expect(isShown(site)).toBe(false);
    slow.release();
    await settle();
    expect(logout.result).toMatchObject({ code: 'LOGOUT_FAILED', status: 403 });
    expect(isShown(site)).toBe(false);
    expect(await site.simulator.say('Who am I?')).toContain('ana-id');
    expect(site.simulator.transcript).toContain('Who am I?');
  });

  test('that is refused shows the conversation again if the login did not succeed', async () => {
    const site = await loggedInSite();
    site.backend.script.login.push(hangs);
    site.backend.script.logout.push(answers(403));
    void outcome(site.chat.login({ username: 'ana' }));
    await settle();
    void outcome(site.chat.logout());
    await settle();
    expect(isShown(site)).toBe(true);
  });

  describe.each(['sid', 'cookie'] as const)('of another user (%s)', (style) => {
    async function logOutDuring(login: (backend: MemoryBackend) => void, logout: (backend: MemoryBackend) => unknown) {
      const site = await loggedInSite({ style });
      site.backend.script.login.push((context) => {
        login(site.backend);
        return hangs(context);
      });
      site.backend.script.logout.push(() => logout(site.backend));
      void outcome(site.chat.login({ username: 'ana' }));
      await settle();
      const ended = outcome(site.chat.logout());
      await pass(20_000);
      return { site, ended };
    }

    test('fails if the previous user is still logged in, and shows their conversation again', async () => {
      const { site, ended } = await logOutDuring(
        () => {},
        () => {},
      );
      expect(ended.result).toMatchObject({ code: 'LOGOUT_FAILED' });
      expect(isShown(site)).toBe(true);
    });

    test('fails if the other user is logged in', async () => {
      const { site, ended } = await logOutDuring(
        (backend) => backend.become({ user: 'ana' }),
        () => {},
      );
      expect(ended.result).toMatchObject({ code: 'LOGOUT_FAILED' });
      expect(isInPage()).toBe(false);
      expect(await site.simulator.say('Who am I?')).toContain('ana-id');
    });

    test('succeeds if its answer is lost and nobody is logged in any more', async () => {
      const { ended } = await logOutDuring(
        () => {},
        (backend) => {
          backend.become({ user: null });
          return new Response('', { status: 500 });
        },
      );
      expect(ended.result).toBeUndefined();
    });
  });

  test('also ends one that is still waiting for its turn, and does not send it', async () => {
    const { backend, chat } = await talkingSite();
    backend.script.login.push(hangs);
    const logins = [chat.login({ username: 'cade' }), chat.login({ username: 'ana' })].map(outcome);
    await settle();
    await chat.logout();
    expect(codesOf(logins.map(({ result }) => result as never))).toEqual(['LOGIN_FAILED', 'LOGIN_FAILED']);
    expect(backend.count('login')).toBe(1);
  });

  test('of an earlier logout ends one that waits behind that logout, which leaves nothing pending', async () => {
    const site = await talkingSite();
    const slow = held(() => site.backend.become({ user: null }));
    site.backend.script.logout.push(slow.answer);
    void outcome(site.chat.logout());
    const login = outcome(site.chat.login({ username: 'cade' }));
    const logout = outcome(site.chat.logout());
    await settle();
    slow.release();
    await settle();
    expect(login.result).toMatchObject({ code: 'LOGIN_FAILED' });
    expect(logout.result).toBeUndefined();
    expect(site.states.map(({ busy }) => busy)).not.toContain('login');
    await site.simulator.say(SECRET);
    for (let returns = 0; returns < 2; returns++) {
      restoreFromCache();
      await settle();
      expect(isShown(site)).toBe(true);
    }
    expect(site.console.warn).not.toHaveBeenCalled();
  });

  test('does not end a login that is called after it', async () => {
    const { chat, simulator } = await talkingSite();
    const logout = chat.logout();
    await expect(chat.login({ username: 'cade' })).resolves.toEqual({ hello: 'cade' });
    await logout;
    expect(await simulator.say('Who am I?')).toContain('cade-id');
  });
});

describe('a token request that is under way when a login begins', () => {
  test('finishes first, and its token is not used', async () => {
    const site = await talkingSite();
    const { backend, simulator } = site;
    const old = held(() => ({ token: backend.sign() }));
    backend.script.token.push(old.answer);
    simulator.expireToken();
    const said = outcome(simulator.say('Who am I?'));
    await settle();
    const login = outcome(site.chat.login({ username: 'cade' }));
    await pass(1_900);
    expect(backend.asked).toEqual(['token open', 'token expired']);
    old.release();
    await settle();
    expect(backend.asked.slice(0, 3)).toEqual(['token open', 'token expired', 'login']);
    expect(backend.asked).toHaveLength(4);
    expect(login.result).toEqual({ hello: 'cade' });
    expect(said.result).toContain('cade-id');
  });

  test('delays the login by at most 2 s', async () => {
    const { backend, simulator, chat } = await talkingSite();
    backend.script.token.push(isDeaf);
    simulator.expireToken();
    void outcome(simulator.say('Who am I?'));
    await settle();
    void outcome(chat.login({ username: 'cade' }));
    await pass(1_999);
    expect(backend.count('login')).toBe(0);
    await pass(2);
    expect(backend.count('login')).toBe(1);
    expect(backend.contexts[1]?.signal.aborted).toBe(true);
  });

  test('that is answered later never reaches web chat, although its function ignores its signal', async () => {
    const site = await talkingSite();
    const { assistant, backend, simulator } = site;
    const old = held(() => ({ token: backend.sign({ late: true }) }));
    backend.script.token.push(old.answer);
    simulator.expireToken();
    const said = outcome(simulator.say('Who am I?'));
    await settle();
    const login = outcome(site.chat.login({ username: 'cade' }));
    await pass(2_001);
    expect(login.result).toEqual({ hello: 'cade' });
    expect(said.result).toContain('cade-id');
    old.release();
    await settle();
    const late = backend.tokens.at(-1);
    expect(await renew(site)).toContain('cade-id');
    expect(assistant.requests.map(({ token }) => token)).not.toContain(late);
  });
});

test('a token that web chat requests during a login is from after the login', async () => {
  const site = await talkingSite();
  const { backend, simulator } = site;
  const slow = held(() => backend.become({ user: 'cade' }));
  backend.script.login.push(slow.answer);
  const login = outcome(site.chat.login({ username: 'cade' }));
  await settle();
  simulator.expireToken();
  const said = outcome(simulator.say('Who am I?'));
  await pass(1_000);
  expect(backend.asked).toEqual(['token open', 'login']);
  slow.release();
  await settle();
  expect(login.result).toBeUndefined();
  expect(said.result).toContain('cade-id');
  expect(backend.count('token')).toBe(2);
  expect(site.simulator.transcript).toContain(SECRET);
});

test('a wrong argument is reported before anything happens', async () => {
  const { chat, backend, create } = createSite();
  await expect(chat.login(new Event('submit') as never)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  await expect(chat.login(7 as never)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  for (const loginEndpoint of [undefined, 'GET /authenticate']) {
    const other = create({ loginEndpoint });
    await expect(other.login({ username: 'cade' })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  }
  expect(backend.asked).toEqual([]);
});
