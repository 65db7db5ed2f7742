import { beforeEach, describe, expect, test, vi } from 'vitest';
import { sleep, stopwatch, within } from '../../src/clock.js';
import { uncaughtErrors } from '../uncaughtErrors.js';
import { watch } from './outcomes.js';
import { stopClock } from './stoppedClock.js';

const MAX_DELAY_MS = 2 ** 31 - 1;
const endless = () => new Promise<never>(() => {});

beforeEach(stopClock);

describe('within', () => {
  test('settles like the work and leaves no timer', async () => {
    const parent = new AbortController();
    expect(await within(1_000, parent.signal, async () => 'done')).toBe('done');
    const failure = new Error('of the work');
    await expect(within(1_000, parent.signal, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('accepts work that returns or throws synchronously', async () => {
    const { signal } = new AbortController();
    expect(await within(1_000, signal, () => 42)).toBe(42);
    const failure = new Error('at once');
    const throwing = () => {
      throw failure;
    };
    await expect(within(1_000, signal, throwing)).rejects.toBe(failure);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('rejects with a TimeoutError at the limit, not a millisecond earlier, though the work ignores its signal', async () => {
    const watched = watch(within(1_000, new AbortController().signal, endless));
    await vi.advanceTimersByTimeAsync(999);
    expect(watched.isPending).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(watched.outcome).toBeInstanceOf(DOMException);
    expect(watched.outcome).toHaveProperty('name', 'TimeoutError');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('aborts the signal of the work at the limit, with the same reason', async () => {
    let given: AbortSignal | undefined;
    const watched = watch(
      within(1_000, new AbortController().signal, (signal) => {
        given = signal;
        return endless();
      }),
    );
    expect(given?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(given?.aborted).toBe(true);
    expect(given?.reason).toBe(watched.outcome);
  });

  test('rejects with the reason of the parent, and passes it on to the work', async () => {
    const parent = new AbortController();
    const reason = new Error('destroyed');
    let given: AbortSignal | undefined;
    const watched = watch(
      within(1_000, parent.signal, (signal) => {
        given = signal;
        return endless();
      }),
    );
    parent.abort(reason);
    await vi.advanceTimersByTimeAsync(0);
    expect(watched.outcome).toBe(reason);
    expect(given?.reason).toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('does not begin the work if the parent is already aborted', async () => {
    const work = vi.fn(endless);
    const reason = new Error('over');
    await expect(within(1_000, AbortSignal.abort(reason), work)).rejects.toBe(reason);
    expect(work).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('abandons late work: its result after the limit changes nothing', async () => {
    const uncaught = uncaughtErrors();
    const watched = watch(
      within(1_000, new AbortController().signal, async () => {
        await sleep(2_000, new AbortController().signal);
        throw new Error('too late');
      }),
    );
    await vi.advanceTimersByTimeAsync(5_000);
    expect(watched.outcome).toHaveProperty('name', 'TimeoutError');
    vi.useRealTimers();
    await new Promise((resolve) => setImmediate(resolve));
    expect(uncaught).toEqual([]);
  });

  test.each([
    ['works', () => 'done'],
    ['rejects', () => Promise.reject(new Error('of the work'))],
    [
      'throws at once',
      () => {
        throw new Error('of the work');
      },
    ],
  ])('reports nothing to the console when the parent ends after work that %s', async (_how, work) => {
    const uncaught = uncaughtErrors();
    const parent = new AbortController();
    await watch(within(1_000, parent.signal, work));
    await vi.advanceTimersByTimeAsync(0);
    parent.abort(new Error('destroyed later'));
    await vi.advanceTimersByTimeAsync(0);
    vi.useRealTimers();
    await new Promise((resolve) => setImmediate(resolve));
    expect(uncaught).toEqual([]);
  });

  test.each([
    ['a limit above 2^31-1 ms', 2 ** 31],
    ['no limit', Number.POSITIVE_INFINITY],
  ])('does not fire at once for %s, as an unclamped timer would', async (_what, limitMs) => {
    const setTimer = vi.spyOn(globalThis, 'setTimeout');
    const parent = new AbortController();
    const watched = watch(within(limitMs, parent.signal, endless));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(watched.isPending).toBe(true);
    expect(setTimer.mock.calls.map(([, delayMs]) => delayMs)).toEqual([MAX_DELAY_MS]);
    parent.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('sleep', () => {
  test('resolves after the delay and leaves no timer', async () => {
    const watched = watch(sleep(1_000, new AbortController().signal));
    await vi.advanceTimersByTimeAsync(999);
    expect(watched.isPending).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(watched).toEqual({ outcome: undefined, isPending: false });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('rejects with the reason once the signal aborts, and leaves no timer', async () => {
    const parent = new AbortController();
    const watched = watch(sleep(1_000, parent.signal));
    await vi.advanceTimersByTimeAsync(500);
    const reason = new Error('destroyed');
    parent.abort(reason);
    await vi.advanceTimersByTimeAsync(0);
    expect(watched.outcome).toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('rejects at once if the signal was already aborted', async () => {
    const reason = new Error('over');
    await expect(sleep(1_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('sleeps for a delay above 2^31-1 ms instead of waking at once', async () => {
    const parent = new AbortController();
    const watched = watch(sleep(2 ** 33, parent.signal));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(watched.isPending).toBe(true);
    parent.abort();
  });
});

describe('stopwatch', () => {
  test('returns the time that has passed', () => {
    const passedMs = stopwatch();
    expect(passedMs()).toBe(0);
    vi.advanceTimersByTime(1_234);
    expect(passedMs()).toBe(1_234);
  });

  test('counts sleep, in which the monotonic clock stands still', () => {
    const passedMs = stopwatch();
    vi.setSystemTime(Date.now() + 3_600_000);
    expect(passedMs()).toBe(3_600_000);
  });

  test('continues when the wall clock is set back', () => {
    const passedMs = stopwatch();
    vi.advanceTimersByTime(5_000);
    vi.setSystemTime(Date.now() - 3_600_000);
    expect(passedMs()).toBe(5_000);
  });
});
