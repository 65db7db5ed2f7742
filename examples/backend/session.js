/**
 * Keeps a login: the session cookie, its session in the store, and the readable user cookie.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';

/** @import { Request, Response } from 'express' */

/** @param {import('./backend.js').Settings} settings */
export function createSessions({ store, sessionLifetimeMs, cookieSameSite: sameSite, secureCookies: secure }) {
  // With the prefix, no subdomain and no page on plain http can plant a session.
  const secretName = secure ? '__Host-SESSION' : 'SESSION';
  /**
   * The data about the user that the page may show. Anybody can write it, so the backend never
   * trusts it.
   */
  const infoName = 'SESSION_INFO';
  // Inside pages of another site, many browsers keep only Partitioned cookies.
  const readable = { path: '/', sameSite, secure, partitioned: sameSite === 'none' };
  const hidden = { ...readable, httpOnly: true };

  /**
   * Always sets a new cookie, and ends the session of the old one. So a cookie that an attacker
   * planted before the login is useless.
   *
   * @param {Request} request
   * @param {Response} response
   * @param {import('./store.js').User} user
   * @returns {Promise<boolean>} False if the customer is being forgotten.
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
   * Reading a session does not extend it. Web chat asks for tokens automatically, so an absent user
   * would stay logged in.
   *
   * @param {Request} request
   * @param {Response} response
   * @returns {Promise<import('./store.js').Session | null>} Null if nobody is logged in.
   */
  async function read(request, response) {
    const secret = secretIn(request);
    const session = secret === undefined ? undefined : await store.findSession(keyOf(secret));
    if (session !== undefined && session.expiresAt > Date.now()) return session;
    // Otherwise the page would greet a user whose session is gone.
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
