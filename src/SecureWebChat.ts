import { createExchange } from './backend/endpoint.js';
import { checkCredentials } from './credentials.js';
import { createJournal, type Diagnosis, type Journal } from './diagnostics.js';
import type { Credentials } from './endpointOption.js';
import { missingFeature } from './environment.js';
import { SecureWebChatError } from './errors.js';
import { Account } from './identity/account.js';
import type { IdentityContext, Operation } from './identity/context.js';
import { Coordinator } from './identity/coordinator.js';
import { createTokenEndpoint } from './identity/tokenEndpoint.js';
import { TokenSource } from './identity/tokenSource.js';
import { createUserCookie } from './identity/userCookie.js';
import { type ResolvedOptions, resolveOptions, type SecureWebChatOptions } from './options.js';
import type { SecureWebChatEvents, SecureWebChatState, StateEvent, Store } from './state.js';
import { createStore, EMPTY_STATE } from './state.js';
import type { WebChatInstance } from './web-chat/ibm/index.js';
import { createInstanceHandlers, type InstanceHandler, type InstanceHandlers } from './web-chat/instanceHandlers.js';

/**
 * Adds login to IBM web chat. It loads web chat, supplies the identity tokens, and moves the
 * visitor in and out of a login. `User` is the type of `getState().user`.
 */
export class SecureWebChat<User = Record<string, unknown>> {
  readonly #options: ResolvedOptions;
  readonly #journal: Journal;
  readonly #store: Store<User>;
  readonly #handlers: InstanceHandlers;
  readonly #coordinator: Coordinator;
  readonly #account: Account;
  readonly #life = new AbortController();
  /** Aborts the logins that have begun since the last logout. */
  #logins = new AbortController();
  #loggingOut: Promise<void> | null = null;
  #destroying: Promise<void> | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  /**
   * Checks the options. The constructor has no side effects, so it is safe on a server too.
   * @throws SecureWebChatError `INVALID_OPTIONS` if an option is missing, unknown, misspelt or of
   *   the wrong type. The message names the option, the expected type and the type it got.
   */
  constructor(options: SecureWebChatOptions) {
    const resolved = resolveOptions(options);
    const { signal: life } = this.#life;
    this.#handlers = createInstanceHandlers(resolved.webChat.onLoad, () => this.#coordinator.chat?.instance, life);
    this.#options = { ...resolved, webChat: { ...resolved.webChat, onLoad: this.#handlers.notify } };
    this.#journal = createJournal(this.#options.debug);
    this.#store = createStore(this.#journal.note);
    const { tokenEndpoint, csrf, userCookie } = resolved;
    const cookie = createUserCookie(userCookie);
    const exchange = createExchange(tokenEndpoint, [3, 'TOKEN_DENIED', 'TOKEN_UNAVAILABLE'], csrf);
    const tokens = new TokenSource(createTokenEndpoint(exchange, cookie), life);
    const enqueue = (operation: Operation<void>) => this.#enqueue(null, operation);
    const context: IdentityContext = { options: this.#options, store: this.#store, cookie, tokens, life, enqueue };
    this.#coordinator = new Coordinator(context);
    this.#account = new Account(context, this.#coordinator);
  }

  /**
   * Loads and renders web chat. Every call returns the same promise until web chat fails. After a
   * failure, the next call tries again.
   *
   * `when: 'idle'` waits for the page's `load` event and then for an idle browser. If the visitor
   * saves data (`navigator.connection.saveData`), it waits for `open()` or another `load()`.
   * `phase` stays `'idle'` until then. If this tab had the chat open, it does not wait.
   * @throws SecureWebChatError `UNSUPPORTED_ENVIRONMENT`, `SCRIPT_BLOCKED`, `SCRIPT_FAILED`,
   *   `WEB_CHAT_FAILED` or `DESTROYED`. `INVALID_OPTIONS` if another live chat has the same
   *   `webChat.namespace`, or if the function in `webChat.element` returns no element.
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
   * Opens the window for a chat button of your own. Loads web chat first if necessary.
   * @throws SecureWebChatError any code of `load()`. `WEB_CHAT_FAILED` if the window does not open,
   *   or if `webChat.element` is not in the page after 2 s.
   */
  async open(): Promise<void> {
    this.#admit('open');
    if (this.getState().phase !== 'ready') this.reach();
    await this.#coordinator.lifecycle.open();
  }

  /**
   * Sends the credentials to `loginEndpoint` and gives web chat the new identity. Without a
   * `loginEndpoint`, call `login()` after your own code has logged the visitor in. You can call it
   * before `load()` and after a failure of web chat. If the token fails after a successful login,
   * the SDK retries and emits `error`.
   * @returns your backend's answer: JSON, or text. `undefined` if the answer is lost, but the next
   *   token names a new login.
   * @throws SecureWebChatError `LOGIN_REJECTED` if the backend refuses, `LOGIN_FAILED` if the
   *   outcome is unknown or `logout()` interrupts the login, `INVALID_OPTIONS` if the credentials
   *   cannot be sent, `DESTROYED`, `UNSUPPORTED_ENVIRONMENT`
   */
  async login<Answer = unknown>(credentials?: Credentials): Promise<Answer> {
    this.#admit('login');
    checkCredentials(credentials, this.#options.loginEndpoint);
    const { signal } = this.#logins;
    this.#coordinator.cancelRetry();
    const login = (nextChange: AbortSignal) => this.#account.login(credentials, signal, nextChange);
    return this.#enqueue('login', login, signal) as Promise<Answer>;
  }

  /**
   * Calls `logoutEndpoint`, and checks that new tokens no longer name the user. Without a
   * `logoutEndpoint`, call `logout()` after your own code has logged the user out. The method hides
   * the user's conversation at once, and then starts a new one unless `conversationAfterLogout` is
   * `'keep'`. It aborts a running `login()`. You can call it before `load()`.
   * @throws SecureWebChatError `LOGOUT_FAILED` if the user is or may be still logged in,
   *   `DESTROYED`, `INVALID_OPTIONS`, `UNSUPPORTED_ENVIRONMENT`
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
   * Removes web chat, and ends all requests, timers and listeners of the SDK at once. You cannot
   * load this chat again. `endSession: true` also ends IBM's session; it is `false` by default.
   * @returns the same promise for every call. It never rejects. It resolves when the session has
   *   ended, after 3 s at most.
   */
  destroy({ endSession = false }: { endSession?: boolean | undefined } = {}): Promise<void> {
    if (!this.#destroying) {
      const destroyed = new SecureWebChatError('DESTROYED', 'destroy() was called');
      this.#life.abort(destroyed);
      this.#logins.abort(destroyed);
      this.#destroying = this.#coordinator.lifecycle.stop({ endSession });
      this.#store.set({ ...EMPTY_STATE, phase: 'destroyed' });
    }
    return this.#destroying;
  }

  /**
   * The running instance, or null while `phase` is not `'ready'`. Do not store the instance,
   * because the SDK replaces it when the visitor changes.
   */
  get instance(): WebChatInstance | null {
    return this.getState().phase === 'ready' ? (this.#coordinator.chat?.instance ?? null) : null;
  }

  /**
   * Returns the state: the same frozen object until something changes, and equal on server and
   * browser until `load()`. The method is bound, so `useSyncExternalStore` can take it.
   */
  readonly getState = (): SecureWebChatState<User> => this.#store.state;

  /**
   * Subscribes to an event. An error in a handler is logged, and the other handlers still run.
   * @returns a function that unsubscribes
   */
  on<Type extends keyof SecureWebChatEvents<User>>(type: Type, handler: SecureWebChatEvents<User>[Type]): () => void {
    if (type === 'instance') return this.#handlers.on(handler as InstanceHandler);
    return this.#store.on(type as StateEvent, handler as never);
  }

  /** Tells the SDK that the visitor is about to open the chat. @internal */
  readonly reach = (): void => this.#coordinator.reach();

  /** Returns a report for a support request. It holds no token and no ID. */
  diagnose(): Diagnosis {
    return this.#journal.diagnose(this.#coordinator.chat?.token ?? null);
  }

  #admit(method: string): void {
    if (this.#life.signal.aborted) throw this.#life.signal.reason;
    const missing = missingFeature();
    if (missing) throw new SecureWebChatError('UNSUPPORTED_ENVIRONMENT', `there is no ${missing}`);
    this.#handlers.admit(method);
  }

  /** Runs one operation at a time, and none whose signal aborts before the operation's turn. */
  #enqueue<Result>(busy: 'login' | 'logout' | null, operation: Operation<Result>, signal = this.#life.signal) {
    const { nextChange } = this.#coordinator;
    const result = this.#queue.then(async () => {
      signal.throwIfAborted();
      if (!busy) return operation(nextChange);
      this.#store.set({ busy });
      return operation(nextChange).finally(() => this.#store.set({ busy: null }));
    });
    this.#queue = result.catch(() => {});
    return result;
  }
}
