/**
 * IBM's samples web-chat-security-simple and web-chat-security-complex: tokens, and a login during
 * the conversation.
 */
import { SecureWebChat, type SecureWebChatOptions } from 'secure-web-chat';

export const securitySimple = (options: SecureWebChatOptions) => new SecureWebChat(options);

export function securityComplex(options: SecureWebChatOptions, loginButton: HTMLButtonElement) {
  const chat = new SecureWebChat(options);
  loginButton.addEventListener('click', async () => {
    await (chat.getState().user ? chat.logout() : chat.login());
  });
  return chat;
}
