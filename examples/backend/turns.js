/** Turns: a kind of work is done so many at once, and the rest waits here, where it is in nobody's way. */
import { Refusal } from './refusal.js';

/**
 * Work that is begun for everybody at once fills the queues that all routes share, for the database's connections and for
 * Node's threads, and whoever asks for something else waits behind all of it.
 *
 * @param {object} limits
 * @param {number} limits.atOnce
 * @param {number} limits.waiting How many may wait; who comes then is asked to come again.
 */
export function createTurns({ atOnce, waiting }) {
  let free = atOnce;
  /** @type {(() => void)[]} */
  const queue = [];

  /**
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  return async function inTurn(work) {
    if (free > 0) free--;
    else await join();
    return work().finally(leave);
  };

  /** @returns {Promise<void>} */
  function join() {
    if (queue.length < waiting) return new Promise((resolve) => queue.push(resolve));
    throw new Refusal(503, 'The request was refused because too many are waiting; try again in 5 seconds.', {
      retryAfterSeconds: 5,
    });
  }

  function leave() {
    const next = queue.shift();
    if (next) next();
    else free++;
  }
}
