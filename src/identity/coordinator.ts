/**
 * Brings web chat in line with the session. An event only changes the session. `reconcile` then
 * updates web chat, and can run any number of times.
 */
import { abortable, Retry } from '../clock.js';
import type { SecureWebChatError } from '../errors.js';
import { type TabMessage, whenOnline } from '../pageEvents.js';
import type { IdentityToken } from '../token.js';
import type { WebChat } from '../web-chat/instance.js';
import { Lifecycle } from '../web-chat/lifecycle.js';
import { CircuitBreaker } from './circuitBreaker.js';
import type { IdentityContext } from './context.js';
import { type CurrentSession, createCurrentSession } from './currentSession.js';
import * as rule from './session.js';
import { createTokenDelivery, type TokenDelivery } from './tokenDelivery.js';
import type { Reason } from './tokenSource.js';
import { createTriggers, type Triggers } from './triggers.js';
import { createTriggersListener } from './triggersListener.js';
import { createWebChatListener } from './webChatListener.js';

export class Coordinator {
  readonly lifecycle: Lifecycle;
  readonly #context: IdentityContext;
  readonly #triggers: Triggers;
  readonly #retry: Retry;
  readonly #session: CurrentSession;
  readonly #delivery: TokenDelivery;

  constructor(context: IdentityContext) {
    const { options, store, life } = context;
    const breaker = new CircuitBreaker();
    this.#context = context;
    this.#retry = new Retry(life, whenOnline);
    this.#session = createCurrentSession(options, () => this.chat);
    this.#triggers = createTriggers(options, createTriggersListener(this, context, this.#session), life);
    this.#delivery = createTokenDelivery(context, this.#triggers, breaker);
    const listener = createWebChatListener(this, context, this.#session, this.#triggers, breaker);
    this.lifecycle = new Lifecycle(options, listener, store, life);
  }

  get chat(): WebChat | null {
    return this.lifecycle.chat;
  }

  /** The visitor's login, or the owner's if nothing names it; the user cookie before a token. */
  get loginID(): string | null {
    const { subject, visitor, owner } = this.#session.value;
    if (subject === null) return this.#context.cookie.text();
    const login = rule.isUnnamedLogin(visitor) ? owner : visitor;
    return typeof login === 'string' ? login : null;
  }

  get session(): rule.Session {
    return this.#session.value;
  }

  /** Aborts at the next call of `login()` or `logout()`. */
  get nextChange(): AbortSignal {
    return this.#retry.signal;
  }

  // Events

  /** @returns functions that note a refused login, or a login with an unknown outcome */
  changeBegins(change: 'login' | 'logout'): { refused(): void; unclear(): void } {
    const before = this.#session.value;
    this.#session.note(rule.changeBegins, change, this.#context.cookie.text());
    return {
      refused: () => this.#session.note(rule.changeRefused, before),
      unclear: () => this.#session.note(rule.loginUnclear, before),
    };
  }

  /** Tells the other tabs, and the other chats of this page. */
  announce(message: TabMessage): void {
    this.#triggers.announce(message);
  }

  /** The visitor reaches for the chat, or the page opens it. */
  reach(): void {
    if (!document.prerendering) this.#triggers.onTouch();
  }

  /** A login or logout is about to begin, so the retries after the last one end. */
  cancelRetry(): void {
    this.#retry.cancel();
  }

  /** The login or logout was refused, so the work that it interrupted continues. */
  resume(): void {
    if (this.#session.value.pending || this.chat?.isBroken) this.#reconcileLater();
  }

  /**
   * Web chat asked for a token, and waits for it.
   * @returns whether the running instance can go on under the token
   */
  tokenAsked(token: IdentityToken): boolean {
    const goesOn = this.#session.noteToken(token);
    if (goesOn) this.#delivery.tokenInUse(token);
    else this.#reconcileLater();
    return goesOn;
  }

  // Actions on web chat

  /**
   * Returns the login that a token of the open epoch names.
   * @param orCookie reads the user cookie instead while web chat has no token
   */
  async findLoginID(reason: Reason, signal: AbortSignal, orCookie?: boolean): Promise<rule.Evidence> {
    const { tokens, cookie } = this.#context;
    const token = orCookie
      ? await this.#delivery.ask(this.chat, reason, signal)
      : await abortable(signal, () => tokens.getToken(reason, null));
    return token ? token.loginID : cookie.text();
  }

  /**
   * Gets a token of the open epoch, and applies it to web chat or rebuilds web chat.
   * @param signal ends the wait for the token
   */
  async reconcile(reason: Reason, signal: AbortSignal): Promise<void> {
    const { pending } = this.#session.value;
    const token = await this.#delivery.ask(this.chat, pending ?? reason, signal);
    this.#context.store.set({ user: this.#context.cookie.user() });
    // A listener that hears of the user may end the chat.
    const { chat } = this;
    if (!token || !chat) return;
    // Web chat broke down before it had a token, so only a new instance can use this one.
    if (!chat.token) return this.#rebuild(chat, { endSession: false });
    const goesOn = this.#session.noteToken(token);
    // IBM ends a session only with a valid token, so web chat gets the token even if it is rebuilt.
    const isApplied = chat.token.subject === token.subject && this.#delivery.apply(chat, token);
    if (isApplied && goesOn) {
      return chat.isBroken ? this.#rebuild(chat, { endSession: false }) : this.#delivery.tokenInUse(token);
    }
    // For a token that can be read, only another `sub` makes IBM refuse it.
    const changedValue = isApplied ? (token.claims.includes('sid') ? 'sid' : 'user cookie') : 'sub';
    await this.#rebuild(chat, { endSession: true, unexplained: pending ? null : changedValue });
  }

  /**
   * Runs `reconcile`. After a failure, it reports and retries until a login or logout begins.
   * @returns whether `reconcile` succeeded
   */
  async reconcileOrRetry(signal = this.nextChange, tried = 0): Promise<boolean> {
    const { cookie, life, store } = this.#context;
    try {
      await this.reconcile('expired', signal);
      return true;
    } catch (error) {
      life.throwIfAborted();
      // A login or logout that overtook this check has a token of its own.
      if (signal.aborted) return false;
      const { retryable } = error as SecureWebChatError;
      this.#session.note(retryable ? rule.noTokenYet : rule.checkFailed, cookie.text());
      store.report(error as SecureWebChatError);
      if (retryable || this.chat?.isBroken) this.retryLater(tried);
      else if (this.#session.value.owner !== null) await this.endSession();
      return false;
    }
  }

  #reconcileLater(tried?: number): void {
    this.#context.enqueue(async (signal) => void (await this.reconcileOrRetry(signal, tried))).catch(() => {});
  }

  /** Ends IBM's session of any owner, and leaves a fresh, closed chat. */
  async endSession(): Promise<void> {
    await this.lifecycle.rebuild({ open: false, endSession: true });
  }

  /** Nothing proves that the logout succeeded, so the conversation ends. */
  async logoutUnclear(): Promise<void> {
    this.#session.note(rule.logoutUnclear);
    await this.endSession();
  }

  retryLater(tried: number): void {
    this.#retry.schedule(tried, () => {
      // A closed window needs no retry, unless its launcher may be hidden until a token comes.
      if (this.chat?.isBroken && !this.chat.isOpen && !this.#session.value.pending) return;
      this.#reconcileLater(tried + 1);
    });
  }

  #rebuild({ isOpen }: WebChat, how: { endSession: boolean; unexplained?: string | null }): Promise<void> {
    return this.lifecycle.rebuild({ open: isOpen, ...how });
  }
}
