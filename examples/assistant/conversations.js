/**
 * The assistant's sessions. Each session belongs to one `sub` and never to another. It ends when it
 * has had no message for a while.
 */
import { randomUUID } from 'node:crypto';
import { Refusal } from './refusal.js';

/**
 * @typedef {object} Conversation
 * @property {string} id
 * @property {string} subject
 * @property {number} usedAt
 * @property {{ message: object, time: string }[]} history
 */

/**
 * @param {object} needs
 * @param {number} needs.sessionTimeoutSeconds
 * @param {() => number} needs.now
 */
export function createConversations({ sessionTimeoutSeconds, now }) {
  /** @type {Map<string, Conversation>} */
  const conversations = new Map();

  /** @param {string} subject */
  function start(subject) {
    /** @type {Conversation} */
    const conversation = { id: randomUUID(), subject, usedAt: now(), history: [] };
    conversations.set(conversation.id, conversation);
    return conversation;
  }

  /**
   * For another subject, the answer is the same as for no session, so that it does not tell whether
   * the session exists.
   *
   * @param {string} id
   * @param {string} subject
   */
  function find(id, subject) {
    const conversation = conversations.get(id);
    const isLive = conversation !== undefined && now() - conversation.usedAt < sessionTimeoutSeconds * 1000;
    if (isLive && conversation.subject === subject) return conversation;
    throw new Refusal(404, 'session not found');
  }

  /**
   * @param {Conversation} conversation
   * @param {object[]} messages
   */
  function add(conversation, ...messages) {
    conversation.usedAt = now();
    const time = new Date(conversation.usedAt).toISOString();
    conversation.history.push(...messages.map((message) => ({ message, time })));
  }

  /** @param {Conversation} conversation */
  function end({ id }) {
    conversations.delete(id);
  }

  /** @param {string} subject */
  function forget(subject) {
    for (const conversation of conversations.values()) if (conversation.subject === subject) end(conversation);
  }

  return { start, find, add, end, forget, sessionTimeoutSeconds };
}
