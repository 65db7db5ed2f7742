/** The chat's state and its verbs, for a component. */
import { useMemo } from 'react';
import type { SecureWebChat, SecureWebChatState } from 'secure-web-chat';
import { type AnyChat, useChat } from './chatContext.js';
import { useSyncExternalStore } from './react18.js';

/** What `useSecureWebChat()` returns: the chat's state, the chat, and its verbs. */
export type SecureWebChatHook<User = Record<string, unknown>> = SecureWebChatState<User> & {
  /** The chat that you made. */
  chat: SecureWebChat<User>;
  /** `chat.open()`. */
  open: SecureWebChat<User>['open'];
  /** `chat.login()`. */
  login: SecureWebChat<User>['login'];
  /** `chat.logout()`. */
  logout: SecureWebChat<User>['logout'];
};

/**
 * React may take a part of a page from a server over when the chat has long been loaded, and
 * compares it with this state, which the server rendered.
 */
const ON_SERVER: SecureWebChatState<never> = {
  phase: 'idle',
  busy: null,
  user: null,
  subject: null,
  expiresAt: null,
  error: null,
};

/**
 * The chat's state, the chat, and its verbs. The component renders once for each change. The verbs
 * are bound, and are the same functions at every render. On a server, and while React takes a page
 * from a server over, the state is that of a chat before `load()`.
 *
 * @typeParam User the user in your readable user cookie
 * @param chat left out: the provider's
 * @throws Error if you pass no chat and no `SecureWebChatProvider` stands above the component
 */
export function useSecureWebChat<User = Record<string, unknown>>(chat?: SecureWebChat<User>): SecureWebChatHook<User> {
  const used = useChat('useSecureWebChat', chat);
  const { subscribe, verbs } = useMemo(() => bind(used), [used]);
  const state = useSyncExternalStore(subscribe, used.getState, () => ON_SERVER);
  return { ...state, ...verbs } as SecureWebChatHook<User>;
}

function bind(chat: AnyChat) {
  const verbs: Omit<SecureWebChatHook<unknown>, keyof SecureWebChatState> = {
    chat,
    open: () => chat.open(),
    login: (credentials) => chat.login(credentials),
    logout: () => chat.logout(),
  };
  return { verbs, subscribe: (changed: () => void) => chat.on('change', changed) };
}
