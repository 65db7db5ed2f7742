/** Owns which namespaces of web chat are taken in this page: IBM only logs a second chat under one name, and shows two (facts A). */
import { SecureWebChatError } from './errors.js';

/** One list for the page, also when it holds two copies of this package. */
const KEY = Symbol.for('secure-web-chat.namespaces');

/**
 * Takes the namespace.
 * @returns the way to give it back
 * @throws SecureWebChatError `INVALID_OPTIONS` while another chat has it
 */
export function claimNamespace(namespace = ''): () => void {
  const page = window as unknown as { [KEY]?: Set<string> };
  page[KEY] ??= new Set();
  const taken = page[KEY];
  if (taken.has(namespace)) {
    throw new SecureWebChatError('INVALID_OPTIONS', 'another live one has the same webChat.namespace');
  }
  taken.add(namespace);
  return () => taken.delete(namespace);
}
