/**
 * What stands in front of the routes: whose pages may call, what pages may load, how often, and how
 * many at once.
 */
import cors from 'cors';
import { ipKeyGenerator, MemoryStore, rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { Refusal } from './refusal.js';

/** @import { NextFunction, Request, Response } from 'express' */
/** @typedef {(request: Request, response: Response, next: NextFunction) => void} Middleware */

/**
 * @typedef {object} RateLimit
 * @property {number} limit So many requests ...
 * @property {number} windowMs ... within this time. Each process counts for itself.
 */

/**
 * Which sites' pages may call the backend with the visitor's cookies: its own, and those on an
 * exact allow-list.
 *
 * @param {readonly string[]} allowedOrigins
 */
export function createOriginRules(allowedOrigins) {
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
   * Lets allowed pages read answers. The others get no header, so their browsers keep the answer
   * from them.
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
   * A browser sends the visitor's cookies along with the requests of any site, so each route that
   * changes something first checks which site asks.
   *
   * @type {Middleware}
   */
  const refuseForeignPages = (request, _response, next) => {
    if (!isFromOwnPage(request) && !allowedOrigins.includes(request.get('origin') ?? '')) {
      throw new Refusal(
        403,
        'The request was refused because it came from another site; add its origin to `allowedOrigins` if it is yours.',
      );
    }
    next();
  };

  return { shareWithAllowed, refuseForeignPages };
}

/**
 * `Sec-Fetch-Site` first: no page can forge it, and no proxy makes it wrong. Neither header means
 * not a browser, which has nobody's cookies.
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
 * The pages load their own files and the web chat's, and no inline script.
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
 * Says once, in the log, that no visitor can stay logged in: browsers drop `Secure` cookies that
 * come on plain http.
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
        'a request came on plain http, on which browsers keep no Secure cookie; if TLS ends at a proxy, have it set X-Forwarded-Proto and trust it (TRUST_PROXY); on plain http set SECURE_COOKIES=false',
      );
    }
    next();
  };
}

/**
 * How often one address may ask: answered with 429 and when to come back.
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
    // A browser that has gone away already has no address, which is nothing to report.
    validate: { ip: false },
    handler(_request, response, next) {
      const seconds = response.getHeader('Retry-After');
      next(new Refusal(429, `The request was refused because too many like it came; wait ${seconds} seconds.`));
    },
    ...options,
  });
}

/**
 * The address, of IPv6 the network that one subscriber may choose addresses from.
 *
 * @param {Request} request
 */
function networkOf({ ip = '' }) {
  return ipKeyGenerator(ip, 48);
}

/**
 * Counts what only the answer shows, by address.
 *
 * @param {RateLimit} rate
 */
export function createAddressCount({ limit, windowMs }) {
  const counts = new MemoryStore();
  counts.init(/** @type {import('express-rate-limit').Options} */ ({ windowMs }));

  /**
   * @param {Request} request
   * @returns {Promise<number>} How many seconds to wait; 0 until there are too many.
   */
  return async function secondsToWait(request) {
    const { totalHits, resetTime } = await counts.increment(networkOf(request));
    if (totalHits <= limit) return 0;
    return Math.max(1, Math.ceil((Number(resetTime ?? Date.now() + windowMs) - Date.now()) / 1000));
  };
}

/**
 * Of what was refused because there is too much of it.
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
 * Work that is begun for everybody at once fills the queues that all routes share, for the
 * database's connections and for Node's threads, and everything else waits behind it. So a kind of
 * work is done so many at once, and the rest waits here.
 *
 * @param {object} limits
 * @param {number} limits.atOnce
 * @param {number} limits.waiting How many may wait; the next one is asked to come again.
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
