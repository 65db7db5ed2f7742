/** Web chat's wire protocol: configuration, messages, history, and the end of a session. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { answer } from './answer.js';
import { Refusal } from './refusal.js';

/** @typedef {import('./conversations.js').Conversation} Conversation */
/** @typedef {import('./identity.js').Identity} Identity */

/**
 * @typedef {object} ChatRequest
 * @property {string} method
 * @property {string} path Below `/:subscriptionID/chat/:integrationID`, such as `/message`.
 * @property {string | undefined} authorization
 * @property {unknown} body The JSON of a message.
 */

/**
 * @typedef {object} ChatAnswer
 * @property {object} body The value to send as JSON.
 * @property {Record<string, string>} headers
 * @property {Identity} [identity] The visitor that the token names.
 * @property {string} [sessionID] The session that a message belongs to.
 * @property {string} [text] The text of the message.
 */

const MessageBody = z.object({
  value: z.looseObject({ input: z.optional(z.looseObject({ text: z.optional(z.string()) })) }),
  session_id: z.nullish(z.string()),
});

/**
 * @param {object} needs
 * @param {(authorization: string | undefined) => Promise<Identity>} needs.identify
 * @param {ReturnType<typeof import('./conversations.js').createConversations>} needs.conversations
 */
export function createProtocol({ identify, conversations }) {
  const sessionHeaders = { 'x-watson-session-timeout': String(conversations.sessionTimeoutSeconds) };

  /**
   * @param {ChatRequest} request
   * @returns {Promise<ChatAnswer>}
   * @throws {Refusal}
   */
  return async function answerChat({ method, path, authorization, body }) {
    const [, resource, sessionID = '', ...rest] = path.split('/');
    switch (`${method} ${[resource, ...rest].join('/')}`) {
      case 'GET config':
        return answerConfig(authorization);
      case 'POST message':
        return answerMessage(await identify(authorization), body);
      case 'GET channel_conversations/notes': {
        const identity = await identify(authorization);
        const { history } = conversations.find(sessionID, identity.subject);
        return { identity, headers: sessionHeaders, body: { notes: [{ type: 'HISTORY', body: history }] } };
      }
      case 'DELETE sessions': {
        const identity = await identify(authorization);
        conversations.end(conversations.find(sessionID, identity.subject));
        return { identity, headers: {}, body: {} };
      }
      default:
        throw new Refusal(404, 'not found');
    }
  };

  /**
   * Without a token, the answer is the initial configuration, which tells web chat that it needs a
   * token.
   *
   * @param {string | undefined} authorization
   * @returns {Promise<ChatAnswer>}
   */
  async function answerConfig(authorization) {
    const identity = authorization === undefined ? {} : { identity: await identify(authorization) };
    return { ...identity, headers: {}, body: { authorization: { is_on: true } } };
  }

  /**
   * @param {Identity} identity
   * @param {unknown} body
   * @returns {ChatAnswer}
   */
  function answerMessage(identity, body) {
    const { value, session_id } = readMessage(body);
    const conversation = session_id
      ? conversations.find(session_id, identity.subject)
      : conversations.start(identity.subject);
    const text = value.input?.text ?? '';
    const reply = replyTo(text, identity, conversation);
    conversations.add(conversation, value, reply);
    return { identity, text, sessionID: conversation.id, headers: sessionHeaders, body: reply };
  }
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
      // IBM keeps this private. The stand-in shows tests which visitor each token named.
      stand_in: { sub: subject, custom_user_id: userPayload.custom_user_id, session_id: conversation.id },
    },
  };
}
