/**
 * The assistant stand-in. It replaces IBM's two hosts: the host of web chat's script, and the host
 * with which web chat exchanges messages.
 */
import { basename, dirname } from 'node:path';
import express from 'express';
import { createChatRoutes } from './chatRoutes.js';
import { createConversations } from './conversations.js';
import { createIdentityCheck } from './identity.js';
import { answerWithRefusal, Refusal } from './refusal.js';
import { speakUserData } from './userData.js';

/** @import { NextFunction, Request, Response } from 'express' */

/**
 * @typedef {object} AssistantOptions
 * @property {import('node:crypto').KeyObject} publicKey The public half of the site's signing key.
 * @property {import('node:crypto').KeyObject} payloadKey The private half of the assistant's pair,
 * which decrypts user payloads.
 * @property {string} [scriptFile] The file to serve as `WatsonAssistantChatEntry.js`.
 * @property {(request: import('./chatRoutes.js').AnsweredRequest) => void} [onRequest] For tests.
 * @property {string} [apiKey] The site's own server needs it to delete user data.
 * @property {number} [erasuresPerMinute] Default: 4, the same as IBM's.
 * @property {number} [sessionTimeoutSeconds] Default: 300, the same as IBM's.
 * @property {() => number} [now]
 */

/** @param {AssistantOptions} options */
export function createAssistant(options) {
  const {
    publicKey,
    payloadKey,
    scriptFile,
    onRequest = () => {},
    apiKey = 'stand-in',
    erasuresPerMinute = 4,
    sessionTimeoutSeconds = 300,
    now = Date.now,
  } = options;
  const identify = createIdentityCheck({ publicKey, payloadKey, now });
  const conversations = createConversations({ sessionTimeoutSeconds, now });

  const app = express();
  app.disable('x-powered-by');
  app.use(openToAllOrigins);
  if (scriptFile) {
    app.get(/^\/versions\/[^/]+\/WatsonAssistantChatEntry\.js(\.map)?$/, (request, response) =>
      response.sendFile(basename(scriptFile) + (request.params[0] ?? ''), { root: dirname(scriptFile) }),
    );
  }
  app.use('/:subscriptionID/chat/:integrationID', createChatRoutes({ identify, conversations, onRequest }));
  app.use('/v2/user_data', speakUserData({ conversations, apiKey, erasuresPerMinute }));
  app.use(() => {
    throw new Refusal(404, 'not found');
  }, answerWithRefusal);
  return app;
}

/**
 * Lets any page read the answers, because web chat runs on any site, and sends no cookie.
 *
 * @param {Request} request
 * @param {Response} response
 * @param {NextFunction} next
 */
function openToAllOrigins(request, response, next) {
  response.set({ 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'x-watson-session-timeout' });
  if (request.method !== 'OPTIONS') return next();
  response.set({
    'Access-Control-Allow-Methods': 'GET, POST, DELETE',
    // A star would not allow `authorization`.
    'Access-Control-Allow-Headers': request.get('access-control-request-headers') ?? '',
  });
  response.sendStatus(204);
}
