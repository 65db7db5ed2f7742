/**
 * The script for end-to-end tests, which a test serves instead of IBM's script. It installs the
 * simulator with an assistant in memory.
 */
import type {} from './global.js';
import { startWithOptionsOf } from './loadWatsonAssistantChat.js';
import { type AssistantSession, MemoryAssistant } from './memoryAssistant.js';
import type { Page } from './page.js';
import { WebChatSimulator } from './WebChatSimulator.js';

/** The storage key of the assistant's sessions, which the next page of the tab restores. */
const KEY = 'secure-web-chat/testing/browser';

const page: Page = window;
const assistant = new MemoryAssistant(remembered());
page.webChatSimulator = new WebChatSimulator(page, () => assistant.answer);
page.addEventListener('pagehide', () => page.sessionStorage.setItem(KEY, JSON.stringify(assistant.sessions)));
startWithOptionsOf(page);

function remembered(): AssistantSession[] {
  return JSON.parse(page.sessionStorage.getItem(KEY) ?? '[]');
}
