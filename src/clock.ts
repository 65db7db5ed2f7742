/** Every timer of the package, and how much time has passed. */

/** Browsers fire a longer timer at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;
const LONGEST_BACKOFF_MS = 60_000;
const LONGEST_IDLE_WAIT_MS = 5_000;
const BLIND_IDLE_MS = 200;

/**
 * Settles as `work` does, or rejects at the limit (a `TimeoutError`) or with `parent`'s reason,
 * whichever comes first. The signal of `work` then aborts. Work that ignores its signal is left
 * behind, and its later result is dropped.
 */
export async function within<Result>(
  limitMs: number,
  parent: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result> | Result,
): Promise<Result> {
  parent.throwIfAborted();
  const limit = childOf(parent);
  const { signal } = limit;
  const timer = setTimeout(
    () => limit.abort(new DOMException('It took too long', 'TimeoutError')),
    Math.min(limitMs, LONGEST_DELAY_MS),
  );
  const over = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  try {
    return await Promise.race([over, (async () => work(signal))()]);
  } finally {
    clearTimeout(timer);
    // A browser keeps a signal that somebody listens to for as long as its parent lives.
    limit.abort();
  }
}

/**
 * A controller that aborts with its parent too. (`AbortSignal.any` is not in Firefox before 124 and
 * Safari before 17.4.)
 * @param until lets go of the parent. Left out: the child does when it aborts
 */
export function childOf(parent: AbortSignal, until?: AbortSignal): AbortController {
  const child = new AbortController();
  const follow = () => child.abort(parent.reason);
  if (parent.aborted) follow();
  parent.addEventListener('abort', follow, { signal: until ?? child.signal });
  return child;
}

/** Resolves after `delayMs`; rejects with the signal's reason once it aborts. */
export function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
  return within<void>(delayMs, signal, () => new Promise(() => {})).catch(() => signal.throwIfAborted());
}

/**
 * Resolves when the browser has nothing else to do, at the latest after 5 s. Safari cannot tell, so
 * there it is 200 ms.
 */
export function idle(signal: AbortSignal): Promise<void> {
  if (!('requestIdleCallback' in window)) return sleep(BLIND_IDLE_MS, signal);
  return within(Infinity, signal, (limit) => {
    return new Promise((resolve) => {
      const id = requestIdleCallback(() => resolve(), { timeout: LONGEST_IDLE_WAIT_MS });
      limit.addEventListener('abort', () => cancelIdleCallback(id));
    });
  });
}

/** Calls `work` after `delayMs`, unless the signal aborts before. */
export function wake(delayMs: number, signal: AbortSignal, work: () => void): void {
  sleep(delayMs, signal).then(work, () => {});
}

/** Work that is tried again, ever more slowly, until it is cancelled. */
export class Retry {
  readonly #firstMs: number;
  readonly #life: AbortSignal;
  #round: AbortController;

  constructor(firstMs: number, life: AbortSignal) {
    this.#firstMs = firstMs;
    this.#life = life;
    this.#round = childOf(life);
  }

  /** Aborts when the work is cancelled or scheduled again. */
  get signal(): AbortSignal {
    return this.#round.signal;
  }

  schedule(tried: number, work: () => void): void {
    this.cancel();
    wake(backoffMs(this.#firstMs, tried), this.signal, work);
  }

  cancel(): void {
    this.#round.abort();
    this.#round = childOf(this.#life);
  }
}

/**
 * The pause before another try: twice as long each time, up to a minute, and random, so that pages
 * do not ask together.
 */
export function backoffMs(firstMs: number, tried: number): number {
  return Math.min(firstMs * 2 ** tried, LONGEST_BACKOFF_MS) * (0.5 + Math.random() / 2);
}

/**
 * Starts a stopwatch. It reads the larger of monotonic and wall time: the first stands still in
 * sleep, the second may be set back.
 */
export function stopwatch(): () => number {
  const wallAt = Date.now();
  const steadyAt = performance.now();
  return () => Math.max(Date.now() - wallAt, performance.now() - steadyAt);
}

/** A stopwatch for what has not happened yet. */
export const never = () => Infinity;
