/**
 * Drives a page with Puppeteer: in Chromium over its own protocol, in Firefox over WebDriver BiDi.
 */
import type { ElementHandle, Page as Tab } from 'puppeteer-core';
import type { Page, PageOptions, SentRequest } from '../driver.js';
import { appears } from './appears.js';
import { inEachDocument } from './inEachDocument.js';

/** The methods of a page that are the same in each engine. */
export async function drive(tab: Tab, { width = 1280, height = 800 }: PageOptions = {}): Promise<Omit<Page, 'holds'>> {
  const requests = recordRequests(tab);
  const lines = recordConsole(tab);
  await tab.setViewport({ width, height });
  await tab.evaluateOnNewDocument(inEachDocument);

  const element = (role: string, name: string) =>
    appears(`${role} "${name}"`, async () => {
      const found = await tab.evaluateHandle((...wanted) => window.accessible.byRole(...wanted)[0] ?? null, role, name);
      return found.asElement() as ElementHandle | null;
    });
  const field = (label: string) =>
    appears(`field "${label}"`, async () => {
      const found = await tab.evaluateHandle((wanted) => window.accessible.fields(wanted)[0] ?? null, label);
      return found.asElement() as ElementHandle<HTMLInputElement> | null;
    });

  return {
    async beforeEachDocument(run, ...args) {
      await tab.evaluateOnNewDocument(run as never, ...args);
    },
    async goto(url) {
      await tab.goto(url);
    },
    async back() {
      // A page from the back/forward cache does not load, so Firefox would wait for an event that
      // never comes.
      await tab.goBack({ waitUntil: [] });
    },
    show: () => tab.bringToFront(),
    click: async (role, name) => (await element(role, name)).click(),
    hover: async (role, name) => (await element(role, name)).hover(),
    async fill(label, text) {
      const input = await field(label);
      await input.evaluate((node) => node.select());
      await input.press('Backspace');
      await input.type(text);
    },
    press: (key) => tab.keyboard.press(key as 'Enter'),
    texts: (role, name) => tab.evaluate((...wanted) => window.accessible.texts(...wanted), role, name ?? null),
    isVisible: (role, name) => tab.evaluate((...wanted) => window.accessible.byRole(...wanted).length > 0, role, name),
    evaluate: (run, ...args) => tab.evaluate(run as never, ...args) as never,
    requests,
    console: lines,
    screenshot: () => tab.screenshot({ type: 'png' }),
    close: () => tab.close(),
  };
}

function recordRequests(tab: Tab): SentRequest[] {
  const requests: SentRequest[] = [];
  tab.on('request', (request) => {
    requests.push({ method: request.method(), url: request.url(), headers: request.headers() });
  });
  return requests;
}

function recordConsole(tab: Tab): string[] {
  const lines: string[] = [];
  tab.on('console', (message) => lines.push(message.text()));
  tab.on('pageerror', (error) => lines.push(String(error)));
  return lines;
}
