/** Owns when to ask for a token ahead of expiry. Is handed tokens, fetches none. */
import { sleep } from './clock.js';
import type { IdentityToken } from './token.js';

/** How much of its life a token has left when it is renewed, and the bounds of that. */
const LEAD_SHARE = 0.2;
const SHORTEST_LEAD_MS = 1_000;
const LONGEST_LEAD_MS = 60_000;
/** However short the life: never more often than this. */
const SHORTEST_PAUSE_MS = 1_000;
/** Timers stand still in sleep, so the clock is looked at this often. */
const LONGEST_SLEEP_MS = 60_000;
const LONGEST_BACKOFF_MS = 60_000;

export interface Renewal {
  /** Web chat has this token now. */
  given(token: IdentityToken): void;
  /** Something changed that renewal depends on: attention, visibility. */
  look(): void;
  /** What it failed for may be over: it is tried again without waiting. */
  hurry(): void;
}

/**
 * @param renew asks for a token and gives it to web chat; a rejection is tried again, ever more slowly
 * @param isWanted whether anybody would notice
 */
export function createRenewal(renew: () => Promise<void>, isWanted: () => boolean, life: AbortSignal): Renewal {
  let token: IdentityToken | null = null;
  let dueAtAgeMs = Infinity;
  /** The same, later after a failure. */
  let nextAtAgeMs = dueAtAgeMs;
  let failures = 0;
  let isRenewing = false;
  let waiting = new AbortController();

  function look(): void {
    waiting.abort();
    if (!token || isRenewing || nextAtAgeMs === Infinity || !isWanted()) return;
    waiting = new AbortController();
    const leftMs = nextAtAgeMs - token.ageMs();
    sleep(Math.max(1, Math.min(leftMs, LONGEST_SLEEP_MS)), AbortSignal.any([life, waiting.signal])).then(
      wake,
      () => {},
    );
  }

  function wake(): void {
    if (!token || token.ageMs() < nextAtAgeMs || !isWanted()) {
      look();
      return;
    }
    const renewed = token;
    isRenewing = true;
    renew()
      .then(
        () => 0,
        () => ++failures,
      )
      .then((failed) => {
        isRenewing = false;
        // Also where nothing newer came: not again at once.
        const pauseMs = Math.min(SHORTEST_PAUSE_MS * 2 ** failed, LONGEST_BACKOFF_MS) * (0.5 + Math.random() / 2);
        if (token === renewed) nextAtAgeMs = renewed.ageMs() + pauseMs;
        look();
      });
  }

  return {
    given(next) {
      token = next;
      failures = 0;
      const lifetimeMs = next.lifetimeMs ?? Infinity;
      const leadMs = Math.min(Math.max(lifetimeMs * LEAD_SHARE, SHORTEST_LEAD_MS), LONGEST_LEAD_MS);
      nextAtAgeMs = dueAtAgeMs = Math.max(lifetimeMs - leadMs * (1 + Math.random() / 4), SHORTEST_PAUSE_MS);
      look();
    },
    look,
    hurry() {
      nextAtAgeMs = dueAtAgeMs;
      look();
    },
  };
}
