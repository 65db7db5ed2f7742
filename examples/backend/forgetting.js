/**
 * Deletes the data of a customer, at the assistant and here, and rows that nobody uses any more.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {object} Progress
 * @property {number} erased
 * @property {number} total
 * @property {number} [nextAt] The time of the next order, in milliseconds since epoch.
 */

/** Node's timers take no more than 24 days. */
const MAX_WAIT_MS = 86_400_000;

/**
 * You may interrupt this function anywhere and call it again. It then continues. If an order was
 * not recorded, the function sends it again, which does no harm.
 *
 * @param {string} customUserID
 * @param {object} needs
 * @param {import('./store.js').Store} needs.store
 * @param {(anonymousID: string, signal?: AbortSignal) => Promise<number | null>} needs.erase Orders
 *   the assistant to delete. If it returns a number, wait so many milliseconds and order again.
 * @param {number} needs.tokenLifetimeMs
 * @param {number} [needs.perMinute] Orders per minute. IBM's service accepts four.
 * @param {(progress: Progress) => void} [needs.report]
 * @param {AbortSignal} [needs.signal]
 * @param {() => number} [needs.now]
 * @param {typeof sleep} [needs.wait]
 * @returns {Promise<boolean>} Whether there was anything to delete. False for an unknown ID, and
 * for a customer who is already forgotten.
 */
export async function forgetCustomer(customUserID, needs) {
  const { store, erase, tokenLifetimeMs, perMinute = 4, report = () => {}, now = Date.now, wait = sleep } = needs;
  const options = needs.signal && { signal: needs.signal };
  let nextOrderAt = 0;

  // From here on nobody can log in as this customer, so no new data is added.
  await store.retireCustomer(customUserID);
  const ids = await store.findAnonymousIDs(customUserID);
  const left = ids.filter(({ isErased }) => !isErased);
  for (const [index, { anonymousID, lastUsedAt }] of left.entries()) {
    // With a token that is still valid, the customer could add messages after the erasure.
    const nextAt = Math.max(now(), nextOrderAt, lastUsedAt + tokenLifetimeMs);
    report({ erased: ids.length - left.length + index, total: ids.length, nextAt });
    await waitUntil(nextAt);
    await order(anonymousID);
    await store.markErased(anonymousID);
  }
  if (ids.length > 0) report({ erased: ids.length, total: ids.length });
  // The rows go last, and only when nothing is left.
  const removed = await store.removeCustomer(customUserID);
  if (removed === null) {
    throw new Error(
      'Could not delete the rows because the customer got new data in the meantime; run the same command again.',
    );
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
      await wait(Math.min(ms, MAX_WAIT_MS), undefined, options);
    }
  }
}

/**
 * Orders the assistant to delete the messages under an ID: `DELETE /v2/user_data`, with the API key
 * of the service.
 *
 * @param {object} service
 * @param {string} service.url `https://api.<region>.assistant.watson.cloud.ibm.com/instances/<id>`,
 * from the service's credentials.
 * @param {string} service.apiKey
 */
export function createErasure({ url, apiKey }) {
  const authorization = `Basic ${Buffer.from(`apikey:${apiKey}`).toString('base64')}`;

  /**
   * Resolves when the service has accepted the order. The service carries it out within a day.
   *
   * @param {string} anonymousID The tokens' `sub`, which the assistant keeps as `customer_id`.
   * @param {AbortSignal} [signal]
   * @returns {Promise<number | null>} After too many orders, the milliseconds to wait; otherwise
   * null.
   */
  return async function erase(anonymousID, signal) {
    const query = new URLSearchParams({ customer_id: anonymousID, version: '2024-08-25' });
    const response = await fetch(`${url}/v2/user_data?${query}`, {
      method: 'DELETE',
      headers: { authorization },
      signal: signal ?? null,
    }).catch((cause) => {
      signal?.throwIfAborted();
      const words = 'Could not delete data because the assistant does not answer; check ASSISTANT_URL.';
      throw new Error(words, { cause });
    });
    await response.body?.cancel();
    if (response.ok) return null;
    if (response.status === 429) return readPause(response.headers.get('retry-after'));
    throw new Error(
      `Could not delete data because the assistant answered ${response.status}; check ASSISTANT_URL and ASSISTANT_API_KEY.`,
    );
  };
}

/**
 * The pause in milliseconds; one minute if the service does not say.
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
 * Deletes anonymous IDs that nobody uses and expired sessions, now and once a day.
 *
 * @param {object} needs
 * @param {import('./store.js').Store} needs.store
 * @param {number} needs.days Deletes anonymous IDs that are unused for longer. IBM's messages stay,
 *   but you can no longer find them by customer. So choose no less than the time for which IBM
 *   keeps messages, and no less than the 45 days of the cookie.
 * @param {import('pino').Logger} needs.logger
 * @param {() => number} [needs.now]
 */
export function removeUnusedDaily({ store, days, logger, now = Date.now }) {
  async function remove() {
    try {
      await store.removeSessionsExpiredAt(now());
      await store.removeAnonymousIDsUnusedSince(now() - days * dayMs);
    } catch {
      logger.error('could not delete unused rows because the database failed; the next try is in a day');
    }
  }

  const first = remove();
  const timer = setInterval(remove, dayMs).unref();
  return { first, stop: () => clearInterval(timer) };
}
