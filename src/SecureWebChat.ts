/** The public class: the methods that a page may call, one operation at a time. */
import { connect } from './backend/endpoint.js';
import { checkCredentials } from './credentials.js';
import { createJournal, type Diagnosis, type Journal } from './diagnostics.js';
import type { Credentials } from './endpointOption.js';
import { missingFeature } from './environment.js';
import { SecureWebChatError } from './errors.js';
import { Account } from './identity/account.js';
import type { IdentityContext } from './identity/context.js';
import { Coordinator } from './identity/coordinator.js';
import { createTokenEndpoint } from './identity/tokenEndpoint.js';
import { TokenSource } from './identity/tokenSource.js';
import { createUserCookie } from './identity/userCookie.js';
import { type ResolvedOptions, resolveOptions, type SecureWebChatOptions } from './options.js';
import {
  createStore,
  NOTHING,
  type SecureWebChatEvents,
  type SecureWebChatState,
  type StateEvent,
  type Store,
} from './state.js';
import type { WebChatInstance } from './web-chat/ibm/index.js';
import { createInstanceHandlers, type InstanceHandler, type InstanceHandlers } from './web-chat/instanceHandlers.js';

/**
 * Loads IBM web chat, gives it identity tokens, and moves a visitor in and out of a login.
 * Constructing has no side effect (Node too).
 */
export class SecureWebChat<User = Record<string, unknown>> {
  readonly #options: ResolvedOptions;
  readonly #journal: Journal;
  readonly #store: Store<User>;
  readonly #handlers: InstanceHandlers;
  readonly #coordinator: Coordinator;
  readonly #account: Account;
  readonly #life = new AbortController();
  /** The logins since the last logout, which ends them. */
  #logins = new AbortController();
  #loggingOut: Promise<void> | null = null;
  #destroying: Promise<void> | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  /**
   * @throws SecureWebChatError `INVALID_OPTIONS` naming the option, what was expected and what type
   *   came
   */
  constructor(options: SecureWebChatOptions) {
    const resolved = resolveOptions(options);
    const { signal: life } = this.#life;
    this.#handlers = createInstanceHandlers(resolved.webChat.onLoad, () => this.#coordinator.chat?.instance, life);
    this.#options = { ...resolved, webChat: { ...resolved.webChat, onLoad: this.#handlers.tell } };
    this.#journal = createJournal(this.#options.debug);
    this.#store = createStore(this.#journal.note);
    const { tokenEndpoint, csrf, userCookie } = resolved;
    const cookie = createUserCookie(userCookie);
    const exchange = connect(tokenEndpoint, [3, 'TOKEN_DENIED', 'TOKEN_UNAVAILABLE'], csrf);
    const tokens = new TokenSource(createTokenEndpoint(exchange, cookie), life);
    const enqueue = (operation: () => Promise<void>) => this.#enqueue(null, operation);
    const context: IdentityContext = { options: this.#options, store: this.#store, cookie, tokens, life, enqueue };
    this.#coordinator = new Coordinator(context);
    this.#account = new Account(context, this.#coordinator);
  }

  /**
   * Loads and renders web chat. Idempotent: every call while waiting, loading or ready is the same
   * promise; after a failure it tries again.
   *
   * `when: 'idle'` waits for the page's `load` event, then for an idle browser. For a visitor who
   * saves data (`navigator.connection.saveData`) it waits for `open()` or another `load()`. `phase`
   * stays `idle` until then. It does not wait if this tab had the chat open.
   * @throws SecureWebChatError `UNSUPPORTED_ENVIRONMENT`, `SCRIPT_BLOCKED`, `SCRIPT_FAILED`,
   *   `WEB_CHAT_FAILED`, `DESTROYED`, `INVALID_OPTIONS` where another live chat has the same
   *   `webChat.namespace`, and where `webChat.element` returns no element
   */
  load(options?: { when?: 'now' | 'idle' | undefined }): Promise<WebChatInstance> {
    try {
      this.#admit('load');
      return this.#coordinator.lifecycle.load(options?.when);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Loads if needed, then opens the window: for your own chat button, and for pages that load
   * nothing until it is pressed.
   * @throws SecureWebChatError as `load()`
   */
  async open(): Promise<void> {
    this.#admit('open');
    if (this.getState().phase !== 'ready') this.reach();
    await this.load();
    await this.#coordinator.lifecycle.chat?.open({ inPage: true }).catch((error: unknown) => {
      this.#life.signal.throwIfAborted();
      throw error;
    });
  }

  /**
   * Logs in through `loginEndpoint` (left out: "my own code just logged the visitor in") and gives
   * web chat the new identity. Settles on what your backend said; trouble with the token afterwards
   * is retried and reported by `error`. Works before `load()` and when the chat failed.
   * @returns the backend's answer: JSON, or text
   * @throws SecureWebChatError `LOGIN_REJECTED`, `LOGIN_FAILED`, `DESTROYED`, `INVALID_OPTIONS` for
   *   credentials that cannot be sent
   */
  async login<Answer = unknown>(credentials?: Credentials): Promise<Answer> {
    this.#admit('login');
    checkCredentials(credentials, this.#options.loginEndpoint);
    const { signal } = this.#logins;
    this.#coordinator.cancelRetry();
    return this.#enqueue('login', () => this.#account.login(credentials, signal)) as Promise<Answer>;
  }

  /**
   * Logs out through `logoutEndpoint` (left out: "my own code just logged them out"), and checks
   * that the old identity is gone. A new conversation starts unless `conversationAfterLogout` says
   * otherwise. Aborts a running `login()`. Works before `load()`.
   * @throws SecureWebChatError `LOGOUT_FAILED` (with a 4xx `status`: nothing changed), `DESTROYED`
   */
  async logout(): Promise<void> {
    this.#admit('logout');
    this.#logins.abort(new SecureWebChatError('LOGIN_FAILED', 'logout() was called'));
    this.#logins = new AbortController();
    this.#coordinator.cancelRetry();
    // A user's conversation is hidden from now on, even while another operation runs.
    this.#coordinator.changeBegins('logout');
    this.#loggingOut ??= this.#enqueue('logout', () => this.#account.logout()).finally(() => {
      this.#loggingOut = null;
    });
    return this.#loggingOut;
  }

  /**
   * Takes the chat down for good: no request, timer or listener is left. Immediate; the promise is
   * for the end of the session on IBM's side, at most 3 s. Idempotent, never rejects.
   */
  destroy({ endSession = false }: { endSession?: boolean | undefined } = {}): Promise<void> {
    if (!this.#destroying) {
      const destroyed = new SecureWebChatError('DESTROYED', 'destroy() was called');
      this.#life.abort(destroyed);
      this.#logins.abort(destroyed);
      this.#destroying = this.#coordinator.lifecycle.stop({ endSession });
      this.#store.set({ ...NOTHING, phase: 'destroyed' });
    }
    return this.#destroying;
  }

  /**
   * The running instance, or null. `await chat.load()` is the same and never null. Do not keep it:
   * a change of subject replaces it.
   */
  get instance(): WebChatInstance | null {
    return this.getState().phase === 'ready' ? (this.#coordinator.chat?.instance ?? null) : null;
  }

  /**
   * A frozen snapshot; the same object until something changes. Until `load()` it is equal on
   * server and browser. Bound: fits `useSyncExternalStore`.
   */
  readonly getState = (): SecureWebChatState<User> => this.#store.state;

  /**
   * Subscribes. What a handler throws is logged and stops nothing else.
   *
   * @returns unsubscribe
   */
  on<Type extends keyof SecureWebChatEvents<User>>(type: Type, handler: SecureWebChatEvents<User>[Type]): () => void {
    if (type === 'instance') return this.#handlers.on(handler as InstanceHandler);
    return this.#store.on(type as StateEvent, handler as never);
  }

  /** The visitor reaches for the chat. @internal */
  readonly reach = (): void => this.#coordinator.reach();

  /** A report for support, without tokens or IDs. */
  diagnose(): Diagnosis {
    return this.#journal.diagnose(this.#coordinator.lifecycle.chat?.token ?? null);
  }

  #admit(method: string): void {
    if (this.#life.signal.aborted) throw this.#life.signal.reason;
    const missing = missingFeature();
    if (missing) throw new SecureWebChatError('UNSUPPORTED_ENVIRONMENT', `there is no ${missing}`);
    this.#handlers.admit(method);
  }

  /** One operation at a time; one with a name shows as `busy`. */
  #enqueue<Result>(busy: 'login' | 'logout' | null, operation: () => Promise<Result>): Promise<Result> {
    const result = this.#queue.then(async () => {
      this.#life.signal.throwIfAborted();
      if (!busy) return operation();
      this.#store.set({ busy });
      return operation().finally(() => this.#store.set({ busy: null }));
    });
    this.#queue = result.catch(() => {});
    return result;
  }
}
