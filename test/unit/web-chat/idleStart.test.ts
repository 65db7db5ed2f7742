import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { container, createSite, nextPage, outcome, pass, settle, talkingSite } from '../site.js';

/**
 * A page that has not loaded yet.
 * @returns a function that loads it
 */
function loadingPage(): () => void {
  Object.defineProperty(Document.prototype, 'readyState', { get: () => 'interactive', configurable: true });
  const finish = () => Reflect.deleteProperty(Document.prototype, 'readyState');
  const descriptor = original;
  onTestFinished(restore);
  function restore() {
    finish();
    if (descriptor) Object.defineProperty(Document.prototype, 'readyState', descriptor);
  }
  return () => {
    restore();
    window.dispatchEvent(new Event('load'));
  };
}
const original = Object.getOwnPropertyDescriptor(Document.prototype, 'readyState');

/** A browser that is idle when the test says so. */
function busyBrowser() {
  const idle = new Map<number, () => void>();
  const limits: unknown[] = [];
  vi.stubGlobal('requestIdleCallback', (callback: () => void, options: unknown) => {
    limits.push(options);
    return idle.set(idle.size + 1, callback).size;
  });
  vi.stubGlobal('cancelIdleCallback', (id: number) => void idle.delete(id));
  return {
    idle,
    limits,
    rest() {
      for (const callback of idle.values()) callback();
    },
  };
}

function saveData() {
  Object.defineProperty(navigator, 'connection', { value: { saveData: true }, configurable: true });
  onTestFinished(() => void Reflect.deleteProperty(navigator, 'connection'));
}

const IDLE = { when: 'idle' } as const;

describe("load({ when: 'idle' })", () => {
  test("waits for the page's load event and an idle browser, and does nothing before", async () => {
    const { chat, backend, assistant, states } = createSite({ prefetchToken: 'load' });
    const browser = busyBrowser();
    const finish = loadingPage();
    const loading = outcome(chat.load(IDLE));
    await pass(60_000);
    expect(browser.limits).toEqual([]);
    finish();
    await settle();
    expect(browser.limits).toEqual([{ timeout: 5_000 }]);
    expect(chat.getState().phase).toBe('idle');
    expect([states, backend.asked, assistant.requests, container()]).toEqual([[], [], [], null]);
    browser.rest();
    await settle();
    expect(loading.result).toBe(chat.instance);
    expect(states.map(({ phase }) => phase).slice(0, 1)).toEqual(['loading']);
  });

  test('waits 200 ms in a browser without requestIdleCallback', async () => {
    const { chat } = createSite();
    busyBrowser();
    vi.unstubAllGlobals();
    Reflect.deleteProperty(window, 'requestIdleCallback');
    const loading = outcome(chat.load(IDLE));
    await pass(199);
    expect(loading.result).toBe('pending');
    await pass(1);
    expect(loading.result).toBe(chat.instance);
  });

  test.each([
    ['load()', (chat: ReturnType<typeof createSite>['chat']) => chat.load()],
    ['open()', (chat: ReturnType<typeof createSite>['chat']) => chat.open()],
  ])('stops waiting when %s is called', async (_what, call) => {
    const { chat } = createSite();
    const browser = busyBrowser();
    const loading = chat.load(IDLE);
    await settle();
    const called = outcome(call(chat) as Promise<unknown>);
    expect(chat.getState().phase).toBe('loading');
    expect(await loading).toBe(chat.instance);
    await settle();
    expect(called.result).not.toBe('pending');
    expect(browser.idle.size, 'the callback is cancelled').toBe(0);
  });

  test('returns the same promise to every call, meanwhile and afterwards', async () => {
    const { chat } = createSite();
    const browser = busyBrowser();
    const loading = chat.load(IDLE);
    expect(chat.load(IDLE)).toBe(loading);
    await settle();
    expect(chat.load()).toBe(loading);
    expect(chat.load(IDLE)).toBe(loading);
    browser.rest();
    await loading;
    expect(chat.load()).toBe(loading);
    expect(chat.load(IDLE)).toBe(loading);
    await settle();
    expect(chat.getState().phase).toBe('ready');
    expect(document.querySelectorAll('.WACContainer')).toHaveLength(1);
  });

  test('waits for open() or another load() of a visitor who saves data', async () => {
    saveData();
    const { chat, states } = createSite();
    const browser = busyBrowser();
    const loading = outcome(chat.load(IDLE));
    await pass(60_000);
    browser.rest();
    await settle();
    expect([chat.getState().phase, states, browser.limits]).toEqual(['idle', [], []]);
    await chat.open();
    expect(loading.result).toBe(chat.instance);
    expect(chat.instance?.getState().isWebChatOpen).toBe(true);
  });

  test('does not wait if this tab had the chat open', async () => {
    saveData();
    const site = await nextPage(await talkingSite());
    busyBrowser();
    const loading = outcome(site.chat.load(IDLE));
    expect(site.chat.getState().phase).toBe('loading');
    await settle();
    expect(loading.result).toBe(site.chat.instance);
  });

  test('is rejected by destroy(), which leaves nothing behind', async () => {
    const { chat } = createSite();
    const browser = busyBrowser();
    const loading = outcome(chat.load(IDLE));
    await settle();
    await chat.destroy();
    await settle();
    expect(loading.result).toMatchObject({ code: 'DESTROYED' });
    expect(browser.idle.size).toBe(0);
    await pass(60_000);
    expect(container()).toBe(null);
  });

  test('takes the namespace only when it starts', async () => {
    const { chat, create } = createSite();
    const browser = busyBrowser();
    const waiting = outcome(chat.load(IDLE));
    await settle();
    await create().load();
    browser.rest();
    await settle();
    expect(waiting.result).toMatchObject({ code: 'INVALID_OPTIONS', message: expect.stringContaining('namespace') });
  });

  test('can be tried again after a failure', async () => {
    const { chat, assistant } = createSite();
    const browser = busyBrowser();
    assistant.isDown = true;
    const failing = outcome(chat.load(IDLE));
    await settle();
    browser.rest();
    await pass(60_000);
    expect(failing.result).toMatchObject({ code: 'WEB_CHAT_FAILED' });
    assistant.isDown = false;
    const again = outcome(chat.load(IDLE));
    await settle();
    browser.rest();
    await settle();
    expect(again.result).toBe(chat.instance);
  });

  test('does not delay a login or a logout', async () => {
    const { chat } = createSite();
    busyBrowser();
    void outcome(chat.load(IDLE));
    await chat.login({ username: 'cade' });
    await chat.logout();
    expect(chat.getState().phase).toBe('idle');
  });
});

test('load() with another value for `when` rejects with its name', async () => {
  const { chat } = createSite();
  await expect(chat.load({ when: 'intent' as 'idle' })).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
    message: expect.stringContaining('load({ when }) must be "now" or "idle"'),
  });
  expect(chat.getState().phase).toBe('idle');
});
