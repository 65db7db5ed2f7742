/** A page as IBM's samples write it: it loads the web chat, registers its handlers, and renders. */
import Cookies from 'js-cookie';
import { expect, onTestFinished, vi } from 'vitest';
import { testToken } from '../../src/testing/identityToken.js';
import type { LoaderOptions } from '../../src/testing/page.js';
import type { FullWebChatInstance, WebChatErrorDetail } from '../../src/web-chat/ibm/index.js';
import { ADDRESS, Service } from './service.js';
import { startWebChat } from './underTest.js';

/** An event with the properties that handlers may find. */
export interface AnyEvent {
  type: string;
  [field: string]: unknown;
}

/** A page that has loaded nothing yet. Everything is undone when the test ends. */
export function openPage() {
  const webChat = startWebChat();
  const service = new Service();
  vi.stubGlobal('fetch', service.fetch);
  for (const level of ['error', 'warn', 'info', 'log', 'debug'] as const) vi.spyOn(console, level).mockReturnValue();
  const errors: WebChatErrorDetail[] = [];
  const instances: FullWebChatInstance[] = [];
  onTestFinished(async () => {
    vi.useRealTimers();
    service.isClosed = true;
    await new Promise((resolve) => setTimeout(resolve));
    for (const instance of instances) instance.destroy();
    webChat.remove();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    sessionStorage.clear();
    Cookies.remove('IBM_WAC_ANONYMOUS_USER_ID');
    document.body.replaceChildren();
  });

  /** IBM declares this type. A test that expects no instance says so. */
  const load = async (options: Partial<LoaderOptions> = {}) => {
    const instance = await webChat.load({
      integrationID: 'integration',
      region: 'test',
      servers: { assistantURLPrefix: ADDRESS },
      onError: (detail) => void errors.push(detail),
      ...options,
    });
    if (instance) instances.push(instance);
    return instance as FullWebChatInstance;
  };
  return { service, errors, load, webChat, open: (instance: FullWebChatInstance) => open(instance, webChat) };
}

/** A rendered, closed chat. Its page returns a token at every request. */
export async function startPage(options: Partial<LoaderOptions> = {}) {
  const page = openPage();
  const instance = await page.load(options);
  const identity = { sub: 'anon-1', asked: 0 };
  const giveToken = (event: { type: string }) => {
    identity.asked += 1;
    (event as AnyEvent)['identityToken'] = testToken({ sub: identity.sub });
  };
  instance.on({ type: 'identityTokenExpired', handler: giveToken });
  await instance.render();
  return { ...page, instance, identity, giveToken, say: say(instance) };
}

export type StartedPage = Awaited<ReturnType<typeof startPage>>;

/** The same chat, with the window open and the greeting on screen. */
export async function startOpenPage(options: Partial<LoaderOptions> = {}) {
  const page = await startPage(options);
  await page.open(page.instance);
  return page;
}

/** Turns off the pause of one second that web chat adds to make an answer look natural. */
export function say(instance: FullWebChatInstance) {
  return (text: string) => instance.send(text, { skipPause: true });
}

/** Opens the window and waits for the conversation or an error panel. */
async function open(instance: FullWebChatInstance, webChat: { isBroken(): boolean }): Promise<void> {
  const ready = vi.fn(() => {});
  instance.once({ type: 'chat:ready', handler: ready });
  await instance.changeView('mainWindow');
  await expect.poll(() => ready.mock.calls.length > 0 || webChat.isBroken()).toBe(true);
}

/** Handles the rejection of a promise that the test checks later. */
export function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'resolved',
    (error: unknown) => error,
  );
}

/** A promise that the test settles. */
export function pending<Value = void>() {
  let resolve: (value: Value) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<Value>((...settle) => ([resolve, reject] = settle));
  return { promise, resolve, reject };
}

/** Records the types of all events from now on, except the events of the window. */
export function fired(instance: FullWebChatInstance, ...types: string[]): string[] {
  const seen: string[] = [];
  for (const type of types) instance.on({ type, handler: (event) => void seen.push(event.type) });
  return seen;
}
