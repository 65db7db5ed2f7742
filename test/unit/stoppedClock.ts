/** A clock that stands still until the test moves it. */
import { onTestFinished, vi } from 'vitest';

export const NOW = Date.parse('2026-11-21T12:00:00Z');

/** Stops the clock at {@link NOW}; the test moves it. */
export function stopClock(): void {
  vi.useFakeTimers({ now: NOW });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}
