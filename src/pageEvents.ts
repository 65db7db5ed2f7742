/** The events of the page and of the browser, and the messages between tabs. */
import { abortable, idle, stopwatch } from './clock.js';
import { documentProperty } from './documentProperty.js';

declare global {
  interface Navigator {
    connection?: { saveData?: boolean };
  }
  interface Document {
    prerendering?: boolean;
  }
  interface PerformanceEntry {
    activationStart?: number;
  }
}

/** Whether the browser prerendered this page. Another visitor may have been logged in then. */
export function wasPrerendered(): boolean {
  return !!performance.getEntriesByType('navigation')[0]?.activationStart;
}

/** Resolves at once, or when the browser shows a page that it is prerendering. */
export function whenShown(signal: AbortSignal): Promise<void> {
  return document.prerendering ? once(document, 'prerenderingchange', signal) : Promise.resolve();
}

/** Resolves when the page has a body. A stylesheet can delay it for longer than web chat loads. */
export async function whenBodyExists(signal: AbortSignal): Promise<void> {
  if (!document.body) await once(document, 'DOMContentLoaded', signal);
}

/** Resolves the next time the browser comes online. */
export function whenOnline(signal: AbortSignal): Promise<void> {
  return once(window, 'online', signal);
}

/** Resolves when the page and all its resources have loaded. */
export async function whenLoaded(signal: AbortSignal): Promise<void> {
  if (documentProperty('readyState') !== 'complete') await once(window, 'load', signal);
}

/**
 * Resolves when the page has loaded and the browser is idle. Never resolves if the visitor has
 * asked the browser to save data.
 */
export async function whenIdle(signal: AbortSignal): Promise<void> {
  if (navigator.connection?.saveData) return new Promise(() => {});
  await whenLoaded(signal);
  await idle(signal);
}

function once(target: EventTarget, type: string, life: AbortSignal): Promise<void> {
  return abortable(life, (signal) => {
    return new Promise((resolve) => target.addEventListener(type, () => resolve(), { signal }));
  });
}

export interface PageEvents {
  /** The browser may put the page into the back/forward cache, and show it to somebody else. */
  onPageHide(): void;
  /** The browser has restored the page from the back/forward cache. */
  onPageRestore(): void;
  /** The tab is hidden or lost the focus. The visitor may log in or out in another tab. */
  onTabLeft(): void;
  /** The tab is visible or has the focus again. `awayMs` is the time since `onTabLeft`. */
  onTabReturned(awayMs: number): void;
  /** The page is visible again, or the network is back. */
  onWake(): void;
}

/** Calls the handlers until `signal` aborts. */
export function watchPage(on: PageEvents, signal: AbortSignal): void {
  // A visible window beside another window may never have had the focus.
  const startIfAway = () => (document.hidden || !document.hasFocus() ? stopwatch() : null);
  let sinceLeft = startIfAway();
  const leave = () => {
    sinceLeft ??= stopwatch();
    on.onTabLeft();
  };
  const comeBack = () => {
    const awayMs = sinceLeft?.();
    sinceLeft = startIfAway();
    if (awayMs !== undefined) on.onTabReturned(awayMs);
  };
  addEventListener('pagehide', on.onPageHide, { signal });
  addEventListener('pageshow', (event) => event.persisted && on.onPageRestore(), { signal });
  addEventListener('online', on.onWake, { signal });
  addEventListener('blur', leave, { signal });
  addEventListener('focus', comeBack, { signal });
  const onVisibility = () => {
    if (document.hidden) return leave();
    comeBack();
    on.onWake();
  };
  document.addEventListener('visibilitychange', onVisibility, { signal });
}

/**
 * A message from one tab to the others. Any script of the origin can send one, so a message holds
 * no token and no ID.
 */
export type TabMessage = 'login' | 'logout' | 'changed';

/** Never change the name or the messages: tabs may run different versions of this package. */
const CHANNEL = 'secure-web-chat';

/**
 * Receives messages from the other tabs of the origin and from the other chats of this page, until
 * `signal` aborts.
 * @returns a function that sends a message to them
 */
export function joinChannel(hear: (message: TabMessage) => void, signal: AbortSignal): (message: TabMessage) => void {
  let channel: BroadcastChannel;
  try {
    channel = new BroadcastChannel(CHANNEL);
  } catch {
    // A sandboxed frame has no channel, and a page without an address has no other tab.
    return () => {};
  }
  channel.addEventListener('message', ({ data }) => {
    if (data === 'login' || data === 'logout' || data === 'changed') hear(data);
  });
  signal.addEventListener('abort', () => channel.close());
  return (message) => channel.postMessage(message);
}
