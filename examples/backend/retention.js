/** How long what nobody uses is kept: looked at when the backend starts, and once a day. */

const dayMs = 24 * 60 * 60 * 1000;

/**
 * @param {object} needs
 * @param {import('./store.js').Store} needs.store
 * @param {number | undefined} needs.days Anonymous IDs unused for longer go. Left out: they stay. IBM's copy of what was said is not
 *   touched, and cannot be found by customer any more: choose no less than IBM keeps messages, and than the cookie's 45 days.
 * @param {import('pino').Logger} needs.logger
 * @param {() => number} [needs.now]
 */
export function removeUnusedDaily({ store, days, logger, now = Date.now }) {
  async function remove() {
    try {
      await store.removeSessionsExpiredAt(now());
      if (days !== undefined) await store.removeAnonymousIDsUnusedSince(now() - days * dayMs);
    } catch {
      logger.error('what is not used any more could not be removed; the next try is in a day');
    }
  }

  const first = remove();
  const timer = setInterval(remove, dayMs).unref();
  return { first, stop: () => clearInterval(timer) };
}
