/** Forgetting a customer: what was said under each of their anonymous IDs is deleted at the assistant, then their rows here. */
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {object} Progress
 * @property {number} erased
 * @property {number} total
 * @property {number} [nextAt] When the next one's turn comes, in milliseconds since epoch.
 */

/** Node's timers take no more than 24 days. */
const LONGEST_WAIT_MS = 86_400_000;

/**
 * May be interrupted anywhere and called again: it goes on where it was. An erasure that was not written down is ordered again,
 * which does no harm.
 *
 * @param {string} customUserID
 * @param {object} needs
 * @param {import('./store.js').Store} needs.store
 * @param {(anonymousID: string, signal?: AbortSignal) => Promise<number | null>} needs.erase Orders it of the assistant. A number:
 *   too many were ordered, wait so many milliseconds.
 * @param {number} needs.tokenLifetimeMs
 * @param {number} [needs.perMinute] The service takes four.
 * @param {(progress: Progress) => void} [needs.report]
 * @param {AbortSignal} [needs.signal]
 * @param {() => number} [needs.now]
 * @param {typeof sleep} [needs.wait]
 * @returns {Promise<boolean>} Whether there was anything to forget: false for an ID that nobody has, or has any more.
 */
export async function forgetCustomer(customUserID, needs) {
  const { store, erase, tokenLifetimeMs, perMinute = 4, report = () => {}, now = Date.now, wait = sleep } = needs;
  const options = needs.signal && { signal: needs.signal };
  let nextOrderAt = 0;

  // The rows go last, and only when nothing is left.
  let removed = await store.removeCustomer(customUserID);
  while (removed === null) {
    await store.retireCustomer(customUserID);
    const ids = await store.findAnonymousIDs(customUserID);
    const left = ids.filter(({ isErased }) => !isErased);
    for (const [index, { anonymousID, lastUsedAt }] of left.entries()) {
      // What is said with a token that is still good would come after the erasure.
      const nextAt = Math.max(now(), nextOrderAt, lastUsedAt + tokenLifetimeMs);
      report({ erased: ids.length - left.length + index, total: ids.length, nextAt });
      await waitUntil(nextAt);
      await order(anonymousID);
      await store.markErased(anonymousID);
    }
    report({ erased: ids.length, total: ids.length });
    // null: a login came in between.
    removed = await store.removeCustomer(customUserID);
  }
  return removed > 0;

  /** @param {string} anonymousID */
  async function order(anonymousID) {
    for (;;) {
      nextOrderAt = now() + 60_000 / perMinute;
      const delayMs = await erase(anonymousID, needs.signal);
      if (delayMs === null) return;
      await waitUntil(Math.max(nextOrderAt, now() + delayMs));
    }
  }

  /** @param {number} at */
  async function waitUntil(at) {
    needs.signal?.throwIfAborted();
    for (let ms = at - now(); ms > 0; ms = at - now()) {
      await wait(Math.min(ms, LONGEST_WAIT_MS), undefined, options);
    }
  }
}
