/** The operations that a statement needs of a web chat, of the simulator's and of IBM's. */

import type { LoaderOptions } from '../../src/testing/page.js';
import type { FullWebChatInstance } from '../../src/web-chat/ibm/index.js';

/** A page's web chat. It reaches its service through the page's `fetch`. */
export interface WebChat {
  /** Does the same as `window.loadWatsonAssistantChat`. Null if no instance could be made. */
  load(options: LoaderOptions): Promise<FullWebChatInstance | null>;
  /** The readable lines of the conversation. A message that was lost ends in `LOST`. */
  lines(): string[];
  /** Whether an error panel replaces the conversation. */
  isBroken(): boolean;
  /** The element that the visitor clicks to open the window. */
  launcher(): HTMLElement | null;
  remove(): void;
}

export const LOST = ' (lost)';
