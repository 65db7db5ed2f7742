/** Which sites' pages may call the backend with the visitor's cookies: its own, and those on an exact allow-list. */
import cors from 'cors';
import { Refusal } from './refusal.js';

/** @import { NextFunction, Request, Response } from 'express' */

/** @param {readonly string[]} allowedOrigins */
export function createOriginRules(allowedOrigins) {
  allowedOrigins.forEach(assertOrigin);
  const share = cors({
    origin: (origin, answer) => answer(null, allowedOrigins.includes(origin ?? '')),
    credentials: true,
    methods: ['GET', 'POST'],
    allowedHeaders: ['Content-Type'],
    // The SDK corrects a wrong clock by the one and waits by the other.
    exposedHeaders: ['Date', 'Retry-After'],
    maxAge: 600,
  });

  /**
   * Lets allowed pages read answers. The others get no header, so their browsers keep the answer from them.
   *
   * @param {Request} request
   * @param {Response} response
   * @param {NextFunction} next
   */
  function shareWithAllowed(request, response, next) {
    response.vary('Origin');
    share(request, response, (error) => {
      if (error) return next(error);
      if (request.method === 'OPTIONS') response.sendStatus(204);
      else next();
    });
  }

  /**
   * A browser sends the visitor's cookies along whoever asks, so what changes anything first looks at who asks.
   *
   * @param {Request} request
   * @param {Response} _response
   * @param {NextFunction} next
   */
  function refuseForeignPages(request, _response, next) {
    if (!isFromOwnPage(request) && !allowedOrigins.includes(request.get('origin') ?? '')) {
      throw new Refusal(
        403,
        'The request was refused because it came from another site; add its origin to `allowedOrigins` if it is yours.',
      );
    }
    next();
  }

  return { shareWithAllowed, refuseForeignPages };
}

/**
 * `Sec-Fetch-Site` first: no page can forge it, and no proxy makes it wrong. Neither header means not a browser, which has
 * nobody's cookies.
 *
 * @param {Request} request
 */
function isFromOwnPage(request) {
  const site = request.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = request.get('origin');
  return origin === undefined || origin === `${request.protocol}://${request.host}`;
}

/** @param {string} text */
function assertOrigin(text) {
  if (URL.canParse(text) && new URL(text).origin === text && !text.includes('*')) return;
  throw new TypeError(
    `Could not use "${text}" in \`allowedOrigins\` because it is not an exact origin; write it like "https://www.example.com", without a path or a star.`,
  );
}
