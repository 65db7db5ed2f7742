/** Gives the components below a chat, and loads it. */
import { createElement, type ReactNode, useEffect } from 'react';
import type { SecureWebChat } from 'secure-web-chat';
import { ChatContext } from './chatContext.js';

/** What `SecureWebChatProvider` takes. */
export interface SecureWebChatProviderProps {
  /** Made at module level, once for the page. */
  chat: SecureWebChat<unknown>;
  /**
   * When to load the chat: at once after mounting, when the page has loaded and the browser is
   * idle, or not at all, because your own code or `open()` does it.
   *
   * @default 'now'
   */
  load?: 'now' | 'idle' | 'manual' | undefined;
  /** Your application. */
  children?: ReactNode;
}

/**
 * Gives the components below a chat that you made at module level. It never makes or destroys one,
 * and may be mounted any number of times. If the chat does not load, `phase` is `'failed'`, and
 * `error` says why.
 */
export function SecureWebChatProvider({ chat, load: when = 'now', children }: SecureWebChatProviderProps): ReactNode {
  useEffect(() => {
    if (when === 'manual') return;
    const before = chat.getState();
    chat.load({ when }).catch((error: unknown) => {
      // A destroyed chat and a browser that is too old change nothing in the state.
      if (chat.getState() === before) console.error(error);
    });
  }, [chat, when]);
  return createElement(ChatContext.Provider, { value: chat }, children);
}
