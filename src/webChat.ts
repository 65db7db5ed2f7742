/** Owns one running instance of web chat and the `sub` it is bound to. The only file that names IBM's globals; knows nothing of endpoints. */
import { sleep, within } from './clock.js';
import { createContainer } from './container.js';
import { isSecureWebChatError, SecureWebChatError } from './errors.js';
import type {
  FullWebChatInstance,
  IdentityTokenExpiredEvent,
  WebChatErrorDetail,
  WebChatHandler,
  WebChatInstance,
  WebChatLoader,
  WebChatOptions,
} from './ibm.js';
import type { ScriptOptions } from './options.js';
import { loadScript } from './script.js';
import type { IdentityToken } from './token.js';

declare global {
  interface Window {
    loadWatsonAssistantChat?: WebChatLoader;
  }
}

const DEFAULT_SCRIPT_HOST = 'https://web-chat.global.assistant.watson.appdomain.cloud';
const START_LIMIT_MS = 60_000;
const ON_LOAD_LIMIT_MS = 30_000;
const HANDLER_LIMIT_MS = 15_000;
/** Far more than overlap; older ones were read long ago. */
const MOST_LIVE_EVENTS = 10;
const RESTART_LIMIT_MS = 5_000;
const END_SESSION_LIMIT_MS = 3_000;
/** IBM reads a line out 250 ms after it was written, also one that is gone by then. */
const READ_OUT_MS = 300;

/** What an instance needs from the SDK around it. None of it is called once the instance is stopped. */
export interface WebChatHost {
  /** A token other than the one web chat had, whatever its subject. */
  needToken(refused: IdentityToken | null): Promise<IdentityToken>;
  /** Web chat asked for a token and this is what came, in place of `refused`. */
  onToken(token: IdentityToken, refused: IdentityToken | null): void;
  /** Runs the site's `onLoad`. */
  onLoad(instance: WebChatInstance): void | Promise<void> | undefined;
  /** Web chat answered a message: whatever was wrong with it is over. */
  onAnswer(): void;
  /** The window was opened or closed. */
  onView(): void;
  /** The visitor did something in web chat, or is about to. */
  onTouch(): void;
  /** The assistant refuses the token in a way that web chat does not ask for another. */
  onRejected(): void;
  /** Web chat has put an error panel in place of its window, for want of a token, or does not get beyond its loading screen. */
  onPanel(): void;
  /** An error that the site should hear of. */
  onError(error: SecureWebChatError): void;
  /** The instance is stopped, and its session ended: nobody's conversation is left in this tab. */
  onEnd(): void;
}

export interface WebChat {
  readonly instance: WebChatInstance;
  /** The token web chat has, or is about to have. Its subject cannot change for as long as the instance lives (facts C1). */
  readonly token: IdentityToken | null;
  readonly isOpen: boolean;
  /** Runs the site's `onLoad`, then renders. @throws SecureWebChatError `WEB_CHAT_FAILED` */
  render(): Promise<void>;
  /** @throws SecureWebChatError `SECURITY_OFF`, `TOKEN_REJECTED`; web chat then keeps the token it had */
  apply(token: IdentityToken): void;
  /** @throws SecureWebChatError `WEB_CHAT_FAILED` */
  open(): Promise<void>;
  hide(): void;
  show(): void;
  /** Starts the conversation anew. Done only when it was seen to be: IBM ignores a call while another runs (facts C). */
  restart(): Promise<void>;
  /** Forgets the sessions that this tab had under any other `sub`. */
  forgetOthers(): void;
  /** Takes the instance down. It gets no token from the first moment on. Never rejects. */
  stop(how: { endSession: boolean }): Promise<void>;
}

/** Loads IBM's script if need be and makes an instance, not yet rendered. Aborted half way, it leaves nothing behind. */
export async function createWebChat(
  options: WebChatOptions,
  script: ScriptOptions,
  host: WebChatHost,
  signal: AbortSignal,
): Promise<WebChat> {
  let hear = (_detail: WebChatErrorDetail) => {};
  let made: FullWebChatInstance | null = null;
  const isReady = () => !!window.loadWatsonAssistantChat;
  const start = (limit: AbortSignal) =>
    new Promise<FullWebChatInstance>((resolve, reject) => {
      // Before there is an instance, an error is all that IBM tells of a failed start.
      hear = ({ errorType, catastrophicErrorType }) =>
        catastrophicErrorType && reject(failed(`it reported ${errorType}`));
      const onError = (detail: WebChatErrorDetail) => {
        hear(detail);
        options.onError?.(detail);
      };
      const shouldSanitizeHTML = options.shouldSanitizeHTML ?? true;
      const settings = { ...options, shouldSanitizeHTML, onLoad: undefined, onError };
      window.loadWatsonAssistantChat?.(settings).then((created) => {
        made = created;
        if (limit.aborted) created?.destroy();
        else if (created) resolve(created);
        else reject(failed('it made no instance'));
      }, reject);
    });
  const instance = await loadScript(scriptAddress(options), script, options.cspNonce, isReady, signal)
    .then(() => within(START_LIMIT_MS, signal, start))
    .catch((error: unknown) => {
      made?.destroy();
      signal.throwIfAborted();
      throw asError(error, 'it did not start');
    });
  if (signal.aborted) instance.destroy();
  signal.throwIfAborted();
  const life = new AbortController();
  const { chat, onError } = run(instance, options, host, life);
  hear = onError;
  return chat;
}

function run(instance: FullWebChatInstance, options: WebChatOptions, host: WebChatHost, life: AbortController) {
  const { signal } = life;
  let token: IdentityToken | null = null;
  /**
   * IBM reads an event after all handlers, also slow ones of the site's for `*`, during which the next may come: a newer token has to
   * be put into all of them.
   */
  let events: IdentityTokenExpiredEvent[] = [];
  const putIntoEvents = (text: string | null) => {
    for (const event of events) event.identityToken = text;
  };
  let unanswered = 0;
  /** Openings that failed. */
  let panels = 0;
  let opening: Promise<void> | null = null;

  function on(type: string, handle: (event: { type: string }) => unknown): () => void {
    const handler: WebChatHandler<string> = (event) => handle(event);
    instance.on({ type, handler });
    return () => instance.off({ type, handler });
  }
  /** `destroy()` does not unsubscribe (facts C3). */
  const whileAlive = (handle: () => void) => () => {
    if (!signal.aborted) handle();
  };
  const loseMessage = () => {
    unanswered = Math.max(0, unanswered - 1);
  };
  on('send', () => void unanswered++);
  on('receive', loseMessage);
  on('receive', whileAlive(host.onAnswer));
  on('view:change', whileAlive(host.onView));
  on(
    'chat:ready',
    whileAlive(() => {
      if (!token) host.onError(securityOff());
    }),
  );
  on('identityTokenExpired', async (asked) => {
    const refused = token;
    const event = asked as IdentityTokenExpiredEvent;
    events = [...events, event].slice(-MOST_LIVE_EVENTS);
    const next = await within(HANDLER_LIMIT_MS, signal, () => host.needToken(refused)).catch((error: unknown) => {
      signal.throwIfAborted();
      const failure = isSecureWebChatError(error)
        ? error
        : new SecureWebChatError('TOKEN_UNAVAILABLE', 'none came within 15 s', { retryable: true });
      host.onError(failure);
      throw failure;
    });
    signal.throwIfAborted();
    // Whoever applied a token in the meantime had a newer one.
    if (token === refused) {
      host.onToken(next, refused);
      // Who hears of it may end the chat.
      signal.throwIfAborted();
      if (refused && refused.subject !== next.subject) throw failed('tokenEndpoint named another subject');
      token = next;
    }
    event.identityToken = token?.text ?? null;
  });

  function onError({ errorType, errorCode, otherData, catastrophicErrorType }: WebChatErrorDetail): void {
    if (signal.aborted) return;
    if (catastrophicErrorType) panels++;
    const isIdentity = errorType === 'IDENTITY_TOKEN';
    const isRefusal = errorCode === 401 || errorCode === 403;
    if (catastrophicErrorType && (isIdentity || isRefusal)) host.onPanel();
    // Ours came from `needToken`, and was told then.
    if (isSecureWebChatError(otherData)) {
      loseMessage();
      return;
    }
    // A second request that ran into a refresh under way; it matters only to a message, which is then lost.
    if (/already running/.test(String(otherData)) && unanswered < 1) return;
    loseMessage();
    if (isRefusal || (isIdentity && !otherData)) host.onRejected();
    else host.onError(failed(`it reported ${errorType}`));
  }

  const isSession = (key: string) => key.endsWith(`:${options.integrationID}`);
  const container = createContainer(options);

  const chat: WebChat = {
    instance,
    get token() {
      return token;
    },
    get isOpen() {
      return instance.getState().isWebChatOpen;
    },
    async render() {
      try {
        await within(ON_LOAD_LIMIT_MS, signal, () => host.onLoad(instance));
        await within(Number.POSITIVE_INFINITY, signal, () => instance.render());
        container.onTouch(host.onTouch, signal);
      } catch (error) {
        throw asError(error, 'it did not render, or webChat.onLoad failed, or took 30 s');
      }
    },
    apply(newer) {
      try {
        instance.updateIdentityToken(newer.text);
      } catch (error) {
        throw /security is not turned on/i.test(String(error))
          ? securityOff()
          : new SecureWebChatError('TOKEN_REJECTED', 'web chat does not take it');
      }
      token = newer;
      putIntoEvents(newer.text);
    },
    async open() {
      try {
        // IBM refuses a change of view while another is under way.
        opening ??= instance.changeView('mainWindow').finally(() => {
          opening = null;
        });
        await within(Number.POSITIVE_INFINITY, signal, () => opening);
      } catch (error) {
        throw asError(error, 'it did not open');
      }
    },
    hide: container.hide,
    show: container.show,
    async restart() {
      let forget = () => {};
      const speak = container.hush();
      // Each has left a loading screen, which IBM's restart does not take away (before 8.12).
      for (; panels > 0; panels--) instance.updateIsChatLoadingCounter?.('decrease');
      await within(RESTART_LIMIT_MS, signal, () => {
        const seen = new Promise<void>((resolve) => {
          forget = on('restartConversation', () => resolve());
        });
        const call = instance.restartConversation();
        // Behind a message handler of the site's that is still at work, the new conversation never gets beyond its loading screen.
        within(HANDLER_LIMIT_MS, signal, () => call).catch(({ name }) => name === 'TimeoutError' && host.onPanel());
        // Where IBM ignores the call, it returns without the event.
        return Promise.race([seen, call.then(() => Promise.reject(failed('it did not restart')))]);
      })
        .catch((error: unknown) => {
          throw asError(error, 'it did not restart');
        })
        .finally(() => {
          forget();
          sleep(READ_OUT_MS, signal).then(speak, speak);
        });
      unanswered = 0;
    },
    forgetOthers() {
      forgetStored((key) => isSession(key) && !(token && key.includes(token.subject)));
    },
    async stop({ endSession }) {
      if (signal.aborted) return;
      life.abort();
      // A slow handler of the site's must not bring a dead instance to life with the token that waits behind it.
      putIntoEvents(null);
      chat.hide();
      if (endSession) host.onEnd();
      try {
        if (endSession)
          await within(END_SESSION_LIMIT_MS, new AbortController().signal, () => instance.destroySession());
      } catch {
        // The session ends by itself, later.
      }
      const { subject } = token ?? {};
      const forget = () => forgetStored((key) => isSession(key) || (!!subject && key.includes(subject)));
      try {
        // What was said too late has begun another session, with which whoever comes next would go on.
        if (endSession) on('receive', forget);
        instance.destroy();
      } catch {
        // It is hidden all the same.
      }
      if (endSession) forget();
    },
  };
  return { chat, onError };
}

function scriptAddress({ clientVersion = 'latest', servers, cloudPrivateHostURL }: WebChatOptions): string {
  const host =
    servers?.webChatScriptPrefix ??
    (cloudPrivateHostURL ? `${cloudPrivateHostURL}/static/webchat` : DEFAULT_SCRIPT_HOST);
  return `${host}/versions/${clientVersion}/WatsonAssistantChatEntry.js`;
}

/** IBM leaves the `sub` in the names of the tab's storage keys: `<prefix><sub>:<integrationID>` (facts C2, E). */
function forgetStored(isForgotten: (key: string) => boolean): void {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (isForgotten(key)) sessionStorage.removeItem(key);
    }
  } catch {
    // A sandboxed frame has no storage.
  }
}

function failed(because: string, cause?: unknown): SecureWebChatError {
  return new SecureWebChatError('WEB_CHAT_FAILED', because, { cause });
}

function asError(error: unknown, because: string): SecureWebChatError {
  return isSecureWebChatError(error) ? error : failed(because, error);
}

function securityOff(): SecureWebChatError {
  return new SecureWebChatError('SECURITY_OFF', 'its security is off');
}
