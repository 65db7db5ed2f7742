/**
 * A page as IBM's samples write it: a handler is registered by hand, before the chat is rendered.
 */
import { onTestFinished, vi } from 'vitest';
import { testToken } from '../../../src/testing/identityToken.js';
import { MemoryAssistant } from '../../../src/testing/memoryAssistant.js';
import type { MessageRequest } from '../../../src/testing/messages.js';
import type { LoaderOptions, Page } from '../../../src/testing/page.js';
import { WebChatSimulator } from '../../../src/testing/WebChatSimulator.js';
import type { FullWebChatInstance, WebChatErrorDetail } from '../../../src/web-chat/ibm/index.js';

/** `window`, with the globals of web chat. */
export const globals: Page = window;

interface TokenEvent {
  type: string;
  identityToken: unknown;
}

/**
 * A simulator with an assistant that the test controls. The simulator is uninstalled at the end of
 * the test, and the console is silent.
 */
export function installSimulatorPage() {
  const assistant = new MemoryAssistant();
  const simulator = new WebChatSimulator(window, () => assistant.answer);
  const consoleError = vi.spyOn(console, 'error').mockImplementation(() => {});
  const consoleWarn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const errors: WebChatErrorDetail[] = [];
  onTestFinished(() => {
    simulator.uninstall();
    vi.restoreAllMocks();
    vi.useRealTimers();
    document.body.replaceChildren();
  });
  const load = async (options: Partial<LoaderOptions> = {}): Promise<FullWebChatInstance> => {
    if (!globals.loadWatsonAssistantChat) throw new Error('not installed');
    const onError = (detail: WebChatErrorDetail) => void errors.push(detail);
    const settings = { integrationID: 'integration', region: 'test', onError, ...options };
    return (await globals.loadWatsonAssistantChat(settings)) as FullWebChatInstance;
  };
  return { assistant, simulator, errors, consoleError, consoleWarn, load };
}

/** The same page with a rendered chat, which gets a new token for `sub` at every request. */
export async function startSimulatorPage(options: Partial<LoaderOptions> = {}) {
  const page = installSimulatorPage();
  const instance = await page.load(options);
  const identity = { sub: 'anon-1', asked: 0, claims: {} as Record<string, unknown> };
  instance.on({
    type: 'identityTokenExpired',
    handler: (event) => {
      identity.asked += 1;
      (event as TokenEvent).identityToken = testToken({ sub: identity.sub, ...identity.claims });
    },
  });
  await instance.render();
  return { ...page, instance, identity };
}

/** The requests to the assistant, without those for the configurations. */
export function requestsOf({ requests }: MemoryAssistant): string[] {
  return requests.filter(({ path }) => path !== 'config').map(({ method, path }) => `${method} ${path}`);
}

/** The last message to the assistant. */
export function lastMessage({ requests }: MemoryAssistant): MessageRequest {
  const [last] = requests.slice(-1);
  return (last as { body: { value: MessageRequest } }).body.value;
}

/** Handles the rejection of a promise that the test checks later. */
export async function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'resolved',
    (error: unknown) => error,
  );
}
