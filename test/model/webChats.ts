/**
 * The web chats of the page, as the simulator makes them, and the checks that must hold for each.
 */

import type { Chat } from '../../src/testing/chat.js';
import { createLoader } from '../../src/testing/loadWatsonAssistantChat.js';
import { type MemoryAssistant, refusing } from '../../src/testing/memoryAssistant.js';
import { Timers } from '../../src/testing/timers.js';
import type { Judge } from './judge.js';
import { type Owner, ownerOf } from './lines.js';
import type { VirtualClock } from './virtualClock.js';

const HANDLER_LIMIT_MS = 15_000;
/** Web chat's own pauses are at least as long as a request over a real network. */
const NETWORK_MS = 20;

/** Web chat's timers are not the page's own. */
class WebChatTimers extends Timers {
  readonly #clock: VirtualClock;
  #isOver = false;
  constructor(clock: VirtualClock) {
    super();
    this.#clock = clock;
  }
  override get isClosed() {
    return this.#isOver;
  }
  override after(delayMs: number, run: () => void) {
    return this.#clock.after(Math.max(delayMs, NETWORK_MS), () => this.#isOver || run());
  }
  override close() {
    this.#isOver = true;
  }
}

/** The owner of web chat, according to its token. */
export function userOf(chat: Chat): Owner | null {
  const { identityToken } = chat.core.state.get();
  return identityToken ? ownerOf(identityToken) : null;
}

export class WebChats {
  readonly #judge: Judge;
  readonly #clock: VirtualClock;
  readonly #assistant: MemoryAssistant;
  #timers: Timers;
  readonly #all: Chat[] = [];
  readonly #expired = new Set<string>();
  /** The start times of all handler calls that are still running. */
  readonly #handlers = new Set<number>();
  /** The next one will not start. */
  isNextBroken = false;
  #busRuns = 0;
  /**
   * For each token: the number of logins and logouts that the backend had seen when it issued the
   * token.
   */
  readonly #epochs = new Map<string, number>();
  #newestEpoch = 0;

  constructor(judge: Judge, clock: VirtualClock, assistant: MemoryAssistant) {
    this.#judge = judge;
    this.#clock = clock;
    this.#assistant = assistant;
    this.#timers = this.#enterPage();
  }

  /** Those that the visitor could meet. */
  get live(): Chat[] {
    return this.#all.filter(({ isOnPage }) => isOnPage);
  }

  /** An endpoint answered this token. */
  given(token: string, epoch: number): void {
    this.#epochs.set(token, epoch);
  }

  expireToken(): void {
    const token = this.live.at(-1)?.core.state.get().identityToken;
    if (token) this.#expired.add(token);
  }

  /**
   * Ends the page as a navigation does. The scripts of the old page do nothing more, even if an
   * answer was on its way.
   */
  leavePage(): void {
    this.#timers.close();
    for (const { instance, core } of this.#all) {
      instance.destroy();
      Object.assign(core.storage, { saveSession() {}, saveLauncher() {}, clearSession() {}, clearLauncher() {} });
    }
    this.#timers = this.#enterPage();
  }

  remove(): void {
    this.#timers.close();
    for (const chat of this.#all) chat.remove();
    delete window.loadWatsonAssistantChat;
    delete (window as { watsonAssistantChatSharedConfig?: unknown }).watsonAssistantChatSharedConfig;
  }

  expectHandlersInTime(): void {
    for (const startedAt of this.#handlers) {
      if (this.#clock.steadyMs - startedAt > HANDLER_LIMIT_MS) {
        this.#judge.refuse('a handler call took more than 15 s');
      }
    }
  }

  /** Web chat takes a token only after all handlers of `identityTokenExpired`. */
  expectAgreement(instance: unknown, subject: string | null): void {
    const current = this.live.find((chat) => chat.instance === instance);
    if (!current) {
      this.#judge.refuse('the state is ready without a web chat on the page');
      return;
    }
    const { identityToken, userID } = current.core.state.get();
    if (this.#busRuns > 0 || !identityToken) return;
    if (subject !== userID) this.#judge.refuse(`the state names ${subject}, web chat ${userID}`);
  }

  #enterPage(): Timers {
    const timers = new WebChatTimers(this.#clock);
    const load = createLoader({
      page: window,
      connect: () => refusing(this.#assistant.answer, this.#expired),
      timers,
      onChat: (chat) => this.#watch(chat),
    });
    window.loadWatsonAssistantChat = (options) => {
      const isBroken = this.isNextBroken;
      this.isNextBroken = false;
      return isBroken ? Promise.reject(new Error('Web chat did not start')) : load(options);
    };
    return timers;
  }

  #watch(chat: Chat): void {
    this.#all.push(chat);
    this.#watchHandler(chat);
    const { core } = chat;
    const fire = core.bus.fire.bind(core.bus);
    core.bus.fire = async (event) => {
      if (event.type !== 'identityTokenExpired') return fire(event);
      this.#busRuns++;
      return fire(event).finally(() => this.#busRuns--);
    };
    core.state.subscribe(({ identityToken: token }, before) => {
      if (!token || token === before.identityToken) return;
      if (before.isDestroyed) this.#judge.refuse('a dead web chat was given a token');
      const epoch = this.#epochs.get(token);
      if (epoch === undefined) this.#judge.refuse('web chat was given a token that no endpoint answered');
      else if (epoch < this.#newestEpoch) this.#judge.refuse('web chat was given the token of an older identity');
      else this.#newestEpoch = epoch;
    });
  }

  /** The first handler is the SDK's; others are the site's. */
  #watchHandler({ instance, core }: Chat): void {
    const { on } = instance;
    let isFirst = true;
    instance.on = ((added: { type: string; handler: (...details: never[]) => unknown }) => {
      if (added.type !== 'identityTokenExpired' || !isFirst) return on(added as never);
      isFirst = false;
      const handler = async (...details: never[]) => {
        const startedAt = this.#clock.steadyMs;
        this.#handlers.add(startedAt);
        try {
          await added.handler(...details);
          const [event] = details as unknown as [{ identityToken: string | null }];
          if (core.state.get().isDestroyed && event.identityToken) {
            this.#judge.refuse('a dead web chat was given a token');
          }
        } finally {
          this.#handlers.delete(startedAt);
        }
      };
      return on({ ...added, handler } as never);
    }) as unknown as typeof on;
  }
}
