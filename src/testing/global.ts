/**
 * `secure-web-chat/testing/browser`: the simulator as a script, for end-to-end tests of your pages.
 * Serve the file instead of IBM's `WatsonAssistantChatEntry.js`, or import it before your page
 * loads the chat. `import type {} from 'secure-web-chat/testing/browser'` declares the global
 * `webChatSimulator`.
 *
 * @module secure-web-chat/testing/browser
 */
import type { WebChatSimulator } from './index.js';

export type { WebChatSimulator } from './index.js';

declare global {
  interface Window {
    /** Acts as the visitor and as the service. Defined once the script has run. */
    webChatSimulator: WebChatSimulator;
  }
}
