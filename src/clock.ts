/** All timers of the package, and the measurement of elapsed time. */

/** Browsers fire a timer with a longer delay at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;
const MAX_BACKOFF_MS = 60_000;
const FIRST_RETRY_MS = 2_000;
const MAX_IDLE_WAIT_MS = 5_000;
const BLIND_IDLE_MS = 200;

/**
 * Settles with the result of `work`. If the limit passes first, it rejects with a `TimeoutError`.
 * If `parent` aborts first, it rejects with `parent`'s reason. In each case, the signal of `work`
 * aborts. If `work` ignores its signal, its later result is dropped.
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
    Math.min(limitMs, MAX_DELAY_MS),
  );
  const over = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  try {
    return await Promise.race([over, (async () => work(signal))()]);
  } finally {
    clearTimeout(timer);
    // Without the abort, the listener on `parent` would keep this signal in memory.
    limit.abort();
  }
}

/** Waits like `within`, but without a limit. Only the abort of `parent` ends the wait early. */
export const abortable = <Result>(
  parent: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result> | Result,
): Promise<Result> => within(Infinity, parent, work);

/**
 * Creates a controller that also aborts when its parent aborts. Firefox before 124 and Safari
 * before 17.4 have no `AbortSignal.any`, which would do the same.
 * @param until the signal that ends the connection to the parent; by default the child's own
 */
export function childOf(parent: AbortSignal, until?: AbortSignal): AbortController {
  const child = new AbortController();
  const follow = () => child.abort(parent.reason);
  if (parent.aborted) follow();
  parent.addEventListener('abort', follow, { signal: until ?? child.signal });
  return child;
}

/** Resolves after `delayMs`, or rejects with the signal's reason if the signal aborts first. */
export function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
  return within<void>(delayMs, signal, () => new Promise(() => {})).catch(() => signal.throwIfAborted());
}

/**
 * Resolves when the browser is idle, after 5 s at most. Safari cannot report an idle browser, so
 * the function waits 200 ms there.
 */
export function idle(signal: AbortSignal): Promise<void> {
  if (!('requestIdleCallback' in window)) return sleep(BLIND_IDLE_MS, signal);
  return abortable(signal, (limit) => {
    return new Promise((resolve) => {
      const id = requestIdleCallback(() => resolve(), { timeout: MAX_IDLE_WAIT_MS });
      limit.addEventListener('abort', () => cancelIdleCallback(id));
    });
  });
}

/** Calls `work` after `delayMs`, unless the signal aborts first. */
export function runAfter(delayMs: number, signal: AbortSignal, work: () => void): void {
  sleep(delayMs, signal).then(work, () => {});
}

/** Repeats work with growing pauses until the retry is cancelled. */
export class Retry {
  readonly #life: AbortSignal;
  readonly #hurry: (signal: AbortSignal) => Promise<void>;
  #round: AbortController;
  #pause = new AbortController();

  /** @param hurry returns a promise that resolves when a pause must end early */
  constructor(life: AbortSignal, hurry: (signal: AbortSignal) => Promise<void>) {
    this.#life = life;
    this.#hurry = hurry;
    this.#round = childOf(life);
  }

  /** Aborts when the retry is cancelled. */
  get signal(): AbortSignal {
    return this.#round.signal;
  }

  schedule(tried: number, work: () => void): void {
    this.#pause.abort();
    this.#pause = childOf(this.signal);
    const { signal } = this.#pause;
    Promise.race([sleep(backoffMs(FIRST_RETRY_MS, tried), signal), this.#hurry(signal)]).then(work, () => {});
  }

  cancel(): void {
    this.#round.abort();
    this.#round = childOf(this.#life);
  }
}

/**
 * Returns the pause before the next attempt, in milliseconds. The pause doubles with each attempt,
 * up to a minute. It is partly random, so that many pages do not send their requests together.
 */
export function backoffMs(firstMs: number, tried: number): number {
  return Math.min(firstMs * 2 ** tried, MAX_BACKOFF_MS) * (0.5 + Math.random() / 2);
}

/**
 * Starts a stopwatch, which returns the elapsed time in milliseconds. It compares the monotonic
 * clock and the wall clock, and returns the larger value. The monotonic clock stops while the
 * device sleeps, and somebody can set the wall clock back.
 */
export function stopwatch(): () => number {
  const wallAt = Date.now();
  const steadyAt = performance.now();
  return () => Math.max(Date.now() - wallAt, performance.now() - steadyAt);
}

/** A stopwatch for an event that has not happened yet. */
export const never = () => Infinity;
