/** A login that lasts: the session cookie, the session behind it, and the readable cookie beside it. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';

/** @import { Request, Response } from 'express' */

/**
 * @param {object} needs
 * @param {import('./store.js').Store} needs.store
 * @param {{ session: import('./cookies.js').Cookie, sessionInfo: import('./cookies.js').Cookie }} needs.cookies
 * @param {number} needs.sessionLifetimeMs
 * @param {() => number} needs.now
 */
export function createSessions({ store, cookies, sessionLifetimeMs, now }) {
  /**
   * Always a new cookie, and an end to the one that came: a cookie planted before the login is worth nothing after it.
   *
   * @param {Request} request
   * @param {Response} response
   * @param {import('./store.js').User} user
   */
  async function start(request, response, { userName, customUserID }) {
    await revoke(request);
    await store.removeSessionsExpiredAt(now());
    const secret = randomBytes(32).toString('base64url');
    const expiresAt = now() + sessionLifetimeMs;
    await store.addSession({ key: keyOf(secret), sid: randomUUID(), userName, customUserID, expiresAt });
    cookies.session.write(response, secret);
    cookies.sessionInfo.write(response, JSON.stringify({ userName, customUserID }));
  }

  /**
   * Reading a session does not extend it: web chat asks for tokens by itself, and would keep an absent user logged in.
   *
   * @param {Request} request
   * @param {Response} response
   * @returns {Promise<import('./store.js').Session | null>} null: nobody is logged in.
   */
  async function read(request, response) {
    const secret = cookies.session.read(request);
    const session = secret === undefined ? undefined : await store.findSession(keyOf(secret));
    if (session !== undefined && session.expiresAt > now()) return session;
    // The page would greet a user whose session is gone.
    if (cookies.sessionInfo.read(request) !== undefined) cookies.sessionInfo.clear(response);
    return null;
  }

  /**
   * @param {Request} request
   * @param {Response} response
   */
  async function end(request, response) {
    await revoke(request);
    cookies.session.clear(response);
    cookies.sessionInfo.clear(response);
  }

  /** @param {Request} request */
  async function revoke(request) {
    const secret = cookies.session.read(request);
    if (secret !== undefined) await store.removeSession(keyOf(secret));
  }

  return { start, read, end };
}

/** @param {string} secret */
function keyOf(secret) {
  return createHash('sha256').update(secret).digest('base64url');
}
