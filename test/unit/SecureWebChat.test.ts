import { describe, expect, test, vi } from 'vitest';
import { SecureWebChat } from '../../src/index.js';
import { answers, hangs, held } from './memoryBackend.js';
import { hostScript } from './scriptHost.js';
import { createSite, fullInstance, IBM, isOpen, outcome, pass, settle, talkingSite } from './site.js';

describe('constructing', () => {
  test('changes nothing on the page', () => {
    const fetch = vi.spyOn(globalThis, 'fetch');
    const before = document.documentElement.outerHTML;
    const { assistant, backend, chat } = createSite();
    expect(document.documentElement.outerHTML).toBe(before);
    expect(fetch).not.toHaveBeenCalled();
    expect([backend.asked, assistant.requests]).toEqual([[], []]);
    expect(chat.instance).toBe(null);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('works without a page, and load() says that there is no page', async () => {
    vi.stubGlobal('document', undefined);
    vi.stubGlobal('window', undefined);
    const chat = new SecureWebChat({ webChat: IBM, tokenEndpoint: '/createJWT' });
    const loading = outcome(chat.load());
    const opening = outcome(chat.open());
    await new Promise((resolve) => setTimeout(resolve));
    vi.unstubAllGlobals();
    expect(loading.result).toMatchObject({ code: 'UNSUPPORTED_ENVIRONMENT', retryable: false });
    expect(opening.result).toMatchObject({ code: 'UNSUPPORTED_ENVIRONMENT' });
    expect(chat.getState().phase).toBe('idle');
  });
});

describe('load()', () => {
  test('returns the same promise while loading and afterwards', async () => {
    const { chat } = createSite();
    const first = chat.load();
    expect(chat.load()).toBe(first);
    await first;
    expect(chat.load()).toBe(first);
    expect(document.querySelectorAll('.WACContainer')).toHaveLength(1);
  });

  test('resolves with the instance, which does not exist before', async () => {
    const { chat } = createSite();
    const loading = chat.load();
    expect(chat.instance).toBe(null);
    expect(await loading).toBe(chat.instance);
  });

  test('requests no token until the visitor opens the chat', async () => {
    const { backend, chat } = createSite();
    await chat.load();
    await pass(3_600_000);
    expect(backend.asked).toEqual([]);
  });

  test('requests a token at once if the chat opens automatically', async () => {
    const { backend, chat } = createSite({ webChat: { openChatByDefault: true } });
    await chat.load();
    await settle();
    expect(backend.count('token')).toBe(1);
  });

  test('resolves with the new instance after a rebuild', async () => {
    const { backend, chat } = await talkingSite();
    const before = await chat.load();
    backend.onLogin = { user: 'cade', sub: 'other-1' };
    await chat.login();
    expect(await chat.load()).toBe(chat.instance);
    expect(chat.instance).not.toBe(before);
  });

  test('works although a script of the site has added something else to the page', async () => {
    const { chat, simulator } = createSite({
      webChat: { element: document.body.appendChild(document.createElement('main')) },
    });
    await chat.load();
    expect(document.querySelector('main .WACContainer') === null).toBe(false);
    expect(await simulator.say('Who am I?')).toContain('anon-1');
  });
});

describe('open()', () => {
  test('loads and opens', async () => {
    const site = createSite();
    await site.chat.open();
    await settle();
    expect(isOpen(site)).toBe(true);
    expect(site.backend.asked).toEqual(['token prefetch']);
    expect(site.simulator.transcript).toEqual(['Welcome! Ask me “Who am I?”']);
  });

  test.each([
    ['intent', ['token prefetch']],
    ['never', []],
  ] as const)(
    'fetches the token while the script loads, unless the site forbids it: %s',
    async (prefetchToken, asked) => {
      const { chat, backend } = createSite({ prefetchToken });
      hostScript('hangs');
      void outcome(chat.open());
      await settle();
      expect(chat.instance).toBe(null);
      expect(backend.asked).toEqual(asked);
    },
  );

  test('fetches no token for a prerendered page', async () => {
    const { chat, backend } = createSite();
    Object.defineProperty(document, 'prerendering', { value: true, configurable: true });
    void outcome(chat.open());
    await settle();
    Reflect.deleteProperty(document, 'prerendering');
    expect(backend.asked).toEqual([]);
  });

  test('opens a chat that is loaded and closed', async () => {
    const site = await talkingSite();
    await site.chat.instance?.changeView('launcher');
    expect(isOpen(site)).toBe(false);
    await site.chat.open();
    expect(isOpen(site)).toBe(true);
  });

  test('can be called twice at the same time', async () => {
    const site = createSite();
    await Promise.all([site.chat.open(), site.chat.open()]);
    expect(isOpen(site)).toBe(true);
    expect(document.querySelectorAll('.WACContainer')).toHaveLength(1);
  });

  test('rejects if loading fails', async () => {
    const { chat } = createSite();
    window.loadWatsonAssistantChat = () => Promise.reject(new Error('no'));
    await expect(chat.open()).rejects.toMatchObject({
      code: 'WEB_CHAT_FAILED',
      message: 'Could not run web chat because web chat did not start; see error.cause.',
      cause: { message: 'no' },
    });
  });

  test('rejects if a handler of the site prevents the window from opening', async () => {
    const onLoad = vi.fn((instance) => {
      instance.on({
        type: 'view:pre:change',
        handler: ({ newViewState }: { newViewState: { mainWindow: boolean } }) => {
          if (newViewState.mainWindow) throw new Error('mine');
        },
      });
    });
    const { chat } = createSite({ webChat: { onLoad } });
    await expect(chat.open()).rejects.toMatchObject({
      code: 'WEB_CHAT_FAILED',
      message: 'Could not run web chat because its window did not open; see error.cause.',
      cause: { message: 'mine' },
    });
    expect(chat.getState().phase).toBe('ready');
  });

  test('rejects after destroy()', async () => {
    const { chat } = createSite();
    void chat.destroy();
    await expect(chat.open()).rejects.toMatchObject({ code: 'DESTROYED' });
  });

  test('rejects if the chat is destroyed meanwhile', async () => {
    const { chat } = createSite();
    const opening = outcome(chat.open());
    void chat.destroy();
    await settle();
    expect(opening.result).toMatchObject({ code: 'DESTROYED' });
  });
});

describe('operations', () => {
  test('run one after the other, in the order of the calls', async () => {
    const { backend, chat, states } = await talkingSite();
    const slow = held(() => backend.become({ user: 'cade' }));
    backend.script.login.push(slow.answer);
    const first = outcome(chat.login({ username: 'cade' }));
    const second = outcome(chat.login({ username: 'ana' }));
    await settle();
    expect(backend.count('login')).toBe(1);
    slow.release();
    await settle();
    expect(backend.count('login')).toBe(2);
    expect([first.result, second.result]).toEqual([undefined, { hello: 'cade' }]);
    expect(states.map(({ busy }) => busy).filter((busy, index, all) => busy !== all[index - 1])).toEqual([
      null,
      'login',
      null,
      'login',
      null,
    ]);
  });

  test('continue after one that failed', async () => {
    const { backend, chat } = await talkingSite();
    backend.script.login.push(answers(401));
    const first = outcome(chat.login({ username: 'cade' }));
    await expect(chat.login({ username: 'cade' })).resolves.toEqual({ hello: 'cade' });
    expect(first.result).toMatchObject({ code: 'LOGIN_REJECTED' });
  });

  test('that wait when destroy() is called reject, and never run', async () => {
    const { backend, chat } = await talkingSite();
    backend.script.login.push(hangs);
    const calls = [outcome(chat.login()), outcome(chat.login())].concat(outcome(chat.logout()) as never);
    void chat.destroy();
    await pass(60_000);
    for (const { result } of calls) expect(result).toMatchObject({ name: 'SecureWebChatError' });
    expect(calls[2]?.result).toMatchObject({ code: 'DESTROYED' });
    expect(backend.count('log')).toBe(0);
  });

  test.each(['load', 'open', 'login', 'logout'] as const)(
    '%s() after destroy() rejects with DESTROYED',
    async (method) => {
      const { backend, chat } = createSite();
      await chat.destroy();
      await expect(chat[method]()).rejects.toMatchObject({ code: 'DESTROYED', retryable: false });
      expect(backend.asked).toEqual([]);
    },
  );
});

describe('debug', () => {
  test('logs nothing by default', async () => {
    const { console } = await talkingSite();
    expect(console.debug).not.toHaveBeenCalled();
  });

  test('logs the names of changes, without tokens, IDs and users', async () => {
    const { backend, chat, console } = await talkingSite({ debug: true, style: 'cookie' });
    await chat.login({ username: 'cade', password: 'lendyr-demo' });
    const logged = JSON.stringify(console.debug.mock.calls);
    expect(logged).toContain('loading');
    expect(logged).toContain('ready');
    for (const secret of ['anon-1', 'cade', 'lendyr', ...backend.tokens]) expect(logged).not.toContain(secret);
  });
});

describe('the namespace of web chat', () => {
  test('distinguishes two chats when one is hidden', async () => {
    const site = await talkingSite({ webChat: { namespace: 'one' } });
    const other = site.create({ webChat: { namespace: 'two' } });
    await other.load();
    site.backend.script.logout.push(answers(503));
    vi.spyOn(fullInstance(site), 'destroySession').mockReturnValue(new Promise(() => {}));
    void outcome(site.chat.logout());
    await settle();
    const style = (namespace: string) =>
      document.querySelector<HTMLElement>(`[data-namespace="${namespace}"]`)?.style.display;
    expect(style('two')).toBe('');
    expect(style('one')).toBe('none');
  });
});
