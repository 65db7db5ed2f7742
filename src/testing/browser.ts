/**
 * Served instead of IBM's script in end-to-end tests: puts the simulator on the page, with an
 * assistant in memory.
 */
import type {} from './global.js';
import { startWithOptionsOf } from './loadWatsonAssistantChat.js';
import { type AssistantSession, MemoryAssistant } from './memoryAssistant.js';
import type { Page } from './page.js';
import { WebChatSimulator } from './WebChatSimulator.js';

/** What the assistant remembers while the visitor goes from page to page in a tab. */
const KEY = 'secure-web-chat/testing/browser';

const page: Page = window;
const assistant = new MemoryAssistant(remembered());
page.webChatSimulator = new WebChatSimulator(page, () => assistant.answer);
page.addEventListener('pagehide', () => page.sessionStorage.setItem(KEY, JSON.stringify(assistant.sessions)));
startWithOptionsOf(page);

function remembered(): AssistantSession[] {
  return JSON.parse(page.sessionStorage.getItem(KEY) ?? '[]');
}
