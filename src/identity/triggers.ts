/**
 * Starts checks, prefetches and renewals that web chat did not ask for. The triggers are other
 * tabs, a page that returns, a visitor who reaches the launcher, and a token that is about to
 * expire.
 */
import { never, runAfter, stopwatch } from '../clock.js';
import type { ResolvedOptions } from '../options.js';
import { joinChannel, type TabMessage, watchPage } from '../pageEvents.js';
import type { IdentityToken } from '../token.js';
import type { WebChat } from '../web-chat/instance.js';
import { wasOpen } from '../web-chat/tabSessions.js';
import { createRenewal } from './renewal.js';

/**
 * After this time without an action of the visitor, the SDK renews no token, so that an unused chat
 * does not keep a server session alive.
 */
const IDLE_AFTER_MS = 300_000;
/** The minimum time between two checks that messages of other tabs cause. */
const CHECK_PAUSE_MS = 2_000;
const PREFETCH_PAUSE_MS = 10_000;
const JITTER_MS = 500;

export interface TriggersHost {
  readonly chat: WebChat | null;
  /** The page may be shown to somebody else before the next check. */
  hideUntilCheck(): void;
  /** Somebody may log in or out in another tab or window. */
  tabLeft(): void;
  /** The tab is in front again. */
  tabReturned(awayMs: number): void;
  /**
   * Gets a token in a new epoch.
   * @param heard the login or logout in another tab, or null for another change there. Undefined
   *   for a return to this page.
   */
  check(heard?: 'login' | 'logout' | null): void;
  /** Fetches a token before web chat asks for one. */
  prefetch(): void;
  /** Gives web chat a newer token. */
  renew(): Promise<void>;
}

export interface Triggers {
  /** Web chat is being loaded. */
  start(): void;
  /** Web chat uses this token now. */
  tokenInUse(token: IdentityToken): void;
  onViewChange(): void;
  onTouch(): void;
  /** Tells the other tabs, and the other chats of this page. */
  announce(message: TabMessage): void;
}

export function createTriggers(options: ResolvedOptions, host: TriggersHost, life: AbortSignal): Triggers {
  const { webChat, prefetchToken } = options;
  let sinceTouch = never;
  let sincePrefetch = never;

  const isIdle = () => sinceTouch() > IDLE_AFTER_MS;
  const renewal = createRenewal(
    () => host.renew(),
    () => !!host.chat?.isOpen && !document.hidden && !isIdle(),
    life,
  );
  const otherTabs = createOtherTabs(host, life);

  function prefetch(): void {
    const { chat } = host;
    if (chat?.token || chat?.isOpen || sincePrefetch() <= PREFETCH_PAUSE_MS) return;
    sincePrefetch = stopwatch();
    host.prefetch();
  }

  let sendToTabs: ((message: TabMessage) => void) | null = null;
  /** Begins to listen at the first call, because the constructor of a chat has no side effects. */
  function listen(): (message: TabMessage) => void {
    if (sendToTabs) return sendToTabs;
    watchPage(
      {
        onPageHide: () => host.hideUntilCheck(),
        onPageRestore: () => host.check(),
        onTabLeft: () => host.tabLeft(),
        onTabReturned: (awayMs) => (otherTabs.isCheckDue() ? host.hideUntilCheck() : host.tabReturned(awayMs)),
        onWake() {
          renewal.schedule();
          otherTabs.checkIfDue();
        },
      },
      life,
    );
    sendToTabs = joinChannel(otherTabs.hear, life);
    return sendToTabs;
  }

  return {
    start() {
      listen();
      const opensAutomatically = webChat.openChatByDefault || wasOpen(webChat.integrationID);
      if (prefetchToken === 'load' || (opensAutomatically && prefetchToken === 'intent')) prefetch();
    },
    tokenInUse: renewal.tokenInUse,
    onViewChange() {
      // The visitor, or the page on the visitor's behalf, has opened or closed the window.
      sinceTouch = stopwatch();
      renewal.schedule();
    },
    onTouch() {
      const wasIdle = isIdle();
      sinceTouch = stopwatch();
      if (wasIdle) renewal.schedule();
      if (prefetchToken === 'intent') prefetch();
    },
    announce: (message) => listen()(message),
  };
}

/** Runs one check after any number of messages. A hidden tab checks when it is visible again. */
function createOtherTabs(host: TriggersHost, life: AbortSignal) {
  let sinceCheck = never;
  let heard: TabMessage | null = null;
  let isWaiting = false;

  function checkIfDue(): void {
    if (!heard || isWaiting || document.hidden) return;
    isWaiting = true;
    const pauseMs = Math.max(Math.random() * JITTER_MS, CHECK_PAUSE_MS - sinceCheck());
    runAfter(pauseMs, life, () => {
      isWaiting = false;
      if (document.hidden) return host.hideUntilCheck();
      sinceCheck = stopwatch();
      host.check(heard === 'changed' ? null : heard);
      heard = null;
    });
  }

  return {
    checkIfDue,
    isCheckDue: () => !!heard,
    hear(message: TabMessage) {
      // A message "changed" does not replace an earlier "login" or "logout".
      heard = message === 'changed' ? (heard ?? message) : message;
      if (document.hidden) host.hideUntilCheck();
      checkIfDue();
    },
  };
}
