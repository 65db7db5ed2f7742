/** What the page's own life and other tabs tell us, and the messages that we tell them. */
import { idle, stopwatch, within } from './clock.js';
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

/** Whether the browser had rendered this page ahead of time, for the visitor of that time. */
export function wasPrerendered(): boolean {
  return !!performance.getEntriesByType('navigation')[0]?.activationStart;
}

/** Resolves at once, or when a page that the browser renders ahead of time is really shown. */
export function whenShown(signal: AbortSignal): Promise<void> {
  return document.prerendering ? once(document, 'prerenderingchange', signal) : Promise.resolve();
}

/** Resolves the next time the browser comes online. */
export function whenOnline(signal: AbortSignal): Promise<void> {
  return once(window, 'online', signal);
}

/** Resolves at once, or when the page and all that it names has loaded. */
export async function whenLoaded(signal: AbortSignal): Promise<void> {
  if (documentProperty('readyState') !== 'complete') await once(window, 'load', signal);
}

/**
 * Resolves when the page has loaded and the browser is idle; never for a visitor who saves data.
 */
export async function whenIdle(signal: AbortSignal): Promise<void> {
  if (navigator.connection?.saveData) return new Promise(() => {});
  await whenLoaded(signal);
  await idle(signal);
}

function once(target: EventTarget, type: string, life: AbortSignal): Promise<void> {
  return within(Infinity, life, (signal) => {
    return new Promise((resolve) => target.addEventListener(type, () => resolve(), { signal }));
  });
}

export interface PageEvents {
  /** The page may be put aside by the browser, and shown to somebody else later. */
  onLeave(): void;
  /** The page was taken out of the back/forward cache. */
  onReturn(): void;
  /** The tab is hidden, or another window has the focus: somebody may log in or out there. */
  onBehind(): void;
  /** The tab is in front again, after so long. */
  onFront(awayMs: number): void;
  /** The page can be seen again, or the network is back. */
  onWake(): void;
}

/** Listens until `signal` aborts. */
export function watchPage(on: PageEvents, signal: AbortSignal): void {
  // A window that can be seen beside another one has not got the focus, perhaps never had it.
  const startAway = () => (document.hidden || !document.hasFocus() ? stopwatch() : null);
  let sinceBehind = startAway();
  const leave = () => {
    sinceBehind ??= stopwatch();
    on.onBehind();
  };
  const come = () => {
    const awayMs = sinceBehind?.();
    sinceBehind = startAway();
    if (awayMs !== undefined) on.onFront(awayMs);
  };
  addEventListener('pagehide', on.onLeave, { signal });
  addEventListener('pageshow', (event) => event.persisted && on.onReturn(), { signal });
  addEventListener('online', on.onWake, { signal });
  addEventListener('blur', leave, { signal });
  addEventListener('focus', come, { signal });
  const onVisibility = () => {
    if (document.hidden) return leave();
    come();
    on.onWake();
  };
  document.addEventListener('visibilitychange', onVisibility, { signal });
}

/**
 * What one tab says to the others. Anybody on this origin can say it, so it holds no token or ID.
 */
export type TabMessage = 'login' | 'logout' | 'changed';

/** Name and messages are frozen: tabs with different versions of this package hear each other. */
const CHANNEL = 'secure-web-chat';

/**
 * Hears the other tabs of the origin, and the other chats of this page, until `signal` aborts.
 * @returns the way to tell them
 */
export function joinChannel(hear: (message: TabMessage) => void, signal: AbortSignal): (message: TabMessage) => void {
  let channel: BroadcastChannel;
  try {
    channel = new BroadcastChannel(CHANNEL);
  } catch {
    // A sandboxed frame has no channel, and a page without an address no other tab.
    return () => {};
  }
  channel.addEventListener('message', ({ data }) => {
    if (data === 'login' || data === 'logout' || data === 'changed') hear(data);
  });
  signal.addEventListener('abort', () => channel.close());
  return (message) => channel.postMessage(message);
}
