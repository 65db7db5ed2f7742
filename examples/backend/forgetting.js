/**
 * Forgetting: a customer who asks for it, at the assistant and here, and what nobody uses any more.
 */
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
 * May be interrupted anywhere and called again: it goes on where it was. An erasure that was not
 * written down is ordered again, which does no harm.
 *
 * @param {string} customUserID
 * @param {object} needs
 * @param {import('./store.js').Store} needs.store
 * @param {(anonymousID: string, signal?: AbortSignal) => Promise<number | null>} needs.erase Orders
 *   it of the assistant. A number: too many were ordered, wait so many milliseconds.
 * @param {number} needs.tokenLifetimeMs
 * @param {number} [needs.perMinute] The service takes four.
 * @param {(progress: Progress) => void} [needs.report]
 * @param {AbortSignal} [needs.signal]
 * @param {() => number} [needs.now]
 * @param {typeof sleep} [needs.wait]
 * @returns {Promise<boolean>} Whether there was anything to forget: false for an ID that nobody
 * has, or has any more.
 */
export async function forgetCustomer(customUserID, needs) {
  const { store, erase, tokenLifetimeMs, perMinute = 4, report = () => {}, now = Date.now, wait = sleep } = needs;
  const options = needs.signal && { signal: needs.signal };
  let nextOrderAt = 0;

  // From here on nobody can log in as this customer, so nothing more comes to what there is.
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
  if (ids.length > 0) report({ erased: ids.length, total: ids.length });
  // The rows go last, and only when nothing is left.
  const removed = await store.removeCustomer(customUserID);
  if (removed === null) throw new Error('Something came to the customer meanwhile; run the same command again.');
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

/**
 * The assistant's own call to delete what was said under an ID: `DELETE /v2/user_data`, with the
 * service's API key.
 *
 * @param {object} service
 * @param {string} service.url `https://api.<region>.assistant.watson.cloud.ibm.com/instances/<id>`,
 * from the service's credentials.
 * @param {string} service.apiKey
 */
export function createErasure({ url, apiKey }) {
  const authorization = `Basic ${Buffer.from(`apikey:${apiKey}`).toString('base64')}`;

  /**
   * Settles when the order is taken; the service carries it out within a day.
   *
   * @param {string} anonymousID The tokens' `sub`, which the assistant keeps as `customer_id`.
   * @param {AbortSignal} [signal]
   * @returns {Promise<number | null>} A number: too many orders, try again after so many
   * milliseconds.
   */
  return async function erase(anonymousID, signal) {
    const query = new URLSearchParams({ customer_id: anonymousID, version: '2024-08-25' });
    const response = await fetch(`${url}/v2/user_data?${query}`, {
      method: 'DELETE',
      headers: { authorization },
      signal: signal ?? null,
    }).catch((cause) => {
      signal?.throwIfAborted();
      throw new Error('Could not reach the assistant; check ASSISTANT_URL and that it runs.', { cause });
    });
    await response.body?.cancel();
    if (response.ok) return null;
    if (response.status === 429) return readPause(response.headers.get('retry-after'));
    throw new Error(
      `The assistant refused to delete data (status ${response.status}); check ASSISTANT_URL and ASSISTANT_API_KEY.`,
    );
  };
}

/**
 * In milliseconds; a minute where the service does not say.
 *
 * @param {string | null} retryAfter Seconds, or a date.
 */
function readPause(retryAfter) {
  if (/^\d+$/.test(retryAfter ?? '')) return Number(retryAfter) * 1000;
  const at = Date.parse(retryAfter ?? '');
  return Number.isNaN(at) ? 60_000 : Math.max(at - Date.now(), 0);
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Drops what nobody uses, now and once a day: anonymous IDs, and sessions that have expired.
 *
 * @param {object} needs
 * @param {import('./store.js').Store} needs.store
 * @param {number} needs.days Anonymous IDs unused for longer go. IBM's copy of what was said is not
 *   touched, and cannot be found by customer any more: choose no less than IBM keeps messages, and
 *   than the cookie's 45 days.
 * @param {import('pino').Logger} needs.logger
 * @param {() => number} [needs.now]
 */
export function removeUnusedDaily({ store, days, logger, now = Date.now }) {
  async function remove() {
    try {
      await store.removeSessionsExpiredAt(now());
      await store.removeAnonymousIDsUnusedSince(now() - days * dayMs);
    } catch {
      logger.error('what is not used any more could not be removed; the next try is in a day');
    }
  }

  const first = remove();
  const timer = setInterval(remove, dayMs).unref();
  return { first, stop: () => clearInterval(timer) };
}
