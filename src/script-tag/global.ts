/**
 * `secure-web-chat/script-tag`: the types of what the `<script>` file puts on a page. `import type
 * {} from 'secure-web-chat/script-tag'` declares them: the global `SecureWebChat`, which is a
 * {@link ScriptTagClass}, and the event `securewebchat:ready` of the document, whose `detail` is
 * the chat. Importing it as code runs the file.
 *
 * @module secure-web-chat/script-tag
 */
import type { SecureWebChat as Chat } from '../SecureWebChat.js';
import type { ScriptTagClass } from './index.js';

export type { ScriptTagClass } from './index.js';

declare global {
  /**
   * Defined by the `<script>` file. `SecureWebChat.current` is the chat that its attributes
   * started, or null.
   */
  var SecureWebChat: ScriptTagClass;
  interface DocumentEventMap {
    /**
     * The chat is made and not loaded yet: the moment to subscribe. The event bubbles, so `window`
     * hears it too.
     */
    'securewebchat:ready': CustomEvent<Chat>;
  }
}
