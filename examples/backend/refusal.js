/** Refuses requests, always with JSON that has one clear `error`. */

/** @import { NextFunction, Request, Response } from 'express' */

/** An answer that refuses the request. Its message says what failed, why, and what to do. */
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
  throw new Refusal(
    404,
    `The request was refused because there is nothing at ${request.method} ${request.path}; check the address.`,
  );
}

/**
 * Refuses the methods that a route does not have.
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
      `The request was refused because ${request.path} does not accept ${request.method}; use ${allowed}.`,
    );
  };
}

/**
 * @param {Error & { status?: number, retryAfterSeconds?: number }} error
 * @param {Request} _request
 * @param {Response} response
 * @param {NextFunction} _next Express recognizes an error handler by its four parameters.
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
 * Express's own messages repeat parts of the request, and a body that Express could not read may
 * hold a password.
 *
 * @param {number} status
 */
function wordsFor(status) {
  if (status >= 500) return 'Could not answer the request because the backend failed; try again later.';
  if (status === 413) return 'The request was refused because its body is too large; send at most 2 kB.';
  if (status === 415) return 'The request was refused because its encoding is not supported; send JSON in UTF-8.';
  return 'The request was refused because the backend could not read it; check the address, and send JSON.';
}
