/** Forgetting a customer: what was said under each of their anonymous IDs is deleted at the assistant, then their rows here. */
import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {{ erased: number, total: number }} Progress */

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
 */
export async function forgetCustomer(customUserID, needs) {
  const { store, erase, tokenLifetimeMs, perMinute = 4, report = () => {}, now = Date.now, wait = sleep } = needs;
  const options = needs.signal && { signal: needs.signal };
  let nextOrderAt = 0;

  // Again, if a login came in between: the rows go last, and only when nothing is left.
  while (!(await store.removeCustomer(customUserID))) {
    await store.retireCustomer(customUserID);
    const ids = await store.findAnonymousIDs(customUserID);
    const left = ids.filter(({ isErased }) => !isErased);
    for (const [index, { anonymousID, lastUsedAt }] of left.entries()) {
      report({ erased: ids.length - left.length + index, total: ids.length });
      // What is said with a token that is still good would come after the erasure.
      await waitUntil(Math.max(nextOrderAt, lastUsedAt + tokenLifetimeMs));
      await order(anonymousID);
      await store.markErased(anonymousID);
    }
    report({ erased: ids.length, total: ids.length });
  }

  /** @param {string} anonymousID */
  async function order(anonymousID) {
    for (;;) {
      nextOrderAt = now() + 60_000 / perMinute;
      const delayMs = await erase(anonymousID, needs.signal);
      if (delayMs === null) return;
      await waitUntil(now() + delayMs);
    }
  }

  /** @param {number} at */
  async function waitUntil(at) {
    needs.signal?.throwIfAborted();
    const ms = at - now();
    if (ms > 0) await wait(ms, undefined, options);
  }
}
