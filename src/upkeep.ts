/** Owns when identity is looked at though nobody asked: intent, expiry ahead, other tabs, a page that was put aside. */
import { sleep, stopwatch } from './clock.js';
import type { ResolvedOptions } from './options.js';
import { watchPage } from './page.js';
import { createRenewal } from './renewal.js';
import type { IdentityToken } from './token.js';
import type { WebChat } from './webChat.js';

/** A chat nobody touches must not keep a server session alive. */
const ATTENTION_MS = 300_000;
/** However often other tabs call, and a pointer passes. */
const LOOK_PAUSE_MS = 2_000;
const PREFETCH_PAUSE_MS = 10_000;
const JITTER_MS = 500;

export interface UpkeepHost {
  chat(): WebChat | null;
  /** Takes a token in a new epoch and gives it to web chat, where that has one. */
  look(): void;
  /** Has a token at hand for when web chat asks. */
  prefetch(): void;
  /** Gives web chat a newer token. */
  renew(): Promise<void>;
}

export interface Upkeep {
  /** Web chat is being loaded. */
  start(): void;
  given(token: IdentityToken): void;
  onView(): void;
  onTouch(): void;
  /** Lets the other tabs look too. */
  tell(): void;
}

export function createUpkeep(options: ResolvedOptions, host: UpkeepHost, life: AbortSignal): Upkeep {
  const { webChat, prefetchToken, tokenEndpoint } = options;
  let sinceTouch: (() => number) | null = null;
  let sincePrefetch: (() => number) | null = null;
  let sinceLook: (() => number) | null = null;
  let isLookDue = false;
  let isLookWaiting = false;
  let tellTabs: (() => void) | null = null;

  const isOver = (since: (() => number) | null, limitMs: number) => !since || since() > limitMs;
  const renewal = createRenewal(
    host.renew,
    () => !!host.chat()?.isOpen && !document.hidden && !isOver(sinceTouch, ATTENTION_MS),
    life,
  );

  function watch(): () => void {
    const address = typeof tokenEndpoint === 'function' ? '' : tokenEndpoint.url;
    tellTabs ??= watchPage(
      {
        onLeave: () => host.chat()?.hide(),
        onReturn: host.look,
        onWake() {
          renewal.hurry();
          lookIfDue();
        },
        onOtherTab() {
          isLookDue = true;
          if (document.hidden) host.chat()?.hide();
          lookIfDue();
        },
      },
      ['secure-web-chat', webChat.integrationID, webChat.namespace, address].join(':'),
      life,
    );
    return tellTabs;
  }

  function lookIfDue(): void {
    if (!isLookDue || isLookWaiting || document.hidden) return;
    isLookWaiting = true;
    const pauseMs = Math.max(Math.random() * JITTER_MS, sinceLook ? LOOK_PAUSE_MS - sinceLook() : 0);
    sleep(pauseMs, life).then(
      () => {
        isLookWaiting = false;
        if (document.hidden) {
          host.chat()?.hide();
          return;
        }
        isLookDue = false;
        sinceLook = stopwatch();
        host.look();
      },
      () => {},
    );
  }

  function prefetch(): void {
    const chat = host.chat();
    if (chat?.token || chat?.isOpen || !isOver(sincePrefetch, PREFETCH_PAUSE_MS)) return;
    sincePrefetch = stopwatch();
    host.prefetch();
  }

  return {
    start() {
      watch();
      const opensByItself = webChat.openChatByDefault || wasOpen(webChat.integrationID);
      if (prefetchToken === 'load' || (opensByItself && prefetchToken === 'intent')) prefetch();
    },
    given: renewal.given,
    onView() {
      sinceTouch = stopwatch();
      renewal.look();
    },
    onTouch() {
      const wasIdle = isOver(sinceTouch, ATTENTION_MS);
      sinceTouch = stopwatch();
      if (wasIdle) renewal.look();
      if (prefetchToken === 'intent') prefetch();
    },
    tell: () => watch()(),
  };
}

/** Web chat opens again by itself where the tab's last page left it open; its stored view says so (facts E). */
function wasOpen(integrationID: string): boolean {
  try {
    return Object.entries(sessionStorage).some(
      ([key, value]) => key.endsWith(integrationID) && /"mainWindow":true/.test(String(value)),
    );
  } catch {
    return false;
  }
}
