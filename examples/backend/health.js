/** `GET /health`: whether this process can answer visitors, for load balancers and monitors. */
import { Refusal } from './refusal.js';

/** @import { Request, Response } from 'express' */

/** @param {import('./store.js').Store} store */
export function createHealthCheck(store) {
  /**
   * @param {Request} _request
   * @param {Response} response
   */
  return async function answerHealth(_request, response) {
    await store.check().catch((cause) => {
      throw new Refusal(503, 'The backend cannot reach its database; try again later.', { cause });
    });
    response.json({ status: 'ok' });
  };
}
