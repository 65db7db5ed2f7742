/** The chat that a provider gives to the components below it. */
import { createContext, useContext } from 'react';
import type { SecureWebChat } from 'secure-web-chat';

/** The type of its user is known where the chat is made. */
export type AnyChat = SecureWebChat<unknown>;

export const ChatContext = createContext<AnyChat | null>(null);

/**
 * @param name of the hook or component that needs the chat
 * @param given stands above the provider's
 */
export function useChat(name: string, given?: AnyChat): AnyChat {
  const provided = useContext(ChatContext);
  const chat = given ?? provided;
  if (chat) return chat;
  throw new Error(
    `Could not use ${name} because no SecureWebChatProvider is above it; put one around your application.`,
  );
}
