/**
 * `DELETE /v2/user_data`: deletes all messages under an ID. The site's own server calls it with the
 * API key of the service.
 */
import { timingSafeEqual } from 'node:crypto';
import express from 'express';
import { rateLimit } from 'express-rate-limit';
import { Refusal } from './refusal.js';

/**
 * @param {object} needs
 * @param {ReturnType<typeof import('./conversations.js').createConversations>} needs.conversations
 * @param {string} needs.apiKey
 * @param {number} needs.erasuresPerMinute IBM allows 4.
 */
export function speakUserData({ conversations, apiKey, erasuresPerMinute }) {
  const expected = Buffer.from(`Basic ${Buffer.from(`apikey:${apiKey}`).toString('base64')}`);
  const userData = express.Router();

  userData.use((request, _response, next) => {
    const given = Buffer.from(request.get('authorization') ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Refusal(401, 'Unauthorized');
    next();
  });
  userData.use(rateLimit({ limit: erasuresPerMinute, windowMs: 60_000, legacyHeaders: false, standardHeaders: true }));

  userData.delete('/', (request, response) => {
    const { customer_id, version } = request.query;
    if (typeof customer_id !== 'string' || customer_id === '') throw new Refusal(400, 'customer_id is required');
    if (typeof version !== 'string') throw new Refusal(400, 'version is required');
    conversations.forget(customer_id);
    response.status(202).json({});
  });
  return userData;
}
