/** Creates an instance of web chat with IBM's loader: docs/web-chat-behaviour.md#loader. */
import { abortable, within } from '../clock.js';
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

/** Returns IBM's loader after IBM's script has run. An element with this ID is not the loader. */
function ibmLoader(): WebChatLoader | undefined {
  const loader = window.loadWatsonAssistantChat;
  return loader instanceof Function ? loader : undefined;
}

const START_TIMEOUT_MS = 60_000;

/**
 * Loads IBM's script if necessary, and creates an instance that is not rendered yet. If the signal
 * aborts, nothing of the instance stays in the page.
 * @param made called with the instance at once, so that the caller can stop it
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
      // Until the instance exists, only an error report shows that the start has failed.
      const isBlocked = watchAssistant(options, limit);
      let handle = (detail: WebChatErrorDetail) => {
        if (detail.catastrophicErrorType) reject(reported(detail, isBlocked()));
      };
      const onError = (detail: WebChatErrorDetail) => {
        handle(detail);
        options.onError?.(detail);
      };
      ibmLoader()?.({ ...now, onLoad: undefined, onError }).then((instance) => {
        if (limit.aborted) return instance?.destroy();
        if (!instance) return reject(failed('the loader made no instance'));
        const chat = createInstance(instance, now, host, () => startOptions(options).element);
        handle = chat.onError;
        made(chat);
        resolve(chat);
      }, reject);
    });
  try {
    await abortable(signal, (limit) => loadScript(script, options.cspNonce, () => !!ibmLoader(), limit));
    return await within(START_TIMEOUT_MS, signal, start);
  } catch (error) {
    signal.throwIfAborted();
    throw asFailure(error, 'web chat did not start');
  }
}
