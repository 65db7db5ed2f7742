/** Starts, replaces and ends the running instance of web chat. */
import { abortable, never, stopwatch, within } from '../clock.js';
import { SecureWebChatError } from '../errors.js';
import type { ResolvedOptions } from '../options.js';
import { whenBodyExists, whenIdle, whenOnline, whenShown } from '../pageEvents.js';
import type { Store } from '../state.js';
import { check } from '../validation.js';
import type { WebChatHost } from './host.js';
import type { WebChatInstance } from './ibm/index.js';
import type { WebChat } from './instance.js';
import { createWebChat } from './loader.js';
import { claimNamespace, type Namespace } from './namespace.js';
import { wasOpen } from './tabSessions.js';

const SECOND_REBUILD_MS = 600_000;
/**
 * The limit, because a handler of the site may wait for the rebuild while the rebuild waits for it.
 */
const REBUILD_TIMEOUT_MS = 15_000;
const LOADING = { phase: 'loading', subject: null, expiresAt: null, error: null } as const;

export interface LifecycleHost extends WebChatHost {
  /** Web chat is about to start. */
  onStart(): void;
}

export interface Rebuild {
  /** Whether the new instance opens its window. */
  readonly open: boolean;
  /** Whether the session ends. Otherwise, the new instance continues the conversation. */
  readonly endSession: boolean;
  /**
   * The name of the value that changed without a login or logout. A second such change within ten
   * minutes ends web chat.
   */
  readonly unexplained?: string | null;
}

export class Lifecycle {
  readonly #options: ResolvedOptions;
  readonly #host: LifecycleHost;
  readonly #store: Store;
  readonly #life: AbortSignal;
  #chat: WebChat | null = null;
  #loading: Promise<WebChatInstance> | null = null;
  #sinceRebuild = never;
  #namespace: Namespace | null = null;
  /** Ends the wait for an idle browser. */
  #hurry = () => {};
  /** Settles when the session of the last instance has ended. */
  #ending = Promise.resolve();

  constructor(options: ResolvedOptions, host: LifecycleHost, store: Store, life: AbortSignal) {
    this.#options = options;
    this.#host = host;
    this.#store = store;
    this.#life = life;
  }

  /** The current instance, which exists before it renders. */
  get chat(): WebChat | null {
    return this.#chat;
  }

  /**
   * Returns the same promise while web chat is waiting, loading or ready.
   *
   * @param when `'idle'` waits for an idle browser, unless this tab had the chat open
   */
  load(when: 'now' | 'idle' = 'now'): Promise<WebChatInstance> {
    check('load({ when })', when, '"now"|"idle"');
    const waits = when === 'idle' && !wasOpen(this.#options.webChat.integrationID);
    if (!waits) this.#hurry();
    return this.#loading ?? this.#load(waits ? this.#untilWanted() : undefined);
  }

  /** Opens the window: the new instance's, if a rebuild replaces the instance meanwhile. */
  async open(): Promise<void> {
    await this.load();
    const chat = this.#chat;
    await chat?.open(true).catch((error: unknown) => {
      if (chat === this.#chat) throw error;
    });
    if (chat && chat === this.#chat) return;
    // No other instance comes if destroy() or a failure has ended web chat meanwhile.
    if (!this.#loading) throw this.#life.reason ?? this.#store.state.error;
    await this.open();
  }

  /** Replaces the instance by a new one. Never rejects. */
  async rebuild({ open, endSession, unexplained }: Rebuild): Promise<void> {
    if (!this.#chat) return;
    this.#end(endSession);
    if (unexplained && this.#sinceRebuild() < SECOND_REBUILD_MS) {
      const error = new SecureWebChatError('SUBJECT_UNSTABLE', `the ${unexplained} changed twice in 10 minutes`);
      this.#giveUp(error);
      this.#store.report(error);
      return this.#ending;
    }
    if (unexplained) this.#sinceRebuild = stopwatch();
    // Web chat cannot start offline, so the new instance waits until the browser is online.
    const online = navigator.onLine ? undefined : whenOnline(this.#life);
    const renewed = this.#load(online)
      .then(() => (open ? this.#chat?.open() : undefined))
      .catch((error) => this.#life.aborted || this.#store.report(error));
    // Offline, the start only waits, but the instance has ended, so `phase` must not stay 'ready'.
    if (online) this.#store.set(LOADING);
    else await within(REBUILD_TIMEOUT_MS, this.#life, () => renewed).catch(() => {});
  }

  /** Removes the instance and frees its namespace. Never rejects. */
  async stop({ endSession }: { endSession: boolean }): Promise<void> {
    this.#end(endSession);
    this.#loading = null;
    this.#namespace?.release(this.#ending);
    this.#namespace = null;
    // A rebuild may still be ending the session of the instance before.
    await this.#ending;
  }

  /** Resolves when the browser is idle, or at the next call of `load()` without `'idle'`. */
  #untilWanted(): Promise<void> {
    return abortable(this.#life, (signal) => {
      const hurried = new Promise<void>((resolve) => {
        this.#hurry = () => {
          // The wait may be over.
          if (!signal.aborted) this.#store.set(LOADING);
          resolve();
        };
      });
      return Promise.race([hurried, whenIdle(signal)]);
    });
  }

  async #start(wait?: Promise<void>): Promise<WebChatInstance> {
    const { webChat, script } = this.#options;
    const life = this.#life;
    if (wait) {
      await wait;
      this.#store.set(LOADING);
    }
    // A listener of the change may have ended the chat, which then claims no namespace.
    await abortable(life, () => {
      this.#namespace ??= claimNamespace(webChat.namespace);
      return this.#namespace.free;
    });
    await this.#ending;
    await whenShown(life);
    life.throwIfAborted();
    this.#host.onStart();
    const chat = await createWebChat(webChat, script, this.#host, life, (made) => {
      this.#chat = made;
    });
    await whenBodyExists(life);
    life.throwIfAborted();
    await chat.render();
    this.#store.set({ phase: 'ready' });
    return chat.instance;
  }

  /** @param wait delays the start; until then, `phase` stays the same */
  #load(wait?: Promise<void>): Promise<WebChatInstance> {
    const loading: Promise<WebChatInstance> = this.#start(wait).catch((error) => {
      if (this.#loading === loading) this.#giveUp(error);
      // A rebuild has replaced this start.
      else if (this.#loading) return this.#loading;
      // If destroy() or a second rebuild has ended this start, the error is theirs.
      throw this.#life.reason ?? this.#store.state.error ?? error;
    });
    this.#loading = loading;
    // This comes last, because a listener of the change may call load() again.
    if (!wait) this.#store.set(LOADING);
    return loading;
  }

  #giveUp(error: SecureWebChatError): void {
    void this.stop({ endSession: false });
    this.#store.set({ phase: 'failed', error, subject: null, expiresAt: null });
    if (error.code !== 'SCRIPT_FAILED') return;
    whenOnline(this.#life)
      .then(async () => this.#store.state.error === error && this.load())
      .catch(() => {});
  }

  #end(endSession: boolean): void {
    this.#ending = this.#chat?.stop({ endSession }) ?? this.#ending;
    this.#chat = null;
  }
}
