/** The backend's three cookies: their names, how long they live, and how they are protected on http and https. */

/** @import { CookieOptions, Request, Response } from 'express' */

/** IBM counts a user once a month: 45 days, renewed at each use, keep a returning visitor one user. */
const anonymousIDLifetimeMs = 45 * 24 * 60 * 60 * 1000;

/**
 * @typedef {object} Cookie
 * @property {(request: Request) => string | undefined} read
 * @property {(response: Response, value: string) => void} write
 * @property {(response: Response) => void} clear
 */

/**
 * @param {object} policy
 * @param {number} policy.sessionLifetimeMs
 * @param {'lax' | 'strict' | 'none'} policy.cookieSameSite
 * @param {boolean | undefined} policy.secureCookies Left out: as the request came, on https or not.
 */
export function createCookies({ sessionLifetimeMs, cookieSameSite, secureCookies }) {
  const policy = { sameSite: cookieSameSite, secure: secureCookies };
  return {
    anonymousID: createCookie('ANONYMOUS-USER-ID', anonymousIDLifetimeMs, policy),
    session: createCookie('SESSION', sessionLifetimeMs, policy),
    /** What the page may show of the user. Anybody can write it, so nothing here believes it. */
    sessionInfo: createCookie('SESSION_INFO', sessionLifetimeMs, { ...policy, readable: true }),
  };
}

/**
 * @param {string} name
 * @param {number} maxAge
 * @param {{ sameSite: 'lax' | 'strict' | 'none', secure: boolean | undefined, readable?: boolean }} policy
 * @returns {Cookie}
 */
function createCookie(name, maxAge, { sameSite, secure, readable = false }) {
  /** @param {Request} request */
  const isSecure = (request) => secure ?? (request.secure || sameSite === 'none');
  // With the prefix, no subdomain and no page on plain http can plant a value of its own. The page knows the readable one by its bare name.
  /** @param {Request} request */
  const nameFor = (request) => (isSecure(request) && !readable ? `__Host-${name}` : name);
  /** @type {(request: Request) => CookieOptions} */
  const attributesFor = (request) => ({
    path: '/',
    httpOnly: !readable,
    sameSite,
    secure: isSecure(request),
    // Within pages of another site browsers keep cookies only for that site, and many keep no others.
    partitioned: sameSite === 'none',
  });

  return {
    read(request) {
      const value = request.cookies[nameFor(request)];
      // cookie-parser turns a value that begins with `j:` into an object.
      return typeof value === 'string' ? value : undefined;
    },
    write: (response, value) =>
      void response.cookie(nameFor(response.req), value, { ...attributesFor(response.req), maxAge }),
    clear: (response) => void response.clearCookie(nameFor(response.req), attributesFor(response.req)),
  };
}
