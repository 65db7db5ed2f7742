/** The simulator as the web chat of a page. */
import type { Page } from '../../src/testing/page.js';
import { installWebChatSimulator } from '../../src/testing/WebChatSimulator.js';
import { ADDRESS } from './service.js';
import { LOST, type WebChat } from './webChat.js';

const page: Page = window;

export function startWebChat(): WebChat {
  const simulator = installWebChatSimulator({ assistant: ADDRESS });
  return {
    load: async (options) => page.loadWatsonAssistantChat?.({ ...options }) ?? null,
    lines: () =>
      [...document.querySelectorAll('.WACLog:not([hidden]) .WACEntry')].map(
        (line) => `${line.textContent}${line.classList.contains('WACEntry--lost') ? LOST : ''}`,
      ),
    isBroken: () => document.querySelector('.WACPanel:not([hidden])') !== null,
    launcher: () => document.querySelector<HTMLElement>('.WACLauncher:not([hidden])'),
    remove: () => simulator.uninstall(),
  };
}
