/**
 * A login that lasts: the session cookie, the session behind it, and the readable cookie beside it.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';

/** @import { Request, Response } from 'express' */

/** @param {import('./backend.js').Settings} settings */
export function createSessions({ store, sessionLifetimeMs, cookieSameSite: sameSite, secureCookies: secure }) {
  // With the prefix, no subdomain and no page on plain http can plant a session.
  const secretName = secure ? '__Host-SESSION' : 'SESSION';
  /** What the page may show of the user. Anybody can write it, so nothing here believes it. */
  const infoName = 'SESSION_INFO';
  // Within pages of another site browsers keep cookies only for that site, and many keep no others.
  const readable = { path: '/', sameSite, secure, partitioned: sameSite === 'none' };
  const hidden = { ...readable, httpOnly: true };

  /**
   * Always a new cookie, and an end to the one that came: a cookie planted before the login is
   * worth nothing after it.
   *
   * @param {Request} request
   * @param {Response} response
   * @param {import('./store.js').User} user
   * @returns {Promise<boolean>} false: the customer is being forgotten.
   */
  async function start(request, response, { userName, customUserID }) {
    const secret = randomBytes(32).toString('base64url');
    const expiresAt = Date.now() + sessionLifetimeMs;
    const session = { key: keyOf(secret), sid: randomUUID(), userName, customUserID, expiresAt };
    if (!(await store.addSession(session))) return false;
    await revoke(request);
    await store.removeSessionsExpiredAt(Date.now());
    response.cookie(secretName, secret, { ...hidden, maxAge: sessionLifetimeMs });
    response.cookie(infoName, JSON.stringify({ userName, customUserID }), { ...readable, maxAge: sessionLifetimeMs });
    return true;
  }

  /**
   * Reading a session does not extend it: web chat asks for tokens without the user, and would keep
   * an absent user logged in.
   *
   * @param {Request} request
   * @param {Response} response
   * @returns {Promise<import('./store.js').Session | null>} null: nobody is logged in.
   */
  async function read(request, response) {
    const secret = secretIn(request);
    const session = secret === undefined ? undefined : await store.findSession(keyOf(secret));
    if (session !== undefined && session.expiresAt > Date.now()) return session;
    // The page would greet a user whose session is gone.
    if (request.cookies[infoName] !== undefined) response.clearCookie(infoName, readable);
    return null;
  }

  /**
   * @param {Request} request
   * @param {Response} response
   * @returns {Promise<boolean>} Whether there was a session.
   */
  async function end(request, response) {
    const wasThere = await revoke(request);
    response.clearCookie(secretName, hidden);
    response.clearCookie(infoName, readable);
    return wasThere;
  }

  /** @param {Request} request */
  async function revoke(request) {
    const secret = secretIn(request);
    return secret !== undefined && store.removeSession(keyOf(secret));
  }

  /**
   * cookie-parser turns a value that begins with `j:` into an object.
   *
   * @param {Request} request
   * @returns {string | undefined}
   */
  function secretIn(request) {
    const value = request.cookies[secretName];
    return typeof value === 'string' ? value : undefined;
  }

  return { start, read, end };
}

/** @param {string} secret */
function keyOf(secret) {
  return createHash('sha256').update(secret).digest('base64url');
}
