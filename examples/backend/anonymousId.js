/** The anonymous ID: what the assistant knows a browser by (`sub`), before, during and after a login. */
import { randomUUID } from 'node:crypto';

/** @import { Request, Response } from 'express' */

const format = /^anon-[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

/**
 * @param {object} needs
 * @param {import('./store.js').Store} needs.store
 * @param {import('./cookies.js').Cookie} needs.cookie
 * @param {() => number} needs.now
 */
export function createAnonymousIDs({ store, cookie, now }) {
  /**
   * The browser's ID, kept as long as it may be: one that is malformed, that this backend never gave out, or that belongs to
   * another customer is replaced, so that deleting one customer's data at IBM never touches another's.
   *
   * @param {Request} request
   * @param {Response} response
   * @param {string | null} customUserID Who is logged in.
   */
  async function getOrSetAnonymousID(request, response, customUserID) {
    const known = cookie.read(request);
    if (known === undefined || !format.test(known) || !(await store.claimAnonymousID(known, customUserID, now()))) {
      return setNewAnonymousID(response, customUserID);
    }
    cookie.write(response, known);
    return known;
  }

  /**
   * @param {Response} response
   * @param {string | null} customUserID
   */
  async function setNewAnonymousID(response, customUserID) {
    const anonymousID = `anon-${randomUUID()}`;
    await store.addAnonymousID(anonymousID, customUserID, now());
    cookie.write(response, anonymousID);
    return anonymousID;
  }

  return { getOrSetAnonymousID, setNewAnonymousID };
}
