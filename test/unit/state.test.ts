import Cookies from 'js-cookie';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { SecureWebChatState } from '../../src/index.js';
import { answers, hangs, USER_COOKIE } from './memoryBackend.js';
import { createSite, loggedInSite, outcome, pass, renew, settle, talkingSite } from './site.js';

const IDLE = { phase: 'idle', busy: null, user: null, subject: null, expiresAt: null, error: null };

describe('the state', () => {
  test('is idle before load(), even if there is a user cookie', () => {
    const { backend, chat } = createSite({ style: 'cookie' });
    backend.become({ user: 'cade' });
    expect(chat.getState()).toEqual(IDLE);
  });

  test('is frozen, and the same object until something changes', async () => {
    const { chat } = createSite();
    const first = chat.getState();
    expect(chat.getState()).toBe(first);
    expect(Object.isFrozen(first)).toBe(true);
    await chat.load();
    const second = chat.getState();
    expect(second).not.toBe(first);
    expect(Object.isFrozen(second)).toBe(true);
    await chat.load();
    await chat.open();
    await settle();
    const third = chat.getState();
    await chat.open();
    expect(chat.getState()).toBe(third);
  });

  test('can be read without its chat', async () => {
    const { chat } = createSite();
    const { getState } = chat;
    await chat.load();
    expect(getState()).toBe(chat.getState());
  });

  test('goes through loading to ready', async () => {
    const { chat, states } = createSite();
    await chat.load();
    expect(states.map(({ phase }) => phase)).toEqual(['loading', 'ready']);
    expect(chat.getState()).toEqual({ ...IDLE, phase: 'ready' });
  });

  test('has the subject and the expiry after the first token', async () => {
    const { backend, chat, simulator } = createSite();
    await chat.load();
    expect(chat.getState()).toMatchObject({ subject: null, expiresAt: null });
    const exp = Math.floor(Date.now() / 1000) + 600;
    backend.become({ claims: { exp } });
    await simulator.open();
    expect(chat.getState().subject).toBe('anon-1');
    expect(Math.abs((chat.getState().expiresAt ?? 0) - exp * 1000)).toBeLessThan(1_000);
  });

  test('has a later expiry after each renewal', async () => {
    const site = await talkingSite();
    const before = site.chat.getState().expiresAt ?? 0;
    await pass(600_000);
    await renew(site);
    expect(site.chat.getState().expiresAt).toBeGreaterThan(before + 590_000);
  });

  test('has no expiry if the token has none, with one warning', async () => {
    const { backend, chat, console, simulator } = createSite();
    backend.become({ claims: { exp: undefined } });
    await chat.load();
    await simulator.open();
    await renew({ chat, simulator } as never).catch(() => {});
    expect(chat.getState()).toMatchObject({ subject: 'anon-1', expiresAt: null });
    const warnings = console.warn.mock.calls.filter(([text]) => /secure-web-chat/.test(text));
    expect(warnings).toHaveLength(1);
    expect(String(warnings)).not.toContain(backend.tokens[0]);
  });

  test.each(['login', 'logout'] as const)('is busy during %s()', async (method) => {
    const { backend, chat, states } = await loggedInSite();
    states.length = 0;
    backend.script[method].push(hangs);
    const call = outcome<unknown>(chat[method]());
    await settle();
    expect(chat.getState().busy).toBe(method);
    await pass(40_000);
    expect(call.result).not.toBe('pending');
    expect(chat.getState().busy).toBe(null);
    expect(states[0]?.busy).toBe(method);
  });

  test('is busy without web chat too', async () => {
    const { chat, states } = createSite();
    await chat.login();
    expect(states.map(({ phase, busy }) => [phase, busy])).toEqual([
      ['idle', 'login'],
      ['idle', null],
    ]);
  });

  test('clears an error with the next success of the same kind, and with no other', async () => {
    const site = await talkingSite();
    site.backend.script.token.push(answers(403));
    await renew(site).catch(() => {});
    const { error } = site.chat.getState();
    expect(error).toMatchObject({ code: 'TOKEN_DENIED' });
    site.backend.script.login.push(answers(401));
    await site.chat.login().catch(() => {});
    expect(site.chat.getState().error).toBe(error);
    await renew(site);
    expect(site.chat.getState().error).toBe(null);
  });

  test('never holds an error that a promise has carried', async () => {
    const { backend, chat, errors } = await talkingSite();
    backend.script.login.push(answers(401));
    backend.script.logout.push(answers(403));
    await chat.login().catch(() => {});
    await chat.logout().catch(() => {});
    expect(chat.getState().error).toBe(null);
    expect(errors).toEqual([]);
  });

  test('is final after destroy()', async () => {
    const { chat } = await talkingSite();
    void chat.destroy();
    const state = chat.getState();
    expect(state).toEqual({ ...IDLE, phase: 'destroyed' });
    await pass(60_000);
    expect(chat.getState()).toBe(state);
  });
});

describe('state.user', () => {
  test('is the content of the user cookie, from login to logout', async () => {
    const { chat } = await loggedInSite({ style: 'cookie' });
    expect(chat.getState().user).toEqual({ name: 'cade' });
    await chat.logout();
    expect(chat.getState().user).toBe(null);
  });

  test('is known before web chat is loaded, after the page has logged in', async () => {
    const { chat } = createSite({ style: 'cookie' });
    await chat.login();
    expect(chat.getState().user).toEqual({ name: 'cade' });
  });

  test('is known after a successful login even if the token is late', async () => {
    const { backend, chat } = await talkingSite({ style: 'cookie' });
    backend.script.token.push(answers(403));
    await chat.login();
    expect(chat.getState()).toMatchObject({ user: { name: 'cade' }, error: { code: 'TOKEN_DENIED' } });
  });

  test('is null after a successful logout even if the token is late', async () => {
    const { backend, chat } = await loggedInSite({ style: 'cookie' });
    backend.script.token.push(answers(403));
    await chat.logout();
    expect(chat.getState()).toMatchObject({ user: null });
  });

  test('is known when web chat is loaded, without a token', async () => {
    const { backend, chat } = createSite({ style: 'cookie' });
    backend.become({ user: 'cade' });
    await chat.load();
    expect(chat.getState().user).toEqual({ name: 'cade' });
    expect(backend.asked).toEqual([]);
  });

  test('is the same object while the cookie is the same', async () => {
    const site = await loggedInSite({ style: 'cookie' });
    const before = site.chat.getState().user;
    await renew(site);
    expect(site.chat.getState().user).toBe(before);
  });

  test('is read from the cookie with the name that the site sets', async () => {
    Cookies.set('who', '{"name":"ana"}');
    onTestFinished(() => Cookies.remove('who'));
    const { chat } = await talkingSite({ userCookie: 'who' });
    expect(chat.getState().user).toEqual({ name: 'ana' });
  });

  test('is null if the site turns the cookie off', async () => {
    const { chat } = await loggedInSite({ style: 'cookie', userCookie: false });
    expect(chat.getState().user).toBe(null);
  });

  test.each(['{broken', '7', '"text"', 'null'])('is null if the cookie contains %s', async (value) => {
    const site = createSite();
    Cookies.set(USER_COOKIE, value);
    await site.chat.load();
    await site.simulator.open();
    expect(site.chat.getState()).toMatchObject({ phase: 'ready', user: null });
  });

  test('is null if the page may not read cookies', async () => {
    const site = createSite();
    vi.spyOn(document, 'cookie', 'get').mockImplementation(() => {
      throw new DOMException('no', 'SecurityError');
    });
    vi.spyOn(document, 'cookie', 'set').mockImplementation(() => {
      throw new DOMException('no', 'SecurityError');
    });
    await site.chat.load();
    await site.simulator.open();
    await site.chat.login({ username: 'cade' });
    expect(site.chat.getState()).toMatchObject({ phase: 'ready', user: null, subject: 'anon-1' });
    vi.mocked(vi.spyOn(document, 'cookie', 'get')).mockRestore();
    vi.mocked(vi.spyOn(document, 'cookie', 'set')).mockRestore();
  });
});

describe('on()', () => {
  test('"change" passes the new state and the previous one', async () => {
    const { chat } = createSite();
    const seen: [SecureWebChatState, SecureWebChatState][] = [];
    chat.on('change', (...pair) => void seen.push(pair));
    const idle = chat.getState();
    await chat.load();
    expect(seen[0]?.[1]).toBe(idle);
    expect(seen.at(-1)?.[0]).toBe(chat.getState());
    for (const [index, [, previous]] of seen.entries()) if (index > 0) expect(previous).toBe(seen[index - 1]?.[0]);
  });

  test('"change" reaches every handler in the same order, even if one of them changes something', async () => {
    const { chat } = createSite();
    const seen: string[] = [];
    chat.on('change', ({ phase }) => phase === 'ready' && void chat.destroy());
    chat.on('change', ({ phase }) => void seen.push(phase));
    await chat.load().catch(() => {});
    await settle();
    expect(seen.slice(-2)).toEqual(['ready', 'destroyed']);
  });

  test('"change" does not fire if nothing changed', async () => {
    const { states } = await talkingSite();
    for (const [index, state] of states.entries()) {
      if (index > 0) expect(state).not.toEqual(states[index - 1]);
    }
  });

  test('can be undone', async () => {
    const { chat } = createSite();
    const handler = vi.fn();
    const unsubscribe = chat.on('change', handler);
    unsubscribe();
    unsubscribe();
    await chat.load();
    expect(handler).not.toHaveBeenCalled();
  });

  test.each(['change', 'error', 'instance'] as const)('%s: a handler can undo another one at once', async (type) => {
    const { chat, backend } = createSite({ prefetchToken: 'never' });
    const called: string[] = [];
    chat.on(type, () => {
      called.push('first');
      undo();
    });
    const undo = chat.on(type, () => void called.push('second'));
    backend.script.token.push(answers(401));
    await chat.open();
    await settle();
    await chat.login({ username: 'cade' });
    expect(new Set(called)).toEqual(new Set(['first']));
  });

  test('logs the error of a handler, and continues', async () => {
    const { chat, console } = createSite();
    const later = vi.fn();
    chat.on('change', () => {
      throw new Error('mine');
    });
    chat.on('change', later);
    await expect(chat.load()).resolves.toBeDefined();
    expect(later).toHaveBeenCalled();
    expect(console.error.mock.calls.flat().map(String)).toContain('Error: mine');
  });

  test('"error" fires when the state already has the error', async () => {
    const site = await talkingSite();
    const seen: unknown[] = [];
    site.chat.on('error', (error) => void seen.push(error === site.chat.getState().error));
    site.backend.script.token.push(answers(403));
    await renew(site).catch(() => {});
    expect(seen).toEqual([true]);
  });

  test('reports destroy() and nothing after it', async () => {
    const { chat, states, errors } = await talkingSite();
    void chat.destroy();
    const { length } = states;
    expect(states.at(-1)?.phase).toBe('destroyed');
    await chat.login().catch(() => {});
    await pass(60_000);
    expect(states).toHaveLength(length);
    expect(errors).toEqual([]);
  });
});
