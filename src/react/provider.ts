/** The provider, which gives a chat to the components below it and loads the chat. */
import { createElement, type ReactNode, useEffect } from 'react';
import type { SecureWebChat } from 'secure-web-chat';
import { ChatContext } from './chatContext.js';

/** The props of `SecureWebChatProvider`. */
export interface SecureWebChatProviderProps {
  /** The chat. Create it once, at module level. */
  chat: SecureWebChat<unknown>;
  /**
   * When the provider loads the chat.
   *
   * - `'now'`: after mounting.
   * - `'idle'`: when the page has loaded and the browser is idle.
   * - `'manual'`: never. Your own code calls `load()` or `open()`.
   *
   * @default 'now'
   */
  load?: 'now' | 'idle' | 'manual' | undefined;
  /** Your application. */
  children?: ReactNode;
}

/**
 * Gives a chat to the components below. The provider never creates or destroys a chat, so you can
 * mount it any number of times. If the chat does not load, `phase` is `'failed'` and `error` has
 * the reason.
 */
export function SecureWebChatProvider({ chat, load: when = 'now', children }: SecureWebChatProviderProps): ReactNode {
  useEffect(() => {
    if (when === 'manual') return;
    const before = chat.getState();
    chat.load({ when }).catch((error: unknown) => {
      // If the chat is destroyed or the browser is too old, the state does not show the error.
      if (chat.getState() === before) console.error(error);
    });
  }, [chat, when]);
  return createElement(ChatContext.Provider, { value: chat }, children);
}
