/** The types of what the `<script>` file puts on a page, published as `secure-web-chat/script-tag`. No code. */
import type { SecureWebChat as Chat } from './SecureWebChat.js';
import type { ScriptTagClass } from './script-tag.js';

declare global {
  /** Defined by the `<script>` file. `SecureWebChat.current` is the chat that its attributes started, or null. */
  var SecureWebChat: ScriptTagClass;
  interface DocumentEventMap {
    /** The chat is made and not loaded yet: the moment to subscribe. The event bubbles, so `window` hears it too. */
    'securewebchat:ready': CustomEvent<Chat>;
  }
}
