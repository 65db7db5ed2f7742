/** Web chat's wire protocol: configuration, messages, history, and the end of a session. */
import { randomUUID } from 'node:crypto';
import express from 'express';
import { z } from 'zod';
import { answer } from './answer.js';
import { Refusal } from './refusal.js';

/** @import { Request, Response } from 'express' */
/** @typedef {import('./conversations.js').Conversation} Conversation */
/** @typedef {import('./identity.js').Identity} Identity */

/**
 * Hears of every answered request, for tests. Never of a token.
 *
 * @typedef {object} AnsweredRequest
 * @property {string} method
 * @property {string} path
 * @property {number} status
 * @property {string | undefined} subject
 * @property {string | undefined} customUserID
 * @property {string | undefined} sessionID
 * @property {string | undefined} text
 */

const MessageBody = z.object({
  value: z.looseObject({ input: z.looseObject({ text: z.string().optional() }).optional() }),
  session_id: z.string().nullish(),
});

/**
 * @param {object} needs
 * @param {(authorization: string | undefined) => Promise<Identity>} needs.identify
 * @param {ReturnType<typeof import('./conversations.js').createConversations>} needs.conversations
 * @param {(request: AnsweredRequest) => void} needs.onRequest
 */
export function speakProtocol({ identify, conversations, onRequest }) {
  const chat = express.Router();

  chat.use((request, response, next) => {
    response.once('finish', () => onRequest(describe(request, response)));
    next();
  });

  chat.get('/config', async (request, response) => {
    // Without a token it is the init configuration, from which web chat learns that it needs one.
    if (request.get('authorization') !== undefined) await identified(request, response);
    response.json({ authorization: { is_on: true } });
  });

  chat.post('/message', express.json(), async (request, response) => {
    const identity = await identified(request, response);
    const { value, session_id } = readMessage(request.body);
    const conversation = session_id
      ? conversations.find(session_id, identity.subject)
      : conversations.start(identity.subject);
    const text = value.input?.text ?? '';
    const reply = replyTo(text, identity, conversation);
    conversations.add(conversation, value, reply);
    Object.assign(response.locals, { text, sessionID: conversation.id });
    response.set('x-watson-session-timeout', String(conversations.sessionTimeoutSeconds)).json(reply);
  });

  chat.get('/channel_conversations/:sessionID/notes', async (request, response) => {
    const { subject } = await identified(request, response);
    const { history } = conversations.find(request.params.sessionID, subject);
    response.set('x-watson-session-timeout', String(conversations.sessionTimeoutSeconds));
    response.json({ notes: [{ type: 'HISTORY', body: history }] });
  });

  chat.delete('/sessions/:sessionID', async (request, response) => {
    const { subject } = await identified(request, response);
    conversations.end(conversations.find(request.params.sessionID, subject));
    response.json({});
  });

  /**
   * @param {Request<any>} request
   * @param {Response} response
   */
  async function identified(request, response) {
    const identity = await identify(request.get('authorization'));
    response.locals['identity'] = identity;
    return identity;
  }

  return chat;
}

/** @param {unknown} body */
function readMessage(body) {
  const { success, data } = MessageBody.safeParse(body);
  if (!success) throw new Refusal(400, 'the message request does not have the expected shape');
  return data;
}

/**
 * @param {string} text
 * @param {Identity} identity
 * @param {Conversation} conversation
 */
function replyTo(text, identity, conversation) {
  const { subject, userPayload } = identity;
  return {
    id: randomUUID(),
    output: { generic: [{ response_type: 'text', text: answer(text, identity) }], intents: [], entities: [] },
    user_id: subject,
    session_id: conversation.id,
    context: {
      global: { session_id: conversation.id, system: { user_id: subject } },
      // IBM keeps this private. Here tests may see whom each message's token spoke for.
      stand_in: { sub: subject, custom_user_id: userPayload.custom_user_id, session_id: conversation.id },
    },
  };
}

/**
 * @param {Request} request
 * @param {Response} response
 * @returns {AnsweredRequest}
 */
function describe(request, response) {
  const { identity, sessionID, text } = response.locals;
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
