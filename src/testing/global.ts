/**
 * `secure-web-chat/testing/browser`: the simulator as a script, for end-to-end tests of your pages.
 * Serve the file instead of IBM's `WatsonAssistantChatEntry.js`, or import it before your page
 * loads the chat. For the type of `window.webChatSimulator`, write
 * `import type {} from 'secure-web-chat/testing/browser'`.
 *
 * @module secure-web-chat/testing/browser
 */
import type { WebChatSimulator } from './index.js';

export type { WebChatSimulator } from './index.js';

declare global {
  interface Window {
    /**
     * The simulator, which acts as the visitor and as IBM's service. The script defines it when it
     * runs.
     */
    webChatSimulator: WebChatSimulator;
  }
}
