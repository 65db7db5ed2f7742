/** One running instance of web chat and the `sub` it is bound to. It knows nothing of endpoints. */
import { within } from '../clock.js';
import { isSecureWebChatError, SecureWebChatError } from '../errors.js';
import type { IdentityToken } from '../token.js';
import { type Container, createContainer } from './container.js';
import type {
  FullWebChatInstance,
  IdentityTokenExpiredEvent,
  WebChatErrorDetail,
  WebChatInstance,
  WebChatOptions,
} from './ibm/index.js';
import { forgetSessions } from './tabSessions.js';

const ON_LOAD_LIMIT_MS = 30_000;
const HANDLER_LIMIT_MS = 15_000;
/** Far more events than overlap; web chat has long read the older ones. */
const MOST_LIVE_EVENTS = 10;
const END_SESSION_LIMIT_MS = 3_000;

/** The code around an instance. An instance that is stopped calls nothing but `onEnd`. */
export interface WebChatHost {
  /**
   * Gets a token other than the one web chat had, of any subject.
   * @param use is called with the token before a login or logout can make it one of before
   */
  needToken(refused: IdentityToken | null, use: (token: IdentityToken) => void): Promise<void>;
  /** Web chat asked for a token, and this one came. @returns whether this instance can go on under it */
  onToken(token: IdentityToken): boolean;
  /** A message is on its way to the assistant. */
  onMessage(): void;
  /** Web chat answered a message, so trouble that it had is over. */
  onAnswer(): void;
  /** The window was opened or closed. */
  onView(): void;
  /** The visitor did something in web chat, or is about to. */
  onTouch(): void;
  /** The assistant refuses the token in a way that makes web chat ask for no other. */
  onRejected(): void;
  /** The instance has come to be `isBroken`. */
  onBroken(): void;
  /** The site should hear of this error. */
  onError(error: SecureWebChatError): void;
  /** The instance is stopped. @param isOver whether its session ends too, so that the tab keeps no conversation */
  onEnd(isOver: boolean): void;
}

export class WebChat {
  readonly instance: WebChatInstance;
  readonly #full: FullWebChatInstance;
  readonly #options: WebChatOptions;
  readonly #host: WebChatHost;
  readonly #container: Container;
  readonly #life = new AbortController();
  #token: IdentityToken | null = null;
  /** Web chat reads an event after all handlers, so a newer token has to be put into each of them. */
  #events: IdentityTokenExpiredEvent[] = [];
  #unanswered = 0;
  #isBroken = false;
  #opening: Promise<void> | null = null;

  constructor(instance: FullWebChatInstance, options: WebChatOptions, host: WebChatHost) {
    this.instance = this.#full = instance;
    this.#options = options;
    this.#host = host;
    this.#container = createContainer(options);
    this.#on('send', () => {
      this.#unanswered++;
      host.onMessage();
    });
    this.#on('receive', () => {
      this.#loseMessage();
      host.onAnswer();
    });
    this.#on('view:change', () => host.onView());
    this.#on('chat:ready', () => {
      if (!this.#token) host.onError(securityOff());
    });
    const handler = (event: unknown) => this.#answer(event as IdentityTokenExpiredEvent);
    instance.on({ type: 'identityTokenExpired', handler });
  }

  /** The token web chat has, or is about to have. An instance takes no other subject. */
  get token(): IdentityToken | null {
    return this.#token;
  }

  get isOpen(): boolean {
    return this.instance.getState().isWebChatOpen;
  }

  /** An error panel stands in the window, because there was no token. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Runs the site's `onLoad`, then renders. @throws SecureWebChatError `WEB_CHAT_FAILED` */
  async render(): Promise<void> {
    const { signal } = this.#life;
    try {
      await within(ON_LOAD_LIMIT_MS, signal, () => this.#options.onLoad?.(this.instance));
      await within(Infinity, signal, () => this.#full.render());
      this.#container.onTouch(() => this.#host.onTouch(), signal);
    } catch (error) {
      throw asError(error, 'it did not render, or webChat.onLoad failed, or took 30 s');
    }
  }

  /** @throws SecureWebChatError `SECURITY_OFF`, `TOKEN_REJECTED`; web chat then keeps the token it had */
  apply(token: IdentityToken): void {
    try {
      this.#full.updateIdentityToken(token.text);
    } catch (error) {
      throw /security is not turned on/i.test(String(error))
        ? securityOff()
        : new SecureWebChatError('TOKEN_REJECTED', 'web chat does not take it');
    }
    this.#token = token;
    this.#putIntoEvents(token.text);
  }

  /** @throws SecureWebChatError `WEB_CHAT_FAILED` */
  async open(): Promise<void> {
    try {
      // IBM refuses a change of view while another is under way.
      this.#opening ??= this.instance.changeView('mainWindow').finally(() => {
        this.#opening = null;
      });
      await within(Infinity, this.#life.signal, () => this.#opening);
    } catch (error) {
      throw asError(error, 'it did not open');
    }
  }

  setHidden(isHidden: boolean): void {
    if (!this.#life.signal.aborted) this.#container.setHidden(isHidden);
  }

  /** Takes the instance down. It gets no token from the first moment on. Never rejects. */
  async stop({ endSession }: { endSession: boolean }): Promise<void> {
    if (this.#life.signal.aborted) return;
    this.#life.abort();
    const { integrationID } = this.#options;
    // A slow handler of the site's must not revive a dead instance with the token behind it.
    this.#putIntoEvents(null);
    this.#container.setHidden(true);
    this.#host.onEnd(endSession);
    const unlimited = new AbortController().signal;
    if (endSession) {
      // If this fails, the session ends later, when IBM's service finds it idle.
      await within(END_SESSION_LIMIT_MS, unlimited, () => this.#full.destroySession()).catch(() => {});
      // A late answer would begin another session, which the next visitor would find.
      const forget = () => this.#token && forgetSessions(integrationID, this.#token.subject);
      this.instance.on({ type: 'receive', handler: forget });
    }
    try {
      this.#full.destroy();
    } catch {
      // The instance is hidden all the same.
    }
    if (endSession) forgetSessions(integrationID);
  }

  /** Hears IBM's `onError`, of which IBM is told when it makes the instance. */
  onError({ errorType, errorCode, otherData, catastrophicErrorType }: WebChatErrorDetail): void {
    if (this.#life.signal.aborted) return;
    const isIdentity = errorType === 'IDENTITY_TOKEN';
    const isRefusal = errorCode === 401 || errorCode === 403;
    if (catastrophicErrorType && (isIdentity || isRefusal)) {
      this.#isBroken = true;
      this.#host.onBroken();
    }
    const isOurs = isSecureWebChatError(otherData);
    // A second request that runs into a refresh matters only to a message, which is then lost.
    if (!isOurs && /already running/.test(String(otherData)) && this.#unanswered < 1) return;
    this.#loseMessage();
    // An error of ours was told of when it was thrown.
    if (isOurs) return;
    if (isRefusal || (isIdentity && !otherData)) this.#host.onRejected();
    else this.#host.onError(failed(`it reported ${errorType}`));
  }

  /** IBM's `destroy()` does not unsubscribe, and IBM complains of a handler that returns a value. */
  #on(type: string, handle: () => void): void {
    const handler = () => (this.#life.signal.aborted ? undefined : handle());
    this.instance.on({ type, handler });
  }

  /** Rejects at once for a dead instance, so that no other handler keeps its request waiting. */
  async #answer(event: IdentityTokenExpiredEvent): Promise<void> {
    const { signal } = this.#life;
    const refused = this.#token;
    this.#events = [...this.#events, event].slice(-MOST_LIVE_EVENTS);
    const take = (token: IdentityToken) => {
      // A token that was applied in the meantime is newer.
      if (this.#token === refused) {
        if (!this.#host.onToken(token)) throw failed('the token belongs to another visitor, so the message was lost');
        // A listener that hears of the token may end the chat.
        signal.throwIfAborted();
        this.#token = token;
      }
      event.identityToken = this.#token?.text ?? null;
    };
    await within(HANDLER_LIMIT_MS, signal, (limit) =>
      this.#host.needToken(refused, (token) => {
        limit.throwIfAborted();
        take(token);
      }),
    ).catch((error: unknown) => {
      signal.throwIfAborted();
      const failure = isSecureWebChatError(error) ? error : tokenIsLate();
      this.#host.onError(failure);
      throw failure;
    });
    signal.throwIfAborted();
  }

  #putIntoEvents(text: string | null): void {
    for (const event of this.#events) event.identityToken = text;
  }

  #loseMessage(): void {
    this.#unanswered = Math.max(0, this.#unanswered - 1);
  }
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

export function tokenIsLate(): SecureWebChatError {
  return new SecureWebChatError('TOKEN_UNAVAILABLE', 'none came within 15 s', { retryable: true });
}
