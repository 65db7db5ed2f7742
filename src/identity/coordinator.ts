/**
 * Brings web chat in line with the session. Every event is only noted there; `reconcile` does the
 * rest, however often it runs. Visibility and the tab's mark follow from the session in `#note`,
 * and nowhere else.
 */
import { Retry, within } from '../clock.js';
import type { SecureWebChatError } from '../errors.js';
import type { ResolvedOptions } from '../options.js';
import type { TabMessage } from '../pageEvents.js';
import type { Store } from '../state.js';
import type { IdentityToken } from '../token.js';
import type { WebChat } from '../web-chat/instance.js';
import { Lifecycle } from '../web-chat/lifecycle.js';
import { forgetSessions } from '../web-chat/tabSessions.js';
import * as rule from './session.js';
import { createTabOwner, type TabOwner } from './tabOwner.js';
import type { Reason, TokenSource } from './tokenSource.js';
import { createTriggers, type Triggers, type TriggersHost } from './triggers.js';
import type { UserCookie } from './userCookie.js';
import { createWebChatListener, type WebChatListener } from './webChatListener.js';

const FIRST_RETRY_MS = 2_000;

export interface CoordinatorContext {
  readonly options: ResolvedOptions;
  readonly store: Store;
  readonly cookie: UserCookie;
  readonly tokens: TokenSource;
  readonly life: AbortSignal;
  /** Runs an operation once those before it are done. */
  enqueue(operation: () => Promise<void>): Promise<void>;
}

export class Coordinator implements TriggersHost {
  readonly lifecycle: Lifecycle;
  readonly #context: CoordinatorContext;
  readonly #triggers: Triggers;
  readonly #tabOwner: TabOwner;
  readonly #retry: Retry;
  readonly #listener: WebChatListener;
  #session = rule.NEW_SESSION;

  constructor(context: CoordinatorContext) {
    const { options, store, life } = context;
    const { integrationID, namespace = '' } = options.webChat;
    this.#context = context;
    this.#retry = new Retry(FIRST_RETRY_MS, life);
    this.#tabOwner = createTabOwner(`${integrationID}:${namespace}`, () => forgetSessions(integrationID));
    this.#triggers = createTriggers(options, this, life);
    this.#listener = createWebChatListener(this, context, this.#triggers);
    this.lifecycle = new Lifecycle(options, this.#listener, store, life);
  }

  get chat(): WebChat | null {
    return this.lifecycle.chat;
  }

  /** The login that was named last: by a token, or by the user cookie until one has come. */
  get named(): string | null {
    const { subject, visitor } = this.#session;
    if (subject === null) return this.#context.cookie.text();
    return typeof visitor === 'string' ? visitor : null;
  }

  // What happens

  /** @returns the way to take a refused login back */
  changeBegins(change: 'login' | 'logout'): () => void {
    const { pending } = this.#session;
    this.#note(rule.changeBegins(this.#session, change));
    return () => this.#note(rule.changeRefused(this.#session, pending));
  }

  /** Tells the other tabs, and the other chats of this page. */
  announce(message: TabMessage): void {
    this.#triggers.announce(message);
  }

  putAside(): void {
    this.#note(rule.putAside(this.#session));
  }

  /** Something outside this page may have made the visitor someone else. */
  check(heard: 'login' | 'logout' | null = null): void {
    this.#later(async () => {
      await this.#context.tokens.renewEpoch();
      const noted = heard ? rule.changeHeard(this.#session, heard) : rule.returnBegins(this.#session);
      this.#note(rule.checkBegins(noted));
      await this.settle();
    });
  }

  /** A login or logout is about to begin: what is still tried on behalf of the last one is over. */
  cancelRetry(): void {
    this.#retry.cancel();
  }

  /** The login or logout was refused, and so what it interrupted goes on. */
  resume(): void {
    if (this.#session.pending || this.chat?.isBroken) this.#later(() => this.settle());
  }

  /**
   * Web chat asked for a token, and waits for it. With the first one it finds what the last page
   * left in this tab, so that is judged before.
   * @returns whether the running instance can go on under the token
   */
  tokenAsked(token: IdentityToken): boolean {
    const next = this.#session.subject === null ? this.#firstToken(token) : this.#nextToken(token);
    this.#note(next);
    const goesOn = rule.goesOn(next, token.subject, this.#keeps);
    if (goesOn) this.#took(token);
    else this.#later(() => this.settle());
    return goesOn;
  }

  messageSent(): void {
    this.#note(rule.messageSent(this.#session));
  }

  windowChanged(): void {
    const { chat } = this;
    // A window that the last page left open is rendered late.
    this.#note(this.#session);
    if (chat?.isBroken && chat.isOpen) this.retryLater(0);
  }

  instanceEnded(isOver: boolean): void {
    this.#note((isOver ? rule.conversationEnded : rule.instanceEnded)(this.#session));
  }

  prefetch(): void {
    this.#context.tokens.getToken('prefetch', null).catch(() => {});
  }

  async renew(): Promise<void> {
    const { enqueue, life, store } = this.#context;
    try {
      await enqueue(() => this.reconcile('renewal'));
    } catch (error) {
      life.throwIfAborted();
      store.report(error as SecureWebChatError);
      throw error;
    }
  }

  // What is done about it

  /**
   * The login that the open epoch's token names, or else the user cookie; undefined if the evidence
   * contradicts itself.
   * @param ifNeeded asks for no token unless web chat has one
   */
  async lookUp(reason: Reason, signal: AbortSignal, ifNeeded = false): Promise<rule.Evidence> {
    const { tokens, cookie } = this.#context;
    const token = ifNeeded
      ? await this.#ask(reason, signal)
      : await within(Infinity, signal, () => tokens.getToken(reason, null));
    return token ? token.loginID : cookie.text();
  }

  /** Takes the open epoch's token, and does with web chat what it calls for. */
  async reconcile(reason: Reason = 'expired', signal = this.#context.life): Promise<void> {
    const { pending } = this.#session;
    const token = await this.#ask(pending ?? reason, signal);
    this.#context.store.set({ user: this.#context.cookie.read() });
    // Whoever is told of the user may end the chat.
    const { chat } = this;
    if (!token || !chat) return;
    if (!chat.token) return this.#rebuild(chat, { endSession: false });
    this.#note(this.#nextToken(token));
    const goesOn = rule.goesOn(this.#session, token.subject, this.#keeps);
    // IBM ends a session only under a good token, so a conversation that cannot go on gets it too.
    const isSame = chat.token.subject === token.subject;
    const isApplied = isSame && this.#apply(chat, token);
    if (isApplied && goesOn && !chat.isBroken) return this.#took(token);
    if (isApplied && goesOn) return this.#rebuild(chat, { endSession: false });
    const changed = isSame ? (token.claims.includes('sid') ? 'sid' : 'user cookie') : 'sub';
    await this.#rebuild(chat, { endSession: true, unexplained: pending ? null : changed });
  }

  /** The same, with its trouble reported and tried again until another login or logout begins. */
  async settle(tried = 0): Promise<void> {
    const { cookie, life, store } = this.#context;
    const { signal } = this.#retry;
    try {
      await this.reconcile('expired', signal);
    } catch (error) {
      life.throwIfAborted();
      const { retryable } = error as SecureWebChatError;
      const isRetried = retryable || this.chat?.isBroken;
      const note = retryable ? rule.noTokenYet : rule.checkFailed;
      this.#note(note(this.#session, cookie.text()));
      if (signal.aborted) return;
      store.report(error as SecureWebChatError);
      if (isRetried) this.retryLater(tried);
      else if (this.#session.owner !== null) await this.endSession();
    }
  }

  /** Ends the session, whoever's it was, and leaves a fresh, closed chat. */
  async endSession(): Promise<void> {
    await this.lifecycle.rebuild({ open: false, endSession: true, unexplained: null });
  }

  /** Nobody can say whether the logout is done, so nobody sees the conversation again. */
  async logoutUnclear(): Promise<void> {
    this.#note(rule.logoutUnclear(this.#session));
    await this.endSession();
  }

  retryLater(tried: number): void {
    this.#retry.schedule(tried, () => {
      // Nobody waits in front of a closed window.
      if (this.chat?.isBroken && !this.chat.isOpen) return;
      this.#later(() => this.settle(tried + 1));
    });
  }

  #rebuild({ isOpen }: WebChat, how: { endSession: boolean; unexplained?: string | null }): Promise<void> {
    return this.lifecycle.rebuild({ open: isOpen, unexplained: null, ...how });
  }

  #nextToken(token: IdentityToken): rule.Session {
    return rule.tokenCame(this.#session, token, this.#keeps);
  }

  #firstToken(token: IdentityToken): rule.Session {
    const matches = this.#tabOwner.exists() ? (mark: string) => this.#tabOwner.matches(mark) : null;
    const [next, isKept] = rule.firstTokenCame(this.#session, token, matches, this.#keeps);
    forgetSessions(this.#context.options.webChat.integrationID, '', isKept ? token.subject : undefined);
    return next;
  }

  /** Web chat that has no token yet needs none now: it asks when it is opened. */
  async #ask(reason: Reason, signal: AbortSignal): Promise<IdentityToken | null> {
    const { chat } = this;
    if (!chat || !(chat.token || chat.isBroken)) return null;
    const refused = reason === 'renewal' || chat.isBroken ? chat.token : null;
    return within(Infinity, signal, () => this.#context.tokens.getToken(reason, refused));
  }

  /** @returns whether this instance can go on under the token */
  #apply(chat: WebChat, token: IdentityToken): boolean {
    try {
      if (chat.token !== token) chat.apply(token);
      this.#listener.pushed();
      return true;
    } catch (error) {
      this.#context.store.report(error as SecureWebChatError);
      return (error as SecureWebChatError).code === 'SECURITY_OFF';
    }
  }

  #took(token: IdentityToken): void {
    const { store, cookie } = this.#context;
    if (token.expiresAt === null && !store.state.subject) {
      console.warn('secure-web-chat: the identity token never expires: it has no "exp".');
    }
    store.set({ subject: token.subject, expiresAt: token.expiresAt, user: cookie.read() });
    store.recovered('TOKEN_UNAVAILABLE', 'TOKEN_DENIED', 'TOKEN_INVALID');
    this.#triggers.given(token);
  }

  get #keeps(): boolean {
    return this.#context.options.conversationAfterLogout === 'keep';
  }

  #later(operation: () => Promise<void>): void {
    this.#context.enqueue(operation).catch(() => {});
  }

  /** The only place where the session changes, and all that follows from it. */
  #note(next: rule.Session): void {
    this.#session = next;
    const mark = rule.markOf(next);
    if (mark !== undefined) this.#tabOwner.write(mark);
    this.chat?.setHidden(rule.isHidden(next, this.#keeps));
  }
}
