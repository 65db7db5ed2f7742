import { describe, expect, test, vi } from 'vitest';
import type { WebChatInstance } from '../../../src/index.js';
import { answers, hangs, held } from '../memoryBackend.js';
import {
  codesOf,
  createSite,
  fullInstance,
  isInPage,
  isOpen,
  isShown,
  loggedInSite,
  outcome,
  pass,
  renew,
  restoreFromCache,
  SECRET,
  settle,
  talkingSite,
} from '../site.js';

describe('web chat that requests a token', () => {
  test('while the conversation restarts does not wait for that', async () => {
    const site = await loggedInSite();
    vi.spyOn(fullInstance(site), 'restartConversation').mockReturnValue(new Promise(() => {}));
    void outcome(site.chat.logout());
    await settle();
    site.simulator.expireToken();
    const said = outcome(fullInstance(site).send('Hello'));
    await settle();
    expect(said.result).toBeUndefined();
  });

  test('while an earlier login waits for its turn gets the token of the running login', async () => {
    const site = await talkingSite();
    const second = held(() => site.backend.become({ user: 'ana' }));
    site.backend.script.login.push(() => site.backend.become({ user: 'cade' }), second.answer);
    const logins = [outcome(site.chat.login()), outcome(site.chat.login())];
    await settle();
    site.simulator.expireToken();
    const said = outcome(site.simulator.say('Who am I?'));
    await settle();
    second.release();
    await settle();
    expect(logins.map(({ result }) => result)).toEqual([undefined, undefined]);
    expect(said.result).not.toBe('pending');
    expect(await site.simulator.say('Who am I?')).toContain('ana-id');
  });

  test('during a login that brings another sub leads to one new chat', async () => {
    const onLoad = vi.fn();
    const site = await talkingSite({ webChat: { onLoad } });
    const slow = held(() => site.backend.become({ user: 'cade', sub: 'other-1' }));
    site.backend.script.login.push(slow.answer);
    const login = outcome(site.chat.login());
    await settle();
    const said = outcome(renew(site));
    await settle();
    slow.release();
    await settle();
    expect(said.result).toBeInstanceOf(Error);
    expect(login.result).toBeUndefined();
    expect(onLoad).toHaveBeenCalledTimes(2);
    expect(await site.simulator.say('Who am I?')).toContain('other-1 and your custom user ID is cade-id');
    expect(site.errors).toMatchObject([{ message: expect.stringContaining('message was lost') }]);
    // This change of `sub` was requested. A change that nobody requested may still follow.
    site.backend.become({ sub: 'other-2' });
    await renew(site).catch(() => {});
    await settle();
    expect(site.chat.getState()).toMatchObject({ phase: 'ready', subject: 'other-2' });
  });

  test('and whose answer names another sub while a logout is called leads to one new chat', async () => {
    const onLoad = vi.fn();
    const site = await loggedInSite({ webChat: { onLoad } });
    site.backend.become({ sub: 'other-1' });
    void outcome(renew(site));
    const logout = outcome(site.chat.logout());
    await pass(3_000);
    expect(logout.result).toBeUndefined();
    expect(isInPage()).toBe(false);
    expect(onLoad).toHaveBeenCalledTimes(2);
    expect(await site.simulator.say('Who am I?')).toBe('Your user ID is other-1.');
  });

  test('twice at once makes one request', async () => {
    const site = await talkingSite();
    const slow = held(() => ({ token: site.backend.sign() }));
    site.backend.script.token.push(slow.answer);
    site.simulator.expireToken();
    const said = [outcome(site.simulator.say('One')), outcome(site.simulator.say('Two'))];
    await settle();
    slow.release();
    await settle();
    expect(said.map(({ result }) => result)).toEqual([expect.any(String), expect.any(String)]);
    expect(site.backend.count('token expired')).toBe(1);
  });
});

describe('while the chat is rebuilt', () => {
  const rebuilding = async () => {
    const site = await talkingSite();
    vi.spyOn(fullInstance(site), 'destroySession').mockReturnValue(new Promise(() => {}));
    site.backend.onLogin = { user: 'cade', sub: 'other-1' };
    const login = outcome(site.chat.login());
    await settle();
    return { ...site, login };
  };

  test('load() waits for the new instance', async () => {
    const { chat, login } = await rebuilding();
    const loading = outcome(chat.load());
    await pass(3_000);
    expect(login.result).toEqual({ hello: 'cade' });
    expect(loading.result).toBe(chat.instance);
    expect(document.querySelectorAll('.WACContainer')).toHaveLength(1);
  });

  test('open() opens the new one', async () => {
    const site = await rebuilding();
    const opening = outcome(site.chat.open());
    await pass(3_000);
    expect(opening.result).toBeUndefined();
    expect(isOpen(site)).toBe(true);
  });

  test.each([0, 5, 10, 15, 20, 26])(
    'open() opens the new one too if it was called %i turns after login()',
    async (turns) => {
      const site = await talkingSite();
      await fullInstance(site).changeView('launcher');
      site.backend.onLogin = { user: 'cade', sub: 'other-1' };
      void outcome(site.chat.login());
      for (let left = turns; left > 0; left--) await null;
      const opening = outcome(site.chat.open());
      await pass(3_000);
      expect(opening.result).toBeUndefined();
      expect(isOpen(site)).toBe(true);
    },
  );

  test('open() opens the new one if the page delayed the opening of the old one', async () => {
    let delayMs = 0;
    const handler = () => (delayMs ? new Promise<void>((resolve) => setTimeout(resolve, delayMs)) : undefined);
    const onLoad = (instance: WebChatInstance) => void instance.on({ type: 'view:pre:change', handler });
    const site = await talkingSite({ webChat: { onLoad } });
    await fullInstance(site).changeView('launcher');
    delayMs = 1_000;
    site.backend.onLogin = { user: 'cade', sub: 'other-1' };
    const opening = outcome(site.chat.open());
    await settle();
    void outcome(site.chat.login());
    await pass(5_000);
    expect(opening.result).toBeUndefined();
    expect(isOpen(site)).toBe(true);
  });

  test('a logout waits, and then leaves the new chat empty', async () => {
    const site = await rebuilding();
    const logout = outcome(site.chat.logout());
    await settle();
    expect(site.backend.count('logout')).toBe(0);
    await pass(3_000);
    expect(logout.result).toBeUndefined();
    expect(await site.simulator.say('Who am I?')).toBe('Your user ID is other-1.');
  });
});

describe('while web chat is loaded', () => {
  test('a login does not wait for it', async () => {
    const { assistant, chat, simulator } = createSite();
    assistant.latencyMs = 5_000;
    const loading = outcome(chat.load());
    await settle();
    await expect(chat.login({ username: 'cade' })).resolves.toEqual({ hello: 'cade' });
    await pass(5_000);
    expect(loading.result).toBe(chat.instance);
    assistant.latencyMs = 0;
    expect(await simulator.say('Who am I?')).toContain('cade-id');
  });

  test('and opens automatically, a login makes it use a token from after the login', async () => {
    const { backend, chat, simulator } = createSite({ webChat: { openChatByDefault: true } });
    const slow = held(() => backend.become({ user: 'cade' }));
    backend.script.login.push(slow.answer);
    const login = outcome(chat.login());
    await chat.load();
    await settle();
    expect(backend.asked).toEqual(['login']);
    slow.release();
    await settle();
    expect(login.result).toBeUndefined();
    expect(await simulator.say('Who am I?')).toContain('cade-id');
  });
});

describe('a chat that opens by default', () => {
  test('is closed after a logout without a token', async () => {
    const site = await loggedInSite({ webChat: { openChatByDefault: true } });
    site.backend.script.token.push(answers(403));
    await site.chat.logout();
    await settle();
    expect(isOpen(site)).toBe(false);
    expect(site.backend.asked).toEqual(['logout', 'token logout']);
  });

  test('stays closed in a rebuild if the visitor had closed it', async () => {
    const site = await talkingSite({ webChat: { openChatByDefault: true } });
    await site.chat.instance?.changeView('launcher');
    site.backend.onLogin = { user: 'cade', sub: 'other-1' };
    await site.chat.login();
    await settle();
    expect(isOpen(site)).toBe(false);
  });
});

test.each(Array.from({ length: 30 }, (_, ticks) => ticks))(
  'a first token that arrives %i ticks before a message of another tab is not lost',
  async (ticks) => {
    const site = createSite();
    await site.chat.load();
    site.backend.become({ user: 'cade' });
    const first = held(() => ({ token: site.backend.sign() }));
    site.backend.script.token.push(first.answer);
    const said = outcome(site.simulator.say(SECRET));
    await settle();
    first.release();
    for (let count = 0; count < ticks; count++) await Promise.resolve();
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    await pass(3_000);
    expect(said.result).not.toBe('pending');
    site.backend.onLogin = { user: 'ana' };
    await site.chat.login();
    expect(isInPage()).toBe(false);
    expect(await site.simulator.say('Who am I?')).toContain('ana-id');
  },
);

test('a login that replaces another does not show the old conversation while its token is late', async () => {
  const site = await loggedInSite({ style: 'cookie' });
  site.backend.onLogin = { user: 'ana' };
  site.backend.script.token.push(hangs, hangs, hangs);
  const login = outcome(site.chat.login({ username: 'ana' }));
  await pass(15_001);
  expect(login.result).toEqual({ hello: 'ana' });
  expect(isShown(site)).toBe(false);
  await pass(10_000);
  expect(isInPage()).toBe(false);
  expect(await site.simulator.say('Who am I?')).toContain('ana-id');
});

test('a message that was lost long ago does not cause a report of "already running"', async () => {
  let tell = (_detail: object) => {};
  const site = createSite();
  const load = window.loadWatsonAssistantChat;
  window.loadWatsonAssistantChat = (given) => {
    tell = given['onError'] as typeof tell;
    return load?.(given) ?? Promise.reject(new Error('no simulator'));
  };
  await site.chat.load();
  await site.simulator.say('Hello');
  site.assistant.refusal = { status: 500, text: 'broken' };
  void outcome(site.simulator.say('Lost'));
  await pass(60_000);
  site.assistant.refusal = null;
  await site.simulator.say('Hello again');
  expect(codesOf(site.errors)).toEqual(['WEB_CHAT_FAILED']);
  tell({ errorType: 'IDENTITY_TOKEN', message: '', otherData: new Error('An event of type x is already running.') });
  expect(codesOf(site.errors)).toEqual(['WEB_CHAT_FAILED']);
});

describe('logout() waits at most 2 s for a token that hangs', () => {
  test('of a renewal', async () => {
    const site = await loggedInSite();
    const { backend, chat, errors } = site;
    const sign = backend.sign.bind(backend);
    const nowSeconds = Date.now() / 1000;
    backend.sign = () => sign({ iat: nowSeconds, exp: nowSeconds + 60 });
    await renew(site);
    backend.asked.length = 0;
    backend.script.token.push(hangs, hangs, hangs);
    while (backend.asked.length === 0) await pass(1_000);
    const logout = outcome(chat.logout());
    await pass(2_000);
    expect(backend.asked.slice(0, 2)).toEqual(['token renewal', 'logout']);
    backend.script.token.length = 0;
    await pass(10_000);
    expect(logout.result).toBeUndefined();
    expect(errors).toEqual([]);
  });

  test('of a login of unknown outcome', async () => {
    const { backend, chat } = await talkingSite();
    backend.script.login.push(answers(503));
    backend.script.token.push(hangs, hangs, hangs);
    const login = outcome(chat.login({ username: 'cade' }));
    await pass(1_000);
    const logout = outcome(chat.logout());
    await pass(2_000);
    expect(backend.asked.slice(1, 4)).toEqual(['login', 'token return', 'logout']);
    expect(login.result).toMatchObject({ code: 'LOGIN_FAILED' });
    backend.script.token.length = 0;
    await pass(10_000);
    expect(logout.result).toBeUndefined();
  });

  test('of a return that begins while another token request hangs', async () => {
    const site = await loggedInSite();
    const { backend, chat } = site;
    backend.script.token.push(hangs, hangs, hangs, hangs);
    void outcome(renew(site));
    await pass(100);
    restoreFromCache();
    await pass(1_000);
    const logout = outcome(chat.logout());
    await pass(3_000);
    expect(backend.asked).toContain('logout');
    backend.script.token.length = 0;
    await pass(10_000);
    expect(logout.result).toBeUndefined();
  });

  test('of a renewal whose turn comes after the call', async () => {
    const site = await loggedInSite();
    const { backend, chat } = site;
    const sign = backend.sign.bind(backend);
    const nowSeconds = Date.now() / 1000;
    backend.sign = () => sign({ iat: nowSeconds, exp: nowSeconds + 12 });
    await renew(site);
    backend.asked.length = 0;
    const login = held(() => ({}));
    backend.script.login.push(login.answer);
    void outcome(chat.login({ username: 'robin' }));
    await pass(11_500);
    expect(backend.asked).toEqual(['login']);
    backend.script.token.push(hangs, hangs, hangs);
    void outcome(chat.logout());
    await pass(3_000);
    expect(backend.asked).toContain('logout');
    login.release();
  });
});

test('login() does not wait for the token of a login before it', async () => {
  const site = await loggedInSite();
  const { backend, chat } = site;
  const first = held(() => ({ hello: 'robin' }));
  backend.script.login.push(first.answer);
  const robin = outcome(chat.login({ username: 'robin' }));
  await pass(100);
  const sam = outcome(chat.login({ username: 'sam' }));
  backend.script.token.push(hangs, hangs, hangs);
  first.release();
  await pass(3_000);
  expect(backend.count('login')).toBe(2);
  backend.script.token.length = 0;
  await pass(10_000);
  expect([robin.result, sam.result]).toEqual([{ hello: 'robin' }, { hello: 'cade' }]);
});

test('login() does not wait for the check of a login of unknown outcome', async () => {
  const { backend, chat } = await talkingSite();
  backend.script.login.push(answers(503));
  backend.script.token.push(hangs, hangs, hangs);
  const robin = outcome(chat.login({ username: 'robin' }));
  await pass(1_000);
  const cade = outcome(chat.login({ username: 'cade' }));
  await pass(3_000);
  expect(robin.result).toMatchObject({ code: 'LOGIN_FAILED' });
  expect(backend.count('login')).toBe(2);
  backend.script.token.length = 0;
  await pass(10_000);
  expect(cade.result).toEqual({ hello: 'cade' });
});

test('a return just before logout() does not make the SDK accept the token of the user who left', async () => {
  const { backend, chat } = await loggedInSite({ style: 'cookie' });
  const usersToken = backend.tokens.at(-1);
  backend.onLogout = { user: null };
  backend.script.token.push(...Array(6).fill(() => ({ token: usersToken })));
  restoreFromCache();
  const logout = outcome(chat.logout());
  await pass(20_000);
  expect(logout.result).toMatchObject({ code: 'LOGOUT_FAILED', cause: { code: 'TOKEN_REJECTED' } });
});
