/** Owns what the page's own life and other tabs tell us, and the one message that we tell them. */
import { within } from './clock.js';

declare global {
  interface Document {
    prerendering?: boolean;
  }
}

/** Resolves at once, or when a page that the browser renders ahead of time is really shown. */
export function whenShown(signal: AbortSignal): Promise<void> {
  return document.prerendering ? once(document, 'prerenderingchange', signal) : Promise.resolve();
}

/** Resolves the next time the browser comes online. */
export function whenOnline(signal: AbortSignal): Promise<void> {
  return once(window, 'online', signal);
}

function once(target: EventTarget, type: string, life: AbortSignal): Promise<void> {
  return within(Infinity, life, (signal) => {
    return new Promise((resolve) => target.addEventListener(type, () => resolve(), { signal }));
  });
}

export interface PageEvents {
  /** The page may be put aside by the browser, and shown to somebody else later. */
  onLeave(): void;
  /** It was taken out of the back/forward cache. */
  onReturn(): void;
  /** It can be seen again, or the network is back. */
  onWake(): void;
  /** Somebody logged in or out in another tab. Anybody on this origin can say so. */
  onOtherTab(): void;
}

/** Listens until `signal` aborts. @returns the way to tell the other tabs */
export function watchPage(on: PageEvents, channelName: () => string, signal: AbortSignal): () => void {
  addEventListener('pagehide', on.onLeave, { signal });
  addEventListener('pageshow', (event) => event.persisted && on.onReturn(), { signal });
  addEventListener('online', on.onWake, { signal });
  document.addEventListener('visibilitychange', () => document.hidden || on.onWake(), { signal });
  let channel: BroadcastChannel;
  try {
    channel = new BroadcastChannel(channelName());
  } catch {
    // A sandboxed frame has no channel, and a page without an address no other tab.
    return () => {};
  }
  channel.addEventListener('message', on.onOtherTab);
  signal.addEventListener('abort', () => channel.close());
  return () => channel.postMessage('changed');
}
