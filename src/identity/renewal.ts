/**
 * Decides when to renew a token before it expires. The renewal receives tokens and fetches none.
 */
import { backoffMs, childOf, runAfter } from '../clock.js';
import type { IdentityToken } from '../token.js';

/** A token is renewed when this share of its life is left, within the two bounds. */
const LEAD_SHARE = 0.2;
const MIN_LEAD_MS = 1_000;
const MAX_LEAD_MS = 60_000;
/** However short its life, a token is not renewed more often than this. */
const MIN_PAUSE_MS = 1_000;
/** Timers stop while the device sleeps, so the age is checked this often. */
const MAX_SLEEP_MS = 60_000;

export interface Renewal {
  /** Web chat uses this token now. */
  tokenInUse(token: IdentityToken): void;
  /**
   * Schedules the renewal again, because the visitor's activity, the visibility or the network has
   * changed. A failed renewal is repeated at once.
   */
  schedule(): void;
}

/**
 * @param renew asks for a token and gives it to web chat; a rejection is tried again, ever more
 *   slowly
 * @param isWanted returns whether the visitor is using the chat
 */
export function createRenewal(renew: () => Promise<void>, isWanted: () => boolean, life: AbortSignal): Renewal {
  let token: IdentityToken | null = null;
  let dueAtAgeMs = Infinity;
  /** The age at which the next attempt is made: the due age, or later after a failure. */
  let nextAtAgeMs = Infinity;
  let failures = 0;
  let isRenewing = false;
  let waiting = childOf(life);

  function wait(): void {
    waiting.abort();
    waiting = childOf(life);
    if (!token || isRenewing || nextAtAgeMs === Infinity || !isWanted()) return;
    const leftMs = nextAtAgeMs - token.ageMs();
    // A timer of less than a millisecond may fire before any time has passed.
    if (leftMs > 0) runAfter(Math.max(1, Math.min(leftMs, MAX_SLEEP_MS)), waiting.signal, wait);
    else void ask(token);
  }

  async function ask(renewed: IdentityToken): Promise<void> {
    isRenewing = true;
    const failed = await renew().then(
      () => 0,
      () => ++failures,
    );
    isRenewing = false;
    // If no newer token came, the next attempt is delayed.
    if (token === renewed) nextAtAgeMs = renewed.ageMs() + backoffMs(MIN_PAUSE_MS, failed);
    wait();
  }

  return {
    tokenInUse(next) {
      token = next;
      failures = 0;
      const lifetimeMs = next.lifetimeMs ?? Infinity;
      const leadMs = Math.min(Math.max(lifetimeMs * LEAD_SHARE, MIN_LEAD_MS), MAX_LEAD_MS);
      nextAtAgeMs = dueAtAgeMs = Math.max(lifetimeMs - leadMs * (1 + Math.random() / 4), MIN_PAUSE_MS);
      wait();
    },
    schedule() {
      nextAtAgeMs = dueAtAgeMs;
      wait();
    },
  };
}
