/** How IBM's loader makes an instance of web chat: docs/web-chat-behaviour.md#loader. */
import { within } from '../clock.js';
import type { ResolvedScript } from '../scriptAddress.js';
import { asFailure, failed, reported } from './failures.js';
import type { WebChatHost } from './host.js';
import type { WebChatErrorDetail, WebChatLoader, WebChatOptions } from './ibm/index.js';
import { createInstance, type WebChat } from './instance.js';
import { watchAssistant } from './pagePolicy.js';
import { loadScript } from './scriptElement.js';
import { startOptions } from './startOptions.js';

declare global {
  interface Window {
    loadWatsonAssistantChat?: WebChatLoader;
  }
}

/** Exists once IBM's script has run. Markup with this ID makes an element of the name. */
function ibmLoader(): WebChatLoader | undefined {
  const loader = window.loadWatsonAssistantChat;
  return loader instanceof Function ? loader : undefined;
}

const START_LIMIT_MS = 60_000;

/**
 * Loads IBM's script if need be and makes an instance, not yet rendered. Aborted half way, it
 * leaves nothing behind.
 * @param made is given the chat in the same moment, so that code which aborts can stop it
 */
export async function createWebChat(
  options: WebChatOptions,
  script: ResolvedScript,
  host: WebChatHost,
  signal: AbortSignal,
  made: (chat: WebChat) => void,
): Promise<WebChat> {
  const start = (limit: AbortSignal) =>
    new Promise<WebChat>((resolve, reject) => {
      const now = startOptions(options);
      // Before there is an instance, an error is all that IBM tells of a failed start.
      const isRefused = watchAssistant(options, limit);
      let hear = (detail: WebChatErrorDetail) => {
        if (detail.catastrophicErrorType) reject(reported(detail, isRefused()));
      };
      const onError = (detail: WebChatErrorDetail) => {
        hear(detail);
        options.onError?.(detail);
      };
      ibmLoader()?.({ ...now, onLoad: undefined, onError }).then((instance) => {
        if (limit.aborted) return instance?.destroy();
        if (!instance) return reject(failed('the loader made no instance'));
        const chat = createInstance(instance, now, host, () => startOptions(options).element);
        hear = chat.onError;
        made(chat);
        resolve(chat);
      }, reject);
    });
  try {
    await within(Infinity, signal, (limit) => loadScript(script, options.cspNonce, () => !!ibmLoader(), limit));
    return await within(START_LIMIT_MS, signal, start);
  } catch (error) {
    signal.throwIfAborted();
    throw asFailure(error, 'it did not start');
  }
}
