/**
 * Refuses requests. Depending on the status and the text, web chat asks for a token, starts a new
 * session, or tries again.
 */

/** @import { NextFunction, Request, Response } from 'express' */

export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} text
   */
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

/**
 * @param {Error & { status?: number }} error
 * @param {Request} _request
 * @param {Response} response
 * @param {NextFunction} _next Express recognizes an error handler by its four parameters.
 */
export function answerWithRefusal(error, _request, response, _next) {
  if (response.headersSent) throw error;
  const status = error.status ?? 500;
  if (status >= 500) console.error('Could not answer web chat because the assistant stand-in failed:', error);
  response
    .status(status)
    .type('text/plain')
    .send(error instanceof Refusal ? error.message : 'the request could not be answered');
}
