/** Owns when identity is looked at though nobody asked: intent, expiry ahead, other tabs, a page that was put aside. */
import { never, stopwatch, wake } from '../clock.js';
import type { ResolvedOptions } from '../options.js';
import { watchPage } from '../pageEvents.js';
import type { IdentityToken } from '../token.js';
import type { WebChat } from '../web-chat/instance.js';
import { wasOpen } from '../web-chat/tabSessions.js';
import { createRenewal } from './renewal.js';

/** A chat nobody touches must not keep a server session alive. */
const ATTENTION_MS = 300_000;
/** However often other tabs call, and a pointer passes. */
const LOOK_PAUSE_MS = 2_000;
const PREFETCH_PAUSE_MS = 10_000;
const JITTER_MS = 500;

export interface UpkeepHost {
  chat(): WebChat | null;
  /** Hides the conversation until the next `look()`. */
  cover(): void;
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
  let sinceTouch = never;
  let sincePrefetch = never;
  let sinceLook = never;
  let isLookDue = false;
  let isLookWaiting = false;
  let tellTabs: (() => void) | null = null;

  const isAttended = () => sinceTouch() <= ATTENTION_MS;
  const renewal = createRenewal(host.renew, () => !!host.chat()?.isOpen && !document.hidden && isAttended(), life);

  function channelName(): string {
    const address = typeof tokenEndpoint === 'function' ? '' : new URL(tokenEndpoint.url, document.baseURI).href;
    return ['secure-web-chat', webChat.integrationID, webChat.namespace, address].join(':');
  }

  function watch(): () => void {
    tellTabs ??= watchPage(
      {
        onLeave: host.cover,
        onReturn: host.look,
        onWake() {
          renewal.look();
          lookIfDue();
        },
        onOtherTab() {
          isLookDue = true;
          if (document.hidden) host.cover();
          lookIfDue();
        },
      },
      channelName,
      life,
    );
    return tellTabs;
  }

  function lookIfDue(): void {
    if (!isLookDue || isLookWaiting || document.hidden) return;
    isLookWaiting = true;
    const pauseMs = Math.max(Math.random() * JITTER_MS, LOOK_PAUSE_MS - sinceLook());
    wake(pauseMs, life, () => {
      isLookWaiting = false;
      if (document.hidden) return host.cover();
      isLookDue = false;
      sinceLook = stopwatch();
      host.look();
    });
  }

  function prefetch(): void {
    const chat = host.chat();
    if (chat?.token || chat?.isOpen || sincePrefetch() <= PREFETCH_PAUSE_MS) return;
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
      const wasAttended = isAttended();
      sinceTouch = stopwatch();
      if (!wasAttended) renewal.look();
      if (prefetchToken === 'intent') prefetch();
    },
    tell: () => watch()(),
  };
}
