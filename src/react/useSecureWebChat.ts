/** The hook for a chat's state and methods. */
import { useMemo } from 'react';
import type { SecureWebChat, SecureWebChatState } from 'secure-web-chat';
import { type AnyChat, useChat } from './chatContext.js';
import { useSyncExternalStore } from './react18.js';

/** The return value of `useSecureWebChat()`: the properties of the state, the chat and methods. */
export type SecureWebChatHook<User = Record<string, unknown>> = SecureWebChatState<User> & {
  /** The chat. */
  chat: SecureWebChat<User>;
  /** Calls `chat.open()`. */
  open: SecureWebChat<User>['open'];
  /** Calls `chat.login()`. */
  login: SecureWebChat<User>['login'];
  /** Calls `chat.logout()`. */
  logout: SecureWebChat<User>['logout'];
};

/**
 * The state in server-rendered HTML. React compares the HTML with it during hydration, which can
 * happen long after the chat has loaded.
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
 * Returns the chat's state, the chat, and the methods `open`, `login` and `logout`. The component
 * renders once for each change of the state. The methods are bound, and they are the same functions
 * at every render. On a server and during hydration, the state is that of a chat before `load()`.
 *
 * @typeParam User the type of the user in your user cookie
 * @param chat the chat; by default the provider's
 * @throws Error if you pass no chat and there is no `SecureWebChatProvider` above the component
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
