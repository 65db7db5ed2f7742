import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { hostScript } from '../scriptHost.js';
import { createTagPage, REQUIRED } from '../tagPage.js';

const OPEN = '<button data-secure-web-chat="open"><b>Ask us</b></button>';
const STATUS = '<p data-secure-web-chat="status">Welcome</p>';
const find = (selector: string) => document.querySelector(selector) as HTMLElement;
const phaseOf = (chat: { getState(): { phase: string } } | null) => chat?.getState().phase;
const reach = (selector: string, type = 'pointerover') =>
  find(selector).dispatchEvent(new Event(type, { bubbles: true }));
const click = (selector: string) =>
  find(selector).dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));

/** A browser that is never idle, so that only an immediate start loads the chat. */
function busyBrowser() {
  const idle: (() => void)[] = [];
  vi.stubGlobal('requestIdleCallback', (callback: () => void) => idle.push(callback));
  vi.stubGlobal('cancelIdleCallback', () => {});
  return { idle };
}

/** The data that IBM stores in the tab while its window is open. */
function leaveOpen() {
  sessionStorage.setItem('WAC_STATE:a', '{"viewState":{"mainWindow":true}}');
  onTestFinished(() => sessionStorage.clear());
}

/** A page that is still loading, until the test calls the function. */
function loadingPage(): () => void {
  const original = Object.getOwnPropertyDescriptor(Document.prototype, 'readyState');
  Object.defineProperty(Document.prototype, 'readyState', { get: () => 'interactive', configurable: true });
  const restore = () => {
    Reflect.deleteProperty(Document.prototype, 'readyState');
    if (original) Object.defineProperty(Document.prototype, 'readyState', original);
  };
  onTestFinished(restore);
  return () => {
    restore();
    dispatchEvent(new Event('load'));
  };
}

const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 20));

async function open(start: string, html = OPEN, more: Record<string, string> = {}) {
  const page = createTagPage(html);
  const browser = busyBrowser();
  const chat = await page.run({ ...REQUIRED, 'data-start': start, ...more });
  await settled();
  return { ...page, ...browser, chat };
}

describe('data-start="idle"', () => {
  test('loads when the browser is idle', async () => {
    const { chat, idle, sent } = await open('idle');
    expect([phaseOf(chat), sent]).toEqual(['idle', []]);
    for (const callback of idle) callback();
    await vi.waitFor(() => expect(phaseOf(chat)).toBe('ready'));
  });
});

describe('data-start="intent"', () => {
  test('loads nothing until the visitor reaches for the chat, even if the browser is idle', async () => {
    const { chat, idle, sent, console } = await open('intent', `${OPEN}<p>Text</p>`);
    reach('p');
    reach('p', 'touchstart');
    await settled();
    expect([phaseOf(chat), sent, idle]).toEqual(['idle', [], []]);
    expect(console.warn).not.toHaveBeenCalled();
  });

  test.each(['pointerover', 'pointerdown', 'touchstart', 'focusin'])('loads at the first %s', async (type) => {
    const { chat } = await open('intent');
    reach('b', type);
    expect(phaseOf(chat)).toBe('loading');
    await vi.waitFor(() => expect(phaseOf(chat)).toBe('ready'));
  });

  test('recognizes an element that is added later', async () => {
    const { chat } = await open('intent');
    document.body.insertAdjacentHTML('beforeend', '<a data-secure-web-chat="open" id="late">Chat</a>');
    reach('#late');
    expect(phaseOf(chat)).toBe('loading');
  });

  test('without an element to reach for, warns once and loads when the browser is idle', async () => {
    const { chat, idle, console } = await open('intent', STATUS);
    expect(console.warn.mock.calls).toEqual([[expect.stringMatching(/data-start="intent" needs .*"open"/)]]);
    expect(phaseOf(chat)).toBe('idle');
    for (const callback of idle) callback();
    await vi.waitFor(() => expect(phaseOf(chat)).toBe('ready'));
  });

  test('recognizes an element below the tag while the page loads', async () => {
    const finish = loadingPage();
    const { chat, console } = await open('intent', '');
    expect(console.warn).not.toHaveBeenCalled();
    document.body.innerHTML = OPEN;
    finish();
    await settled();
    expect(console.warn).not.toHaveBeenCalled();
    expect(phaseOf(chat)).toBe('idle');
  });

  test('without an element to reach for, loads although somebody logged in while the page was loading', async () => {
    const finish = loadingPage();
    const { chat, idle } = await open('intent', STATUS);
    await chat?.login();
    finish();
    await settled();
    for (const callback of idle) callback();
    await vi.waitFor(() => expect(phaseOf(chat)).toBe('ready'));
  });
});

describe('a tab that had the chat open', () => {
  test.each([
    ['auto', 'ready'],
    ['idle', 'ready'],
    ['intent', 'ready'],
    ['manual', 'idle'],
  ])('with data-start="%s" is soon %s', async (start, phase) => {
    leaveOpen();
    const { chat } = await open(start);
    if (phase === 'ready') await vi.waitFor(() => expect(phaseOf(chat)).toBe(phase));
    expect(phaseOf(chat)).toBe(phase);
  });
});

describe('hovering over an element marked open', () => {
  test.each(['auto', 'idle', 'intent'])('fetches the token in advance, with data-start="%s"', async (start) => {
    const { chat, sent } = await open(start);
    reach('b');
    await vi.waitFor(() => expect(phaseOf(chat)).toBe('ready'));
    await vi.waitFor(() => expect(sent.map(({ path }) => path)).toEqual(['/createJWT']));
    expect(chat?.instance?.getState().isWebChatOpen).toBe(false);
  });

  test('requests no token with data-prefetch-token="never"', async () => {
    const { chat, sent } = await open('intent', OPEN, { 'data-prefetch-token': 'never' });
    reach('b');
    await vi.waitFor(() => expect(phaseOf(chat)).toBe('ready'));
    expect(sent).toEqual([]);
  });

  test('with data-start="manual", requests nothing before the chat is loaded, and a token afterwards', async () => {
    const { chat, sent } = await open('manual');
    reach('b');
    await settled();
    expect([phaseOf(chat), sent]).toEqual(['idle', []]);
    await chat?.load();
    reach('b');
    await vi.waitFor(() => expect(sent).toHaveLength(1));
  });

  test('does nothing after destroy()', async () => {
    const { chat, sent, console } = await open('intent');
    await chat?.destroy();
    reach('b');
    await settled();
    expect(sent).toEqual([]);
    expect(console.error).not.toHaveBeenCalled();
  });
});

describe('pressing an element marked open before the chat is loaded', () => {
  test('requests the script and the token at the same time, and shows that the chat is loading', async () => {
    const { chat, sent } = await open('manual', OPEN + STATUS);
    hostScript('runs');
    click('b');
    expect(find('button').getAttribute('aria-busy')).toBe('true');
    expect(phaseOf(chat)).toBe('loading');
    expect(find('p').textContent).toBe('The chat opens in a moment');
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    expect(phaseOf(chat)).toBe('loading');
    await vi.waitFor(() => expect(chat?.instance?.getState().isWebChatOpen).toBe(true));
    await vi.waitFor(() => expect(find('button').hasAttribute('aria-busy')).toBe(false));
    expect(find('p').textContent).toBe('You are not logged in');
    expect(sent).toHaveLength(1);
  });

  test('shows the loading text if the chat is already loading', async () => {
    const page = createTagPage(OPEN + STATUS);
    hostScript('runs');
    const chat = await page.run(REQUIRED);
    expect(find('p').textContent).toBe('Welcome');
    click('b');
    expect(find('p').textContent).toBe('The chat opens in a moment');
    await vi.waitFor(() => expect(chat?.instance?.getState().isWebChatOpen).toBe(true));
  });

  test.each([
    ['data-opening="One moment"', 'One moment'],
    ['data-loading="It loads"', 'It loads'],
    ['data-opening="One moment" data-loading="It loads"', 'One moment'],
  ])('shows the text of the page: %s', async (attributes, words) => {
    await open('manual', `${OPEN}<p data-secure-web-chat="status" ${attributes}></p>`);
    click('b');
    expect(find('p').textContent).toBe(words);
  });

  test('restores the text of the status if it does not name a user', async () => {
    const { chat } = await open('manual', OPEN + STATUS, { 'data-user-cookie': 'false' });
    click('b');
    expect(find('p').textContent).toBe('The chat opens in a moment');
    await vi.waitFor(() => expect(phaseOf(chat)).toBe('ready'));
    expect(find('p').textContent).toBe('Welcome');
  });
});
