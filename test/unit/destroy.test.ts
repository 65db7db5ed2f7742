import { describe, expect, test, vi } from 'vitest';
import { answers, hangs, held } from './memoryBackend.js';
import { hostScript } from './scriptHost.js';
import {
  container,
  createSite,
  fullInstance,
  loggedInSite,
  outcome,
  pass,
  type Site,
  settle,
  talkingSite,
} from './site.js';

describe('destroy()', () => {
  /** An await is a step or more: somewhere among these is each of them. */
  const STEPS = Array.from({ length: 50 }, (_, steps) => steps);

  /** Checks that nothing is left, that nothing happens any more, and that the namespace is free. */
  async function expectNothingLeft({ assistant, backend, chat, create, states }: Site) {
    const gone = chat.getState();
    await settle();
    const asked = [backend.asked.length, assistant.requests.length];
    await pass(120_000);
    expect([backend.asked.length, assistant.requests.length]).toEqual(asked);
    expect(container() === null).toBe(true);
    expect(document.querySelectorAll('script')).toHaveLength(0);
    expect(chat.instance).toBe(null);
    expect(chat.getState()).toBe(gone);
    expect(gone).toMatchObject({ phase: 'destroyed', busy: null, user: null, subject: null, error: null });
    expect(states.at(-1)).toBe(gone);
    expect(window.watsonAssistantChatSharedConfig?.namespaces ?? []).toEqual([]);
    if (!window.loadWatsonAssistantChat) return;
    const next = create();
    await next.load();
    expect(document.querySelectorAll('.WACContainer')).toHaveLength(1);
  }

  test('before load() takes effect at once', async () => {
    const site = createSite();
    await site.chat.destroy();
    await expect(site.chat.load()).rejects.toMatchObject({ code: 'DESTROYED' });
    await expectNothingLeft(site);
  });

  test.each([
    ['hangs', 0],
    ['hangs', 500],
    ['fails', 50],
    ['runs', 9],
  ] as const)('while the script %s, after %i ms, leaves nothing behind', async (delivery, ms) => {
    const site = createSite();
    const script = hostScript(delivery);
    const loading = outcome(site.chat.load());
    await pass(ms);
    await site.chat.destroy();
    await settle();
    expect(loading.result).toMatchObject({ code: 'DESTROYED' });
    const { length } = script.elements;
    await expectNothingLeft(site);
    expect(script.elements.length).toBeLessThanOrEqual(length + 1);
  });

  test.each(STEPS)('after %i steps of load() leaves nothing behind', async (steps) => {
    const site = createSite({ webChat: { onLoad: () => Promise.resolve() } });
    const loading = outcome(site.chat.load());
    for (let step = 0; step < steps; step++) await Promise.resolve();
    await site.chat.destroy();
    await expectNothingLeft(site);
    if (steps < 2) expect(loading.result).toMatchObject({ code: 'DESTROYED' });
  });

  test.each(STEPS)('after %i steps of a login that rebuilds the chat leaves nothing behind', async (steps) => {
    const site = await talkingSite();
    site.backend.onLogin = { user: 'cade', sub: 'other-1' };
    const login = outcome(site.chat.login({ username: 'cade' }));
    for (let step = 0; step < steps * 3; step++) await Promise.resolve();
    await site.chat.destroy();
    await expectNothingLeft(site);
    expect(login.result).not.toBe('pending');
  });

  test.each(STEPS)('after %i steps of a logout leaves nothing behind', async (steps) => {
    const site = await loggedInSite();
    const logout = outcome(site.chat.logout());
    for (let step = 0; step < steps * 2; step++) await Promise.resolve();
    await site.chat.destroy();
    await expectNothingLeft(site);
    expect(logout.result).not.toBe('pending');
  });

  test('while web chat reads its configuration leaves nothing behind', async () => {
    const site = createSite();
    site.assistant.latencyMs = 1_000;
    const loading = outcome(site.chat.load());
    await pass(500);
    await site.chat.destroy();
    await settle();
    expect(loading.result).toMatchObject({ code: 'DESTROYED' });
    await pass(1_000);
    site.assistant.latencyMs = 0;
    await expectNothingLeft(site);
  });

  test("while the site's onLoad runs leaves nothing behind", async () => {
    let finish = () => {};
    const site = createSite({ webChat: { onLoad: () => new Promise<void>((resolve) => (finish = resolve)) } });
    const loading = outcome(site.chat.load());
    await settle();
    await site.chat.destroy();
    finish();
    await settle();
    expect(loading.result).toMatchObject({ code: 'DESTROYED' });
    finish = () => {};
    expect(container() === null).toBe(true);
  });

  test("from within the site's onLoad leaves nothing behind", async () => {
    const site: Site = createSite({ webChat: { onLoad: () => void (isFirst() && site.chat.destroy()) } });
    let count = 0;
    const isFirst = () => count++ === 0;
    await expect(site.chat.load()).rejects.toMatchObject({ code: 'DESTROYED' });
    await expectNothingLeft(site);
  });

  test('while the first token is on its way leaves nothing behind, and aborts the signal of the endpoint', async () => {
    const site = createSite();
    await site.chat.load();
    const slow = held(() => ({ token: site.backend.sign() }));
    site.backend.script.token.push(slow.answer);
    void outcome(site.simulator.open());
    await settle();
    await site.chat.destroy();
    expect(site.backend.contexts[0]?.signal.aborted).toBe(true);
    slow.release();
    await expectNothingLeft(site);
  });

  test('while a token request waits for another try leaves nothing behind', async () => {
    const site = createSite();
    await site.chat.load();
    site.backend.script.token.push(answers(503));
    void outcome(site.simulator.open());
    await settle();
    await site.chat.destroy();
    await pass(20_000);
    expect(site.backend.asked).toEqual(['token open']);
    await expectNothingLeft(site);
  });

  test.each(['login', 'logout'] as const)('during %s() leaves nothing behind', async (method) => {
    const site = await loggedInSite();
    site.backend.script[method].push(hangs);
    const call = outcome(site.chat[method]());
    await settle();
    await site.chat.destroy();
    await settle();
    expect(call.result).toMatchObject({ code: 'DESTROYED' });
    expect(site.backend.contexts.at(-1)?.signal.aborted).toBe(true);
    await expectNothingLeft(site);
  });

  test('while a logout waits for its token leaves nothing behind', async () => {
    const site = await loggedInSite();
    site.backend.script.token.push(hangs);
    const logout = outcome(site.chat.logout());
    await settle();
    await site.chat.destroy();
    await settle();
    expect(logout.result).toMatchObject({ code: 'DESTROYED' });
    await expectNothingLeft(site);
  });

  test('while the chat is rebuilt leaves nothing behind', async () => {
    const site = await talkingSite();
    vi.spyOn(fullInstance(site), 'destroySession').mockReturnValue(new Promise(() => {}));
    site.backend.onLogin = { user: 'cade', sub: 'other-1' };
    const login = outcome(site.chat.login({ username: 'cade' }));
    await pass(1_000);
    void site.chat.destroy();
    await pass(3_000);
    expect(login.result).not.toBe('pending');
    await expectNothingLeft(site);
  });

  test('while a retry for a token is due prevents the retry', async () => {
    const site = await talkingSite();
    site.backend.script.token.push(answers(503), answers(503), answers(503));
    const login = outcome(site.chat.login({ username: 'cade' }));
    await pass(3_000);
    expect(login.result).toEqual({ hello: 'cade' });
    await site.chat.destroy();
    await expectNothingLeft(site);
  });

  test('immediately after load() leaves nothing behind, not even a channel to other tabs', async () => {
    const site = createSite();
    const channel = vi.fn();
    vi.stubGlobal('BroadcastChannel', channel);
    const loading = outcome(site.chat.load());
    await site.chat.destroy();
    await settle();
    expect(loading.result).toMatchObject({ code: 'DESTROYED' });
    expect(channel).not.toHaveBeenCalled();
    vi.unstubAllGlobals();
  });

  test('while the window opens, behind a handler that never ends, leaves no promise pending', async () => {
    const site = createSite();
    const instance = await site.chat.load();
    instance.on({ type: 'view:pre:change', handler: () => new Promise(() => {}) });
    const opening = outcome(site.chat.open());
    await pass(60_000);
    await site.chat.destroy();
    await settle();
    expect(opening.result).toMatchObject({ code: 'DESTROYED' });
  });

  test('called by a handler of its own change does not undo endSession', async () => {
    const { assistant, chat } = await talkingSite();
    chat.on('change', ({ phase }) => phase === 'destroyed' && void chat.destroy());
    await chat.destroy({ endSession: true });
    expect(assistant.sessionIDs).toEqual([]);
  });

  test('called by a handler of the first token prevents web chat from getting the token', async () => {
    const { assistant, chat } = createSite();
    await chat.load();
    chat.on('change', ({ subject }) => subject && void chat.destroy());
    void outcome(chat.open());
    await pass(60_000);
    expect(chat.getState().phase).toBe('destroyed');
    expect(assistant.requests.filter(({ token }) => token)).toEqual([]);
  });

  test('called by a handler of a change of user prevents web chat from getting the token', async () => {
    const site = await loggedInSite({ style: 'cookie' });
    const update = vi.spyOn(fullInstance(site), 'updateIdentityToken');
    site.chat.on('change', () => void site.chat.destroy());
    site.backend.become({ user: 'ana' });
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    await pass(1_000);
    expect(site.chat.getState().phase).toBe('destroyed');
    expect(update).not.toHaveBeenCalled();
  });

  test('called by a handler of the change to loading frees the namespace', async () => {
    const { chat, create } = createSite();
    chat.on('change', ({ phase }) => phase === 'loading' && void chat.destroy());
    void outcome(chat.load({ when: 'idle' }));
    await pass(10_000);
    expect(chat.getState().phase).toBe('destroyed');
    await expect(create().load()).resolves.toBeDefined();
  });

  test('called by a handler of the first user leaves no channel to other tabs open', async () => {
    const { backend, chat } = createSite({ style: 'cookie' });
    const channels = new Set<BroadcastChannel>();
    const { BroadcastChannel: Original } = globalThis;
    class Channel extends Original {
      constructor(name: string) {
        super(name);
        channels.add(this);
      }
      override close() {
        super.close();
        channels.delete(this);
      }
    }
    vi.stubGlobal('BroadcastChannel', Channel);
    backend.become({ user: 'cade' });
    chat.on('change', ({ user }) => user && void chat.destroy());
    void outcome(chat.load());
    await settle();
    expect(chat.getState().phase).toBe('destroyed');
    expect(channels.size).toBe(0);
  });

  test.each(STEPS)('after %i steps of the opening of the window does not put the window back', async (steps) => {
    const site = await talkingSite();
    const opening = outcome(site.chat.open());
    for (let step = 0; step < steps; step++) await Promise.resolve();
    void site.chat.destroy();
    await settle();
    expect(container()).toBe(null);
    expect(opening.result).not.toBe('pending');
  });

  test('during a rebuild resolves when the session of the old instance has ended', async () => {
    const site = await talkingSite();
    vi.spyOn(fullInstance(site), 'destroySession').mockReturnValue(new Promise(() => {}));
    site.backend.onLogin = { user: 'cade', sub: 'other-1' };
    void outcome(site.chat.login({ username: 'cade' }));
    await pass(1_000);
    const destroyed = outcome(site.chat.destroy());
    await pass(1_999);
    expect(destroyed.result).toBe('pending');
    await pass(1);
    expect(destroyed.result).toBeUndefined();
    expect(container()).toBe(null);
  });

  test('with endSession leaves nothing for the next page to clean up', async () => {
    const site = await loggedInSite();
    await site.chat.destroy({ endSession: true });
    await site.create().load();
    await pass(1_000);
    expect(site.backend.asked).toEqual([]);
  });

  test('with endSession and a slow service, shows nothing, and delays the next chat by at most 3 s', async () => {
    const site = await loggedInSite();
    vi.spyOn(fullInstance(site), 'destroySession').mockReturnValue(new Promise(() => {}));
    void site.chat.destroy({ endSession: true });
    const opened = outcome(site.create().open());
    const displays = () =>
      [...document.querySelectorAll<HTMLElement>('.WACContainer')].map(({ style }) => style.display);
    await pass(2_999);
    expect(displays()).toEqual(['none']);
    await pass(1_000);
    expect(opened.result).toBeUndefined();
    expect(displays()).toEqual(['']);
    window.dispatchEvent(new Event('pagehide'));
    expect(displays()).toEqual(['none']);
  });

  test('is immediate, even while the session of the previous chat is still ending', async () => {
    const site = await loggedInSite();
    vi.spyOn(fullInstance(site), 'destroySession').mockReturnValue(new Promise(() => {}));
    void site.chat.destroy({ endSession: true });
    const next = site.create();
    const loaded = outcome(next.load());
    await next.destroy();
    await settle();
    expect(loaded.result).toMatchObject({ code: 'DESTROYED' });
  });

  test('can be called any number of times', async () => {
    const { chat } = await talkingSite();
    expect(chat.destroy()).toBe(chat.destroy());
    await chat.destroy({ endSession: true });
  });

  test('leaves the session of web chat for the next page', async () => {
    const { assistant, chat } = await talkingSite();
    await chat.destroy();
    expect(assistant.sessionIDs).toEqual(['session-1']);
  });

  test('with endSession ends it, and leaves no stored key that names the sub', async () => {
    const { assistant, chat } = await talkingSite();
    await chat.destroy({ endSession: true });
    expect(assistant.sessionIDs).toEqual([]);
    expect(Object.keys(sessionStorage).join()).not.toContain('anon-1');
  });

  test('with endSession, removes the chat at once, and waits at most 3 s for IBM', async () => {
    const site = await talkingSite();
    vi.spyOn(fullInstance(site), 'destroySession').mockReturnValue(new Promise(() => {}));
    const destroyed = outcome(site.chat.destroy({ endSession: true }));
    expect(site.chat.getState().phase).toBe('destroyed');
    expect(container()?.style.display).toBe('none');
    await pass(2_999);
    expect(destroyed.result).toBe('pending');
    await pass(1);
    expect(destroyed.result).toBeUndefined();
    expect(container() === null).toBe(true);
  });

  test('never rejects', async () => {
    const site = await talkingSite();
    vi.spyOn(fullInstance(site), 'destroySession').mockRejectedValue(new Error('no'));
    vi.spyOn(fullInstance(site), 'destroy').mockImplementation(() => {
      throw new Error('no');
    });
    await expect(site.chat.destroy({ endSession: true })).resolves.toBeUndefined();
  });
});
