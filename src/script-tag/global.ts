/**
 * `secure-web-chat/script-tag`: the types of the `<script>` file. Write
 * `import type {} from 'secure-web-chat/script-tag'` to declare them. They are the global
 * `SecureWebChat`, which is a {@link ScriptTagClass}, and the document's event
 * `securewebchat:ready`, whose `detail` is the chat. An import without `type` runs the file.
 *
 * @module secure-web-chat/script-tag
 */
import type { SecureWebChat as Chat } from '../SecureWebChat.js';
import type { ScriptTagClass } from './index.js';

export type { ScriptTagClass } from './index.js';

declare global {
  /**
   * The class, which the `<script>` file defines. `SecureWebChat.current` is the chat that the
   * element's attributes started, or null.
   */
  var SecureWebChat: ScriptTagClass;
  interface DocumentEventMap {
    /**
     * The script has created the chat and not loaded it yet. Subscribe to events of the chat here.
     * The event bubbles to `window`.
     */
    'securewebchat:ready': CustomEvent<Chat>;
  }
}
