/** How often one address may ask: counted in this process, answered with 429 and when to come back. */
import { rateLimit } from 'express-rate-limit';
import { Refusal } from './refusal.js';

/**
 * @typedef {object} RateLimit
 * @property {number} limit Requests from one address (of IPv6, one network) ...
 * @property {number} windowMs ... within this time.
 */

/**
 * @param {RateLimit} rate
 * @param {{ countsFailuresOnly?: boolean }} [options]
 */
export function limitRate({ limit, windowMs }, { countsFailuresOnly = false } = {}) {
  return rateLimit({
    limit,
    windowMs,
    skipSuccessfulRequests: countsFailuresOnly,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // A browser that has gone away already has no address, which is nothing to report.
    validate: { ip: false },
    handler(_request, response, next) {
      const seconds = response.getHeader('Retry-After');
      next(
        new Refusal(429, `The request was refused because too many came from this address; wait ${seconds} seconds.`),
      );
    },
  });
}
