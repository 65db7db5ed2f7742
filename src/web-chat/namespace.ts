/**
 * Which namespaces of web chat are taken in this page. IBM logs a second chat under one name, and
 * shows two: docs/web-chat-behaviour.md#loader.
 */
import { SecureWebChatError } from '../errors.js';

/**
 * The page's one list, shared by two copies of this package: null while a live chat has the
 * namespace, then the moment at which it is free.
 */
const KEY = Symbol.for('secure-web-chat.namespaces');

export interface Namespace {
  /**
   * Resolves when the session of the namespace's last chat has ended. Until then, that chat removes
   * what the next one stores.
   */
  readonly free: Promise<void>;
  /** @param ending when the session of this chat has ended */
  giveBack(ending: Promise<void>): void;
}

/**
 * Takes the namespace.
 * @throws SecureWebChatError `INVALID_OPTIONS` while another chat has it
 */
export function claimNamespace(namespace = ''): Namespace {
  const page = window as unknown as { [KEY]?: Map<string, Promise<void> | null> };
  page[KEY] ??= new Map();
  const taken = page[KEY];
  const free = taken.get(namespace) ?? Promise.resolve();
  if (taken.get(namespace) === null) {
    throw new SecureWebChatError('INVALID_OPTIONS', 'another chat on this page has the same webChat.namespace');
  }
  taken.set(namespace, null);
  return {
    free,
    giveBack(ending) {
      const isFree = ending.then(() => free);
      taken.set(namespace, isFree);
    },
  };
}
