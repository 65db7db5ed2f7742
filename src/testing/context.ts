/** Builds the context variables of a message. */

import type { WebChatContext } from '../web-chat/ibm/index.js';
import { cloneJson } from './cloneJson.js';
import type { MessageRequest } from './messages.js';

interface Configuration {
  assistant?: { skills?: { type?: string; skill_reference?: string }[] };
}

/** Returns the initial context, with an empty object for each skill of the assistant. */
export function emptyContext({ assistant }: Configuration): WebChatContext {
  const skills = (assistant?.skills ?? []).filter(({ type }) => type === 'actions' || type === 'dialog');
  if (skills.length === 0) return {};
  const contexts = skills.map(({ skill_reference = '' }) => [skill_reference, { system: {}, user_defined: {} }]);
  return { global: { system: {} }, skills: Object.fromEntries(contexts) };
}

/**
 * Returns the context of a request. It contains the last answer's variables of skills and
 * integrations, except in the request for a greeting, which follows no answer.
 */
export function requestContext(request: MessageRequest, empty: WebChatContext, last: WebChatContext): WebChatContext {
  const own = request.context ?? {};
  if (request.history.is_welcome_request) return merged(empty, own);
  const { skills = {}, integrations = {} } = last;
  return merged(merged(empty, { skills, integrations }), own);
}

/** Merges objects. Values that are not objects are replaced. */
export function merged<Value extends object>(before: Value, after: object): Value {
  const result = { ...before } as Record<string, unknown>;
  for (const [name, value] of Object.entries(after)) {
    const old = result[name];
    result[name] = isObject(old) && isObject(value) ? merged(old, value) : cloneJson(value);
  }
  return result as Value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
