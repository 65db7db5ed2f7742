/** The site's own button for the chat. */
import { useSecureWebChat } from 'secure-web-chat/react';

export function OpenChatButton() {
  const { open } = useSecureWebChat();
  return (
    <button type="button" onClick={() => open().catch(() => {})}>
      Ask the assistant
    </button>
  );
}
