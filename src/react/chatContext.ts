/** The context that carries the chat from a provider to the components below it. */
import { createContext, useContext } from 'react';
import type { SecureWebChat } from 'secure-web-chat';

/** A chat with any type of user. Only the code that creates the chat knows the type. */
export type AnyChat = SecureWebChat<unknown>;

export const ChatContext = createContext<AnyChat | null>(null);

/**
 * Returns the given chat, or else the chat of the provider.
 * @param name the hook or component that needs the chat, for the error message
 */
export function useChat(name: string, given?: AnyChat): AnyChat {
  const provided = useContext(ChatContext);
  const chat = given ?? provided;
  if (chat) return chat;
  throw new Error(
    `Could not use ${name} because no SecureWebChatProvider is above it; put one around your application.`,
  );
}
