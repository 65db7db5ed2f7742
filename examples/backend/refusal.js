/** How the backend says no: always JSON with one clear `error`. */

/** @import { NextFunction, Request, Response } from 'express' */

/** An answer other than the one asked for, with what the caller can do about it. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} message
   * @param {ErrorOptions & { retryAfterSeconds?: number }} [options]
   */
  constructor(status, message, { retryAfterSeconds, ...options } = {}) {
    super(message, options);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** @param {Request} request */
export function refuseUnknownRoute(request) {
  throw new Refusal(404, `There is nothing at ${request.method} ${request.path}; check the address.`);
}

/**
 * For the methods that a route does not have.
 *
 * @param {'GET' | 'POST'} allowed
 */
export function refuseOtherMethods(allowed) {
  /**
   * @param {Request} request
   * @param {Response} response
   */
  return (request, response) => {
    response.set('Allow', allowed);
    throw new Refusal(
      405,
      `The request was refused because ${request.path} does not take ${request.method}; use ${allowed}.`,
    );
  };
}

/**
 * @param {Error & { status?: number, retryAfterSeconds?: number }} error
 * @param {Request} _request
 * @param {Response} response
 * @param {NextFunction} _next Express knows an error handler by its four parameters.
 */
export function answerWithRefusal(error, _request, response, _next) {
  if (response.headersSent) throw error;
  const status = error.status ?? 500;
  if (error.retryAfterSeconds) response.set('Retry-After', String(error.retryAfterSeconds));
  const failure = error instanceof Refusal ? error.cause : error;
  if (status >= 500) response.locals['failure'] = failure;
  response.status(status).json({ error: error instanceof Refusal ? error.message : wordsFor(status) });
}

/**
 * Express's own words repeat what was sent, and a body that could not be read may hold a password.
 *
 * @param {number} status
 */
function wordsFor(status) {
  if (status >= 500) return 'The request could not be answered because the backend failed; try again later.';
  if (status === 413) return 'The request was refused because it is too large.';
  if (status === 415) return 'The request was refused because of its encoding; send JSON in UTF-8.';
  return 'The request was refused because it could not be read; check its address and that its body is JSON.';
}
