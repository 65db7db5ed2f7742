/** The options for one start of web chat, with the element that web chat fills. */
import { check } from '../validation.js';
import type { WebChatOptions } from './ibm/index.js';

export type StartOptions = WebChatOptions & { element?: Element | undefined };

/** @throws SecureWebChatError `INVALID_OPTIONS` if the function returns no element */
export function startOptions(options: WebChatOptions): StartOptions {
  const given = options.element;
  const element = typeof given === 'function' ? given() : given;
  if (element !== given) check('webChat.element()', element, 'object!');
  return { ...options, element: element ?? undefined };
}
