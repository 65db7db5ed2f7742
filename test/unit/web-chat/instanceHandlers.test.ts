import { describe, expect, test, vi } from 'vitest';
import { container, createSite, isShown, loggedInSite, outcome, pass, settle, talkingSite } from '../site.js';

const mine = new Error('mine');

describe("a handler of on('instance')", () => {
  test('gets the instance before it renders, and is awaited', async () => {
    const { chat } = createSite();
    let finish = () => {};
    const handler = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    chat.on('instance', handler);
    const loading = outcome(chat.load());
    await pass(29_000);
    expect(container()).toBe(null);
    finish();
    await settle();
    expect(container()).not.toBe(null);
    expect(loading.result).toBe(chat.instance);
    expect(handler.mock.calls).toEqual([[chat.instance]]);
  });

  test('receives the first message of each instance', async () => {
    const site = createSite();
    const said = vi.fn();
    const handler = vi.fn();
    site.chat.on('instance', (instance) => {
      handler(instance);
      instance.on({ type: 'pre:send', handler: ({ data }) => said(data.input?.text) });
    });
    await site.chat.load();
    await site.simulator.say('First');
    site.backend.onLogin = { user: 'cade', sub: 'other-1' };
    await site.chat.login({ username: 'cade' });
    await site.simulator.say('Second');
    expect(handler).toHaveBeenCalledTimes(2);
    expect(handler).toHaveBeenLastCalledWith(site.chat.instance);
    expect(said.mock.calls.flat()).toEqual(expect.arrayContaining(['First', 'Second']));
  });

  test('runs after webChat.onLoad, in the order of the subscriptions', async () => {
    const order: string[] = [];
    const { chat } = createSite({ webChat: { onLoad: () => void order.push('onLoad') } });
    chat.on('instance', () => void order.push('first'));
    chat.on('instance', () => void order.push('second'));
    await chat.load();
    expect(order).toEqual(['onLoad', 'first', 'second']);
  });

  test('that subscribes late gets the current instance at once', async () => {
    const { chat } = await talkingSite();
    const handler = vi.fn();
    chat.on('instance', handler);
    expect(handler.mock.calls).toEqual([[chat.instance]]);
  });

  test('that subscribes while another is awaited is awaited too, and called once', async () => {
    const { chat } = createSite();
    let finish = () => {};
    const late = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    chat.on('instance', async () => {
      await pause();
      chat.on('instance', late);
    });
    const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 1_000));
    const loading = outcome(chat.load());
    await pass(2_000);
    expect(late).toHaveBeenCalledTimes(1);
    expect(loading.result).toBe('pending');
    finish();
    await settle();
    expect(loading.result).toBe(chat.instance);
    expect(late).toHaveBeenCalledTimes(1);
  });

  test.each(['webChat.onLoad', "another handler's synchronous part"])(
    'that subscribes in %s is called once',
    async (where) => {
      const late = vi.fn();
      const subscribe = () => void chat.on('instance', late);
      const isOnLoad = where === 'webChat.onLoad';
      const { chat } = createSite(isOnLoad ? { webChat: { onLoad: subscribe } } : {});
      if (!isOnLoad) chat.on('instance', subscribe);
      await chat.load();
      expect(late).toHaveBeenCalledTimes(1);
    },
  );

  test('that subscribes at the moment of the creation of the instance is called once', async () => {
    const { chat, simulator } = createSite();
    void simulator;
    const loader = window.loadWatsonAssistantChat;
    const handler = vi.fn();
    window.loadWatsonAssistantChat = async (options) => {
      const instance = await loader?.(options);
      queueMicrotask(() => queueMicrotask(() => queueMicrotask(() => chat.on('instance', handler))));
      return instance ?? null;
    };
    await chat.load();
    expect(handler).toHaveBeenCalledTimes(1);
  });

  test('is not called after it was unsubscribed, even by another handler', async () => {
    const { chat } = createSite();
    const [first, second] = [vi.fn(), vi.fn()];
    const off = chat.on('instance', first);
    const offs: (() => void)[] = [];
    chat.on('instance', () => {
      for (const end of offs) end();
    });
    offs.push(chat.on('instance', second));
    off();
    await chat.load();
    expect(first).not.toHaveBeenCalled();
    expect(second).not.toHaveBeenCalled();
  });

  test('is not called after destroy()', async () => {
    const { chat } = await talkingSite();
    await chat.destroy();
    const handler = vi.fn();
    chat.on('instance', handler);
    expect(handler).not.toHaveBeenCalled();
  });

  test('is not called for a start that failed, but for the next one', async () => {
    const onLoad = vi.fn(() => Promise.reject(mine));
    const { chat } = createSite({ webChat: { onLoad } });
    void outcome(chat.load());
    await settle();
    const handler = vi.fn();
    chat.on('instance', handler);
    expect(handler).not.toHaveBeenCalled();
    onLoad.mockResolvedValue(undefined as never);
    await chat.load();
    expect(handler.mock.calls).toEqual([[chat.instance]]);
  });

  test.each([
    [
      'throws',
      () => {
        throw mine;
      },
    ],
    ['rejects', () => Promise.reject(mine)],
  ])('that %s is logged, and stops neither the chat nor another handler', async (_what, handler) => {
    const { chat, console } = createSite();
    const other = vi.fn();
    chat.on('instance', handler);
    chat.on('instance', other);
    expect(await chat.load()).toBe(chat.instance);
    expect(other).toHaveBeenCalledTimes(1);
    expect(console.error.mock.calls).toEqual([[mine]]);
    chat.on('instance', handler);
    await settle();
    expect(console.error.mock.calls).toEqual([[mine], [mine]]);
  });

  test('that never settles ends load() after 30 s, counted together with onLoad', async () => {
    const onLoad = () => new Promise<void>((resolve) => void setTimeout(resolve, 20_000));
    const { chat } = createSite({ webChat: { onLoad } });
    chat.on('instance', () => new Promise(() => {}));
    const loading = outcome(chat.load());
    await pass(29_999);
    expect(loading.result).toBe('pending');
    await pass(1);
    expect(loading.result).toMatchObject({
      code: 'WEB_CHAT_FAILED',
      message: expect.stringContaining("on('instance')"),
    });
  });

  test.each(['load', 'open', 'login', 'logout'] as const)('that calls %s() causes a warning', async (method) => {
    const { chat, backend } = createSite();
    const calls: { result: unknown }[] = [];
    const handler = () => void calls.push(outcome<unknown>(chat[method]()));
    chat.on('instance', handler);
    await chat.load();
    chat.on('instance', handler);
    await settle();
    const refusal = { code: 'INVALID_OPTIONS', message: expect.stringMatching(/on\('instance'\).*; .+\.$/) };
    expect(calls.map(({ result }) => result)).toMatchObject([refusal, refusal]);
    expect(backend.asked).toEqual([]);
    await chat[method]();
  });

  test('that never settles for one instance does not delay the next one', async () => {
    const site = await talkingSite();
    const unsubscribe = site.chat.on('instance', () => new Promise(() => {}));
    unsubscribe();
    site.backend.onLogin = { user: 'cade', sub: 'other-1' };
    await site.chat.login({ username: 'cade' });
    expect(site.chat.getState().phase).toBe('ready');
  });

  test('does not hide a conversation that continues', async () => {
    const site = await loggedInSite();
    site.chat.on('instance', () => new Promise(() => {}));
    await settle();
    expect(isShown(site)).toBe(true);
  });
});

describe.each(['webChat.onLoad', "a handler of on('instance')"])('a call that %s waits for', (where) => {
  /** A chat that runs this code before web chat renders. */
  const siteThatDoes = (work: (site: ReturnType<typeof createSite>) => Promise<void>) => {
    const run = () => work(site);
    const isOnLoad = where === 'webChat.onLoad';
    const site = createSite(isOnLoad ? { webChat: { onLoad: run } } : {});
    if (!isOnLoad) site.chat.on('instance', run);
    return site;
  };

  test.each(['load', 'open'] as const)('%s() delays the chat for 5 s, with one warning', async (method) => {
    const done = vi.fn();
    const { chat, console } = siteThatDoes(async (site) => {
      await null;
      await site.chat[method]();
      done();
    });
    const loading = outcome(chat.load());
    await pass(4_999);
    expect(loading.result).toBe('pending');
    await pass(1);
    expect(loading.result).toBe(chat.instance);
    expect(console.warn.mock.calls).toEqual([
      [expect.stringMatching(/^secure-web-chat: (load|open)\(\) and .*on\('instance'\) seem to wait/)],
    ]);
    expect(done).toHaveBeenCalledTimes(1);
    await pass(60_000);
    expect(console.warn).toHaveBeenCalledTimes(1);
  });

  test('a slow start continues to wait without a call', async () => {
    const { chat, console } = siteThatDoes(() => new Promise((resolve) => void setTimeout(resolve, 20_000)));
    const loading = outcome(chat.load());
    await pass(19_999);
    expect(loading.result).toBe('pending');
    await pass(1);
    expect(loading.result).toBe(chat.instance);
    expect(console.warn).not.toHaveBeenCalled();
  });

  test('a start that settles within 5 s after a call causes no warning', async () => {
    const { chat, console } = siteThatDoes(() => new Promise((resolve) => void setTimeout(resolve, 4_000)));
    void outcome(chat.load());
    await pass(1_000);
    void outcome(chat.open());
    await pass(60_000);
    expect(chat.getState().phase).toBe('ready');
    expect(console.warn).not.toHaveBeenCalled();
  });

  test('its error after the chat has stopped waiting is logged', async () => {
    const { chat, console } = siteThatDoes(async (site) => {
      await null;
      await site.chat.load();
      throw mine;
    });
    const loading = outcome(chat.load());
    await pass(5_000);
    expect(loading.result).toBe(chat.instance);
    expect(console.error.mock.calls).toEqual([[mine]]);
  });

  test('nothing of it remains after destroy()', async () => {
    const { chat, console } = siteThatDoes(async (site) => {
      await null;
      await site.chat.load();
    });
    void outcome(chat.load());
    await pass(1_000);
    await chat.destroy();
    await pass(60_000);
    expect(console.warn).not.toHaveBeenCalled();
    expect(console.error).not.toHaveBeenCalled();
  });
});
