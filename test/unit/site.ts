/**
 * A site for unit tests: a page, its backend, the assistant, and a chat that a test drives through
 * the public API.
 */
import Cookies from 'js-cookie';
import { onTestFinished, vi } from 'vitest';
import {
  SecureWebChat,
  type SecureWebChatError,
  type SecureWebChatOptions,
  type SecureWebChatState,
} from '../../src/index.js';
import { MemoryAssistant } from '../../src/testing/memoryAssistant.js';
import { WebChatSimulator } from '../../src/testing/WebChatSimulator.js';
import type { FullWebChatInstance } from '../../src/web-chat/ibm/index.js';
import { type KeyStyle, MemoryBackend, USER_COOKIE } from './memoryBackend.js';

export const IBM = { integrationID: 'integration', region: 'us-south', serviceInstanceID: 'service' };

export type SiteOptions = Partial<Omit<SecureWebChatOptions, 'webChat'>> & {
  webChat?: Partial<SecureWebChatOptions['webChat']>;
  style?: KeyStyle;
};

/**
 * A page with the simulator and a chat that is not loaded yet. The clock stands still until the
 * test moves it. Everything is removed at the end of the test.
 */
export function createSite({ style = 'sid', ...options }: SiteOptions = {}) {
  vi.useFakeTimers();
  const console = {
    error: vi.spyOn(globalThis.console, 'error').mockImplementation(() => {}),
    warn: vi.spyOn(globalThis.console, 'warn').mockImplementation(() => {}),
    info: vi.spyOn(globalThis.console, 'info').mockImplementation(() => {}),
    log: vi.spyOn(globalThis.console, 'log').mockImplementation(() => {}),
    debug: vi.spyOn(globalThis.console, 'debug').mockImplementation(() => {}),
  };
  const assistant = new MemoryAssistant();
  const simulator = new WebChatSimulator(window, () => assistant.answer);
  const backend = new MemoryBackend(style);
  const chats: SecureWebChat[] = [];
  const errors: SecureWebChatError[] = [];
  const states: SecureWebChatState[] = [];
  const create = (more: SiteOptions = {}) => {
    const webChat = { ...IBM, ...options.webChat, ...more.webChat };
    const chat = new SecureWebChat({ ...backend.endpoints, ...options, ...more, webChat });
    chats.push(chat);
    chat.on('error', (error) => void errors.push(error));
    chat.on('change', (state) => void states.push(state));
    return chat;
  };
  onTestFinished(async () => {
    for (const chat of chats) void chat.destroy();
    // The time that the SDK waits for a session to end.
    await vi.advanceTimersByTimeAsync(3_000);
    simulator.uninstall();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    vi.useRealTimers();
    document.body.replaceChildren();
    Cookies.remove(USER_COOKIE);
    sessionStorage.clear();
  });
  return { assistant, backend, chat: create(), console, create, errors, simulator, states };
}

export type Site = ReturnType<typeof createSite>;

/**
 * The same site. The chat is loaded, the visitor has opened it, and a line of theirs is on screen.
 */
export async function talkingSite(options: SiteOptions = {}) {
  const site = createSite(options);
  await site.chat.load();
  await site.simulator.say(SECRET);
  return site;
}

/** The same site. Cade logged in before the conversation began. */
export async function loggedInSite(options: SiteOptions = {}) {
  const site = createSite(options);
  await site.chat.load();
  await site.simulator.open();
  await site.chat.login({ username: 'cade' });
  await site.simulator.say(SECRET);
  site.backend.asked.length = 0;
  return site;
}

/** A line of the visitor, which no other visitor may read. */
export const SECRET = 'My secret';

/** Whether the secret can be read on screen. */
export const isShown = ({ simulator }: Site) => simulator.transcript.includes(SECRET);

/** Whether the secret can be read at any moment from now on. */
export async function shownWithin(site: Site, ms: number): Promise<boolean> {
  for (let left = ms; left > 0; left -= 100) {
    await pass(100);
    if (isShown(site)) return true;
  }
  return false;
}

/** Whether the secret is anywhere in the page, on screen or not. */
export const isInPage = () => document.documentElement.outerHTML.includes(SECRET);

export const isOpen = ({ chat }: Site) => chat.instance?.getState().isWebChatOpen ?? false;

/** Runs everything that can happen before time passes. */
export const settle = () => pass(0);

export const pass = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms);
};

/**
 * The outcome of a promise: its value, its error, or `'pending'`. Watches from the moment of the
 * call.
 */
export function outcome<Value>(promise: Promise<Value>) {
  const box: { result: unknown } = { result: 'pending' };
  promise.then(
    (value) => {
      box.result = value;
    },
    (error: unknown) => {
      box.result = error;
    },
  );
  return box;
}

/** Makes web chat ask for a new token with its next message. */
export async function renew(site: Site, text = 'Who am I?'): Promise<string> {
  site.simulator.expireToken();
  return site.simulator.say(text);
}

export const codesOf = (errors: readonly SecureWebChatError[]) => errors.map(({ code }) => code);

export const container = () => document.querySelector<HTMLElement>('.WACContainer');

/** IBM's instance, with the methods that the public type omits. */
export function fullInstance({ chat }: Site) {
  return chat.instance as unknown as FullWebChatInstance;
}

/** The page goes into the back/forward cache, and comes out again. */
export function restoreFromCache(): void {
  window.dispatchEvent(new Event('pagehide'));
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
}

/**
 * The next page in the tab. After a reload, only the tab's storage and the backend are the same.
 */
export async function nextPage(site: Site): Promise<Site> {
  await site.chat.destroy();
  await settle();
  site.backend.asked.length = 0;
  return { ...site, chat: site.create() };
}
