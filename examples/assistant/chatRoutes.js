/** Web chat's wire protocol as Express routes. */
import express from 'express';
import { createProtocol } from './protocol.js';

/** @import { Request, Response } from 'express' */
/** @typedef {Partial<import('./protocol.js').ChatAnswer>} Known */

/**
 * The data about an answered request, for tests. It never contains a token.
 * @typedef {object} AnsweredRequest
 * @property {string} method
 * @property {string} path
 * @property {number} status
 * @property {string | undefined} subject
 * @property {string | undefined} customUserID
 * @property {string | undefined} sessionID
 * @property {string | undefined} text
 */

/**
 * @param {Parameters<typeof createProtocol>[0] & { onRequest: (request: AnsweredRequest) => void }}
 * needs
 */
export function createChatRoutes({ identify, conversations, onRequest }) {
  const routes = express.Router();

  routes.use((request, response, next) => {
    response.once('finish', () => onRequest(describe(request, response)));
    next();
  });

  routes.use(express.json(), async (request, response) => {
    const answerChat = createProtocol({ conversations, identify: noting(response) });
    const { method, path, body } = request;
    const answer = await answerChat({ method, path, body, authorization: request.get('authorization') });
    Object.assign(response.locals, answer);
    response.set(answer.headers).json(answer.body);
  });

  /**
   * Records the visitor at once, so that tests also see the visitor of a request that is refused
   * later.
   *
   * @param {Response} response
   * @returns {typeof identify}
   */
  function noting(response) {
    return async (authorization) => {
      const identity = await identify(authorization);
      response.locals['identity'] = identity;
      return identity;
    };
  }

  return routes;
}

/**
 * @param {Request} request
 * @param {Response} response
 * @returns {AnsweredRequest}
 */
function describe(request, response) {
  const { identity, sessionID, text } = /** @type {Known} */ (response.locals);
  return {
    method: request.method,
    path: request.baseUrl + request.path,
    status: response.statusCode,
    subject: identity?.subject,
    customUserID: identity?.userPayload.custom_user_id,
    sessionID,
    text,
  };
}
