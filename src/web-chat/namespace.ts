/**
 * The namespaces that the live chats of this page use. For a duplicate, IBM only logs an error and
 * shows two chats: docs/web-chat-behaviour.md#loader.
 */
import { SecureWebChatError } from '../errors.js';

/**
 * The key of the page's list, which all copies of this package share. An entry is null while a live
 * chat has the namespace. After that, it is a promise that resolves when the namespace is free.
 */
const KEY = Symbol.for('secure-web-chat.namespaces');

export interface Namespace {
  /**
   * Resolves when the session of the namespace's last chat has ended. Until then, the last chat
   * would remove the stored data of the next one. Undefined if there was no chat before.
   */
  readonly free: Promise<void> | undefined;
  /** @param ending resolves when the session of this chat has ended */
  release(ending: Promise<void>): void;
}

/**
 * Reserves the namespace.
 * @throws SecureWebChatError `INVALID_OPTIONS` while another chat has the namespace
 */
export function claimNamespace(namespace = ''): Namespace {
  const page = window as unknown as { [KEY]?: Map<string, Promise<void> | null> };
  page[KEY] ??= new Map();
  const taken = page[KEY];
  const free = taken.get(namespace);
  if (free === null) {
    throw new SecureWebChatError('INVALID_OPTIONS', 'another chat on this page has the same webChat.namespace');
  }
  taken.set(namespace, null);
  return {
    free,
    release(ending) {
      // The session of the last chat may take longer to end than that of this chat.
      const freed = ending.then(() => free);
      taken.set(namespace, freed);
    },
  };
}
