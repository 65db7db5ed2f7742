/** Owns one running instance of web chat and the `sub` it is bound to. The only file that names IBM's globals; knows nothing of endpoints. */
import { sleep, within } from '../clock.js';
import { isSecureWebChatError, SecureWebChatError } from '../errors.js';
import type { IdentityToken } from '../token.js';
import { createContainer } from './container.js';
import type {
  FullWebChatInstance,
  IdentityTokenExpiredEvent,
  WebChatErrorDetail,
  WebChatInstance,
  WebChatLoader,
  WebChatOptions,
} from './ibm/index.js';
import { forgetSessions } from './tabSessions.js';

declare global {
  interface Window {
    loadWatsonAssistantChat?: WebChatLoader;
  }
}

/** There once IBM's script has run. */
export const ibmLoader = () => window.loadWatsonAssistantChat;

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
  /** Web chat answered a message: whatever was wrong with it is over. */
  onAnswer(): void;
  /** The window was opened or closed. */
  onView(): void;
  /** The visitor did something in web chat, or is about to. */
  onTouch(): void;
  /** The assistant refuses the token in a way that web chat does not ask for another. */
  onRejected(): void;
  /** It has come to be `isBroken`. */
  onBroken(): void;
  /** An error that the site should hear of. */
  onError(error: SecureWebChatError): void;
  /** The instance is stopped, and its session about to end: nobody's conversation will be left in this tab. */
  onEnd(): void;
}

export interface WebChat {
  readonly instance: WebChatInstance;
  /** The token web chat has, or is about to have. Its subject cannot change for as long as the instance lives (facts C1). */
  readonly token: IdentityToken | null;
  readonly isOpen: boolean;
  /** Until a restart, an error panel is in place of its window for want of a token, or it does not get beyond its loading screen. */
  readonly isBroken: boolean;
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
  /** Forgets the sessions that this tab had under any other `sub` than this token's: web chat's own, where none is named. */
  forgetOthers(kept?: IdentityToken | null): void;
  /** Takes the instance down. It gets no token from the first moment on. Never rejects. */
  stop(how: { endSession: boolean }): Promise<void>;
}

/** @returns also the way to tell it of an error, which IBM has been given already when it made the instance */
export function runWebChat(instance: FullWebChatInstance, options: WebChatOptions, host: WebChatHost) {
  const life = new AbortController();
  const { signal } = life;
  const { integrationID } = options;
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
  /** Openings that failed since the conversation began. */
  let panels = 0;
  let isBroken = false;
  let opening: Promise<void> | null = null;
  let onRestarted = () => {};

  /** `destroy()` does not unsubscribe (facts C3). IBM complains of a handler that returns anything but a promise. */
  const on = (type: string, handle: () => void) => {
    instance.on({ type, handler: () => (signal.aborted ? undefined : handle()) });
  };

  const loseMessage = () => {
    unanswered = Math.max(0, unanswered - 1);
  };
  const breakDown = () => {
    isBroken = true;
    host.onBroken();
  };
  on('send', () => void unanswered++);
  on('receive', () => {
    loseMessage();
    host.onAnswer();
  });
  on('view:change', host.onView);
  on('restartConversation', () => onRestarted());
  on('chat:ready', () => {
    if (!token) host.onError(securityOff());
  });
  /** Rejects at once for a dead instance, so that no other handler of IBM's chain keeps its request waiting. */
  async function answer(event: IdentityTokenExpiredEvent): Promise<void> {
    const refused = token;
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
  }
  instance.on({ type: 'identityTokenExpired', handler: (event) => answer(event as IdentityTokenExpiredEvent) });

  function onError({ errorType, errorCode, otherData, catastrophicErrorType }: WebChatErrorDetail): void {
    if (signal.aborted) return;
    if (catastrophicErrorType) panels++;
    const isIdentity = errorType === 'IDENTITY_TOKEN';
    const isRefusal = errorCode === 401 || errorCode === 403;
    if (catastrophicErrorType && (isIdentity || isRefusal)) breakDown();
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

  const container = createContainer(options);

  const chat: WebChat = {
    instance,
    get token() {
      return token;
    },
    get isOpen() {
      return instance.getState().isWebChatOpen;
    },
    get isBroken() {
      return isBroken;
    },
    async render() {
      try {
        await within(ON_LOAD_LIMIT_MS, signal, () => options.onLoad?.(instance));
        await within(Infinity, signal, () => instance.render());
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
        await within(Infinity, signal, () => opening);
      } catch (error) {
        throw asError(error, 'it did not open');
      }
    },
    hide: container.hide,
    show: container.show,
    async restart() {
      isBroken = false;
      const speak = container.hush();
      // Each has left a loading screen, which IBM's restart does not take away (before 8.12).
      for (; panels > 0; panels--) instance.updateIsChatLoadingCounter?.('decrease');
      try {
        await within(RESTART_LIMIT_MS, signal, () => {
          const seen = new Promise<void>((resolve) => {
            onRestarted = resolve;
          });
          const call = instance.restartConversation();
          // Behind a message handler of the site's that is still at work, the new conversation never gets beyond its loading screen.
          within(HANDLER_LIMIT_MS, signal, () => call).catch(({ name }) => name === 'TimeoutError' && breakDown());
          // Where IBM ignores the call, it returns without the event.
          return Promise.race([seen, call.then(() => Promise.reject(failed('it did not restart')))]);
        });
      } catch (error) {
        throw asError(error, 'it did not restart');
      } finally {
        sleep(READ_OUT_MS, signal).then(speak, speak);
      }
      unanswered = 0;
    },
    forgetOthers(kept = token) {
      forgetSessions(integrationID, '', kept?.subject);
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
      const forgetOwn = () => token && forgetSessions(integrationID, token.subject);
      try {
        // What was said too late has begun another session, with which whoever comes next would go on.
        if (endSession) instance.on({ type: 'receive', handler: forgetOwn });
        instance.destroy();
      } catch {
        // It is hidden all the same.
      }
      if (endSession) forgetSessions(integrationID);
    },
  };
  return { chat, onError };
}

export function failed(because: string, cause?: unknown): SecureWebChatError {
  return new SecureWebChatError('WEB_CHAT_FAILED', because, { cause });
}

export function asError(error: unknown, because: string): SecureWebChatError {
  return isSecureWebChatError(error) ? error : failed(because, error);
}

function securityOff(): SecureWebChatError {
  return new SecureWebChatError('SECURITY_OFF', 'its security is off');
}
