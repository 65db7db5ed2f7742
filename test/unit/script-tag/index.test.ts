import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { SecureWebChat, WebChatInstance } from '../../../src/index.js';
import { createTagPage, defined, REQUIRED } from '../tagPage.js';

test('without attributes, the script defines window.SecureWebChat, and does nothing else', async () => {
  onTestFinished(() => {
    Reflect.deleteProperty(window, 'SecureWebChat');
    vi.restoreAllMocks();
  });
  const before = new Set(Object.getOwnPropertyNames(window));
  const html = document.documentElement.outerHTML;
  const listen = vi.spyOn(EventTarget.prototype, 'addEventListener');
  await import('../../../src/script-tag/index.js');
  const { SecureWebChat } = await import('../../../src/SecureWebChat.js');
  expect(defined()).toBe(SecureWebChat);
  expect(defined()?.current).toBeNull();
  expect(Object.getOwnPropertyNames(window).filter((name) => !before.has(name))).toEqual(['SecureWebChat']);
  expect(document.documentElement.outerHTML).toBe(html);
  expect(listen).not.toHaveBeenCalled();
});

test('calling its constructor changes nothing on the page', async () => {
  onTestFinished(() => void vi.restoreAllMocks());
  const { SecureWebChat } = await import('../../../src/SecureWebChat.js');
  const html = document.documentElement.outerHTML;
  const listen = vi.spyOn(EventTarget.prototype, 'addEventListener');
  const request = vi.spyOn(globalThis, 'fetch');
  const chat = new SecureWebChat({ webChat: { integrationID: 'a', region: 'r' }, tokenEndpoint: '/createJWT' });
  expect(chat.getState()).toEqual({
    phase: 'idle',
    busy: null,
    user: null,
    subject: null,
    expiresAt: null,
    error: null,
  });
  expect(document.documentElement.outerHTML).toBe(html);
  expect(listen.mock.contexts.filter((target) => target instanceof Node || (target as unknown) === window)).toEqual([]);
  expect(request).not.toHaveBeenCalled();
});

test('with attributes, it creates a chat, passes it to the page, and then loads it', async () => {
  const { run, simulator } = createTagPage();
  const heard = vi.fn();
  addEventListener('securewebchat:ready', (event) => {
    const { detail } = event as CustomEvent<SecureWebChat>;
    heard(detail, detail.getState().phase, defined()?.current);
  });
  const chat = await run(REQUIRED);
  expect(heard.mock.calls).toEqual([[chat, 'idle', chat]]);
  await vi.waitFor(() => expect(chat?.getState().phase).toBe('ready'));
  expect(await simulator.say('Who am I?')).toContain('anon-1');
});

test('code that runs later gets each instance from the chat of the tag, before it renders', async () => {
  const { run, simulator } = createTagPage();
  const chat = await run({ ...REQUIRED, 'data-start': 'manual' });
  const told: [WebChatInstance, boolean][] = [];
  defined()?.current?.on('instance', (instance) => {
    told.push([instance, document.querySelector('.WACContainer') !== null]);
  });
  const instance = await chat?.load();
  expect(told).toEqual([[instance, false]]);
  const late = vi.fn();
  defined()?.current?.on('instance', late);
  await simulator.open();
  expect(late.mock.calls).toEqual([[instance]]);
});

describe('markup of a visitor', () => {
  test.each(['img', 'script'])('cannot replace the tag: <%s name="currentScript">', async (name) => {
    const { run, sent } = createTagPage();
    const planted = document.createElement(name);
    const foreign = { ...REQUIRED, 'data-script-url': 'https://foreign.test/x.js', 'data-token-endpoint': '/foreign' };
    for (const [attribute, value] of Object.entries(foreign)) planted.setAttribute(attribute, value);
    // In a browser, an element with this name hides the property of the document in the same way.
    Object.defineProperty(document, 'currentScript', { value: planted, configurable: true });
    onTestFinished(() => void Reflect.deleteProperty(document, 'currentScript'));
    const chat = await run(REQUIRED);
    await chat?.load();
    chat?.instance?.changeView('mainWindow');
    await vi.waitFor(() => expect(sent.map(({ path }) => path)).toEqual(['/createJWT']));
    expect(document.querySelector('script[src*=foreign]')).toBeNull();
  });

  test.each([
    ['an element', { current: null }],
    ['a form with a field', { current: { getState: 'an element too' } }],
  ])('cannot look like an earlier copy of the file: %s with the ID SecureWebChat', async (_what, planted) => {
    const { run, console } = createTagPage();
    Object.assign(window, { SecureWebChat: planted });
    const chat = await run(REQUIRED);
    expect((await chat?.load())?.getState().isWebChatOpen).toBe(false);
    expect(console.error).not.toHaveBeenCalled();
    expect(console.warn).not.toHaveBeenCalled();
  });
});

test('data-start="manual" creates the chat and loads nothing until a call of load()', async () => {
  const { run, sent } = createTagPage();
  const chat = await run({ ...REQUIRED, 'data-start': 'manual' });
  expect(chat?.getState().phase).toBe('idle');
  expect(sent).toEqual([]);
  await chat?.load();
  expect(chat?.getState().phase).toBe('ready');
});

test('a wrong attribute is logged once with its name, and the page works', async () => {
  const { run, console } = createTagPage();
  const ready = vi.fn();
  document.addEventListener('securewebchat:ready', ready, { once: true });
  expect(await run({ ...REQUIRED, 'data-debug': 'yes' })).toBeNull();
  expect(ready).not.toHaveBeenCalled();
  expect(console.error.mock.calls).toEqual([
    [expect.stringMatching(/^secure-web-chat: .*data-debug must be boolean, not string.* INVALID_OPTIONS, see https:/)],
  ]);
  document.removeEventListener('securewebchat:ready', ready);
});

test('an error that only the constructor finds is reported in the same way', async () => {
  const { run, console } = createTagPage();
  expect(await run({ ...REQUIRED, 'data-token-endpoint': 'ftp://elsewhere' })).toBeNull();
  expect(console.error.mock.calls).toEqual([[expect.stringContaining('INVALID_OPTIONS')]]);
});

test('a later error is logged, because no code of the page listens', async () => {
  const { run, console, answers, simulator } = createTagPage();
  answers.set('/createJWT', () => new Response('', { status: 403 }));
  const chat = await run(REQUIRED);
  await chat?.load();
  await simulator.open().catch(() => {});
  await vi.waitFor(() =>
    expect(console.error.mock.calls.flat()).toContainEqual(expect.stringMatching(/TOKEN_DENIED, see https:/)),
  );
});

test('a tag that is on the page twice starts one chat and causes one warning', async () => {
  const { run, console } = createTagPage();
  const first = await run(REQUIRED);
  const definition = defined();
  expect(await run(REQUIRED)).toBe(first);
  expect(defined()).toBe(definition);
  expect(console.warn.mock.calls).toEqual([[expect.stringContaining('on this page twice')]]);
  expect(console.error).not.toHaveBeenCalled();
});

test('if a page library replaces the body and runs the tag again, the chat continues without a warning', async () => {
  const { run, console } = createTagPage();
  const first = await run(REQUIRED);
  document.body.replaceChildren();
  expect(await run(REQUIRED)).toBe(first);
  expect(console.warn).not.toHaveBeenCalled();
  expect(await run(REQUIRED)).toBe(first);
  expect(console.warn.mock.calls).toEqual([[expect.stringContaining('on this page twice')]]);
});

test('if the tag arrives after a page library has removed its body, the chat continues without a warning', async () => {
  const { run, runLate, console } = createTagPage();
  const first = await run(REQUIRED);
  document.body.replaceChildren();
  await run(REQUIRED);
  expect(await runLate(REQUIRED)).toBe(first);
  expect(console.warn).not.toHaveBeenCalled();
});

test('after destroy(), the script can run again, as it does if a router replaces the whole page', async () => {
  const { run, console } = createTagPage();
  const first = await run(REQUIRED);
  await first?.destroy();
  const second = await run(REQUIRED);
  expect(second).not.toBe(first);
  await vi.waitFor(() => expect(second?.getState().phase).toBe('ready'));
  expect(console.warn).not.toHaveBeenCalled();
});
