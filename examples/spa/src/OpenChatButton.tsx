/** The site's own button for the chat. */
import { chat } from './chat';

export function OpenChatButton() {
  return (
    <button type="button" onClick={() => chat.open().catch(() => {})}>
      Ask the assistant
    </button>
  );
}
