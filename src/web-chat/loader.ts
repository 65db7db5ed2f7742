/** Owns how IBM's loader makes an instance of web chat. */
import { within } from '../clock.js';
import type { ScriptOptions } from '../options.js';
import type { WebChatErrorDetail, WebChatLoader, WebChatOptions } from './ibm/index.js';
import { asError, failed, WebChat, type WebChatHost } from './instance.js';
import { loadScript } from './scriptElement.js';

declare global {
  interface Window {
    loadWatsonAssistantChat?: WebChatLoader;
  }
}

/** Exists once IBM's script has run. */
const ibmLoader = () => window.loadWatsonAssistantChat;

const START_LIMIT_MS = 60_000;
const DEFAULT_SCRIPT_HOST = 'https://web-chat.global.assistant.watson.appdomain.cloud';

/**
 * Loads IBM's script if need be and makes an instance, not yet rendered. Aborted half way, it leaves nothing behind.
 * @param made is given the chat in the same moment, so that from then on whoever aborts can stop it
 */
export async function createWebChat(
  options: WebChatOptions,
  script: ScriptOptions,
  host: WebChatHost,
  signal: AbortSignal,
  made: (chat: WebChat) => void,
): Promise<WebChat> {
  const start = (limit: AbortSignal) =>
    new Promise<WebChat>((resolve, reject) => {
      // Before there is an instance, an error is all that IBM tells of a failed start.
      let hear = ({ errorType, catastrophicErrorType }: WebChatErrorDetail) => {
        if (catastrophicErrorType) reject(failed(`it reported ${errorType}`));
      };
      const onError = (detail: WebChatErrorDetail) => {
        hear(detail);
        options.onError?.(detail);
      };
      const shouldSanitizeHTML = options.shouldSanitizeHTML ?? true;
      const settings = { ...options, shouldSanitizeHTML, onLoad: undefined, onError };
      ibmLoader()?.(settings).then((instance) => {
        if (limit.aborted) return instance?.destroy();
        if (!instance) return reject(failed('it made no instance'));
        const chat = new WebChat(instance, options, host);
        hear = (detail) => chat.onError(detail);
        made(chat);
        resolve(chat);
      }, reject);
    });
  const isReady = () => !!ibmLoader();
  return within(Infinity, signal, (limit) =>
    loadScript(scriptAddress(options), script, options.cspNonce, isReady, limit),
  )
    .then(() => within(START_LIMIT_MS, signal, start))
    .catch((error: unknown) => {
      signal.throwIfAborted();
      throw asError(error, 'it did not start');
    });
}

function scriptAddress({ clientVersion = 'latest', servers, cloudPrivateHostURL }: WebChatOptions): string {
  const host =
    servers?.webChatScriptPrefix ??
    (cloudPrivateHostURL ? `${cloudPrivateHostURL}/static/webchat` : DEFAULT_SCRIPT_HOST);
  return `${host}/versions/${clientVersion}/WatsonAssistantChatEntry.js`;
}
