/**
 * The protection in front of the routes: which pages may call them, what pages may load, how often,
 * and how many requests at once.
 */
import cors from 'cors';
import { ipKeyGenerator, MemoryStore, rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { Refusal } from './refusal.js';

/** @import { NextFunction, Request, Response } from 'express' */
/** @typedef {(request: Request, response: Response, next: NextFunction) => void} Middleware */

/**
 * @typedef {object} RateLimit
 * @property {number} limit The number of requests that are allowed within `windowMs`.
 * @property {number} windowMs Milliseconds. Each process counts its own requests.
 */

/**
 * Decides which pages may call the backend with the visitor's cookies: pages of its own origin, and
 * pages of the origins on an exact list.
 *
 * @param {readonly string[]} allowedOrigins
 */
export function createOriginRules(allowedOrigins) {
  const share = cors({
    origin: (origin, answer) => answer(null, allowedOrigins.includes(origin ?? '')),
    credentials: true,
    methods: ['GET', 'POST'],
    allowedHeaders: ['Content-Type'],
    // The SDK corrects a wrong clock with `Date`, and waits as long as `Retry-After` says.
    exposedHeaders: ['Date', 'Retry-After'],
    maxAge: 600,
  });

  /**
   * Lets allowed pages read answers. Other pages get no CORS header, so the browser does not let
   * them read the answer.
   *
   * @type {Middleware}
   */
  const shareWithAllowed = (request, response, next) => {
    response.vary('Origin');
    share(request, response, (error) => {
      if (error) return next(error);
      if (request.method === 'OPTIONS') response.sendStatus(204);
      else next();
    });
  };

  /**
   * A browser sends the visitor's cookies with the requests of any site. So each route that changes
   * something first checks which site sent the request.
   *
   * @type {Middleware}
   */
  const refuseForeignPages = (request, _response, next) => {
    if (!isFromOwnPage(request) && !allowedOrigins.includes(request.get('origin') ?? '')) {
      throw new Refusal(
        403,
        'The request was refused because its page is on another site; add the origin to `allowedOrigins` if it is yours.',
      );
    }
    next();
  };

  return { shareWithAllowed, refuseForeignPages };
}

/**
 * `Sec-Fetch-Site` decides first, because no page can forge it and no proxy makes it wrong. A
 * request without both headers is from no browser, so it has no visitor's cookies.
 *
 * @param {Request} request
 */
function isFromOwnPage(request) {
  const site = request.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = request.get('origin');
  return origin === undefined || origin === `${request.protocol}://${request.host}`;
}

/**
 * Allows pages to load their own files and the files of web chat, and no inline script.
 *
 * @param {{ webChatSources: readonly string[], allowInlineStyles: boolean }} webChat
 */
export function createSecurityHeaders({ webChatSources, allowInlineStyles }) {
  const sources = ["'self'", ...webChatSources];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: sources,
        styleSrc: allowInlineStyles ? [...sources, "'unsafe-inline'"] : sources,
        connectSrc: sources,
        imgSrc: [...sources, 'data:'],
        mediaSrc: sources,
        fontSrc: allowInlineStyles ? [...sources, 'https://fonts.gstatic.com'] : sources,
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
  });
}

/**
 * Warns once in the log if a request came over plain http. Browsers drop `Secure` cookies there, so
 * no visitor can stay logged in.
 *
 * @param {{ secureCookies: boolean, logger: import('pino').Logger }} settings
 * @returns {Middleware}
 */
export function warnOfPlainHttp({ secureCookies, logger }) {
  let isSaid = !secureCookies;
  return (request, _response, next) => {
    if (!isSaid && !request.secure && !/^(localhost|127\..*|\[::1\])$/.test(request.hostname)) {
      isSaid = true;
      logger.warn(
        'logins will not work because a request came over plain http, where browsers keep no Secure cookie; if TLS ends at a proxy, let the proxy set X-Forwarded-Proto, and trust the proxy with TRUST_PROXY; if you use plain http, set SECURE_COOKIES=false',
      );
    }
    next();
  };
}

/**
 * Limits how often one address may call. Further requests get 429 with `Retry-After`.
 *
 * @param {RateLimit} rate
 * @param {Partial<import('express-rate-limit').Options>} [options]
 */
export function limitRate({ limit, windowMs }, options = {}) {
  return rateLimit({
    limit,
    windowMs,
    keyGenerator: networkOf,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // The request of a browser that has already left has no address. That is no error.
    validate: { ip: false },
    handler(_request, response, next) {
      const seconds = response.getHeader('Retry-After');
      next(
        new Refusal(429, `The request was refused because too many similar requests came; wait ${seconds} seconds.`),
      );
    },
    ...options,
  });
}

/**
 * The address; for IPv6, the network from which one subscriber may choose addresses.
 *
 * @param {Request} request
 */
function networkOf({ ip = '' }) {
  return ipKeyGenerator(ip, 48);
}

/**
 * Counts by address, for cases that only the answer shows.
 *
 * @param {RateLimit} rate
 */
export function createAddressCount({ limit, windowMs }) {
  const counts = new MemoryStore();
  counts.init(/** @type {import('express-rate-limit').Options} */ ({ windowMs }));

  /**
   * @param {Request} request
   * @returns {Promise<number>} The seconds to wait; 0 while the limit is not reached.
   */
  return async function secondsToWait(request) {
    const { totalHits, resetTime } = await counts.increment(networkOf(request));
    if (totalHits <= limit) return 0;
    return Math.max(1, Math.ceil((Number(resetTime ?? Date.now() + windowMs) - Date.now()) / 1000));
  };
}

/**
 * Delays 429 and 503, so that a client that tries again at once does not keep the backend busy.
 *
 * @param {number} delayMs
 * @returns {import('express').ErrorRequestHandler}
 */
export function delayRefusals(delayMs) {
  return (error, _request, _response, next) => {
    if (error.status === 429 || error.status === 503) setTimeout(next, delayMs, error);
    else next(error);
  };
}

/**
 * All routes share the database's connections and Node's threads. If one kind of work started for
 * everybody at once, all other requests would wait behind it. So this function limits how much of
 * one kind of work runs at once, and the rest waits here.
 *
 * @param {object} limits
 * @param {number} limits.atOnce
 * @param {number} limits.waiting How many may wait. Further work is refused with 503.
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
    throw new Refusal(503, 'The request was refused because too many requests are waiting; try again in 5 seconds.', {
      retryAfterSeconds: 5,
    });
  }

  function leave() {
    const next = queue.shift();
    if (next) next();
    else free++;
  }
}
