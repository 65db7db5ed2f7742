/** Owns what the page's own life tells us. */

/** Resolves at once, or when a page that the browser renders ahead of time is really shown. */
export function whenShown(signal: AbortSignal): Promise<void> {
  return 'prerendering' in document && document.prerendering
    ? once(document, 'prerenderingchange', signal)
    : Promise.resolve();
}

/** Resolves the next time the browser comes online. */
export function whenOnline(signal: AbortSignal): Promise<void> {
  return once(window, 'online', signal);
}

function once(target: EventTarget, type: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    target.addEventListener(type, () => resolve(), { once: true, signal });
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
