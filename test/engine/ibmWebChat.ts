/** IBM's engine as the web chat of a page, in a DOM without layout. */
import { afterAll } from 'vitest';
import type { LoaderOptions, Page } from '../../src/testing/page.js';
import { LOST, type WebChat } from '../contract/webChat.js';
import { engineFile } from './engineFile.mjs';

// Computing styles would check all rules in IBM's 2 MB of CSS each time. No test looks at the
// styles.
window.getComputedStyle = () => document.body.style;
await import(/* @vite-ignore */ engineFile);

// Tasks that web chat has started continue for half a second after `destroy()`.
afterAll(() => new Promise((resolve) => setTimeout(resolve, 1000)));

const page: Page = window;
const LINE = '.WAC__sent--text, .WAC__received--text, .WAC__message-userDefinedResponse';

export function startWebChat(): WebChat {
  return {
    load: async (options: LoaderOptions) => page.loadWatsonAssistantChat?.({ ...options }) ?? null,
    lines: () => (isLoading() ? [] : [...document.querySelectorAll('.WAC__message')].flatMap(textOf)),
    isBroken: () => document.querySelector('.WACCatastrophicError') !== null,
    launcher: () => document.querySelector<HTMLElement>('.WACLauncher__Button'),
    remove() {},
  };
}

/** Whether its loading screen covers the conversation. */
function isLoading(): boolean {
  return document.querySelector('.WAC__overlay--Hydration .WAC__overlay-panel--open') !== null;
}

function textOf(message: Element): string[] {
  const isLost = message.querySelector('.WAC__message-error-failed') !== null;
  return [...message.querySelectorAll(LINE)].map((line) => `${line.textContent}${isLost ? LOST : ''}`);
}
