/** The browser that measures, and visitors with an empty cache in it. */
import puppeteer, { type Page as Tab } from 'puppeteer-core';
import type { SecureWebChat, WebChatInstance } from 'secure-web-chat';
import { type Site, type SiteOptions, startSite } from './server.js';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'];
/** The longest wait for a page. A page that is not ready by then will never be. */
const PAGE_LIMIT_MS = 60_000;
const VIEWPORT = { width: 1280, height: 800 };

declare global {
  interface Window {
    /** The time at which the conversation was visible, counted from the navigation. */
    ready: Promise<number>;
    /** The time at which the window opened. Web chat requests its first token after that. */
    openedAt: number;
    instance: WebChatInstance;
    chat: SecureWebChat;
  }
}

/**
 * Opens the page in a new tab, with the browser cache of the visitor's earlier tabs.
 * @param prepare called with the tab before the tab loads the page
 */
export type GoTo = (prepare?: (tab: Tab) => Promise<unknown>) => Promise<Tab>;
export type Look<Seen> = (goTo: GoTo, site: Site) => Promise<Seen>;

export interface Measuring {
  version: string;
  /** Opens a site of its own for a visitor with an empty cache. Closes both afterwards. */
  visit<Seen>(options: SiteOptions, look: Look<Seen>): Promise<Seen>;
  close(): Promise<void>;
}

export async function launch(): Promise<Measuring> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  const browser = await puppeteer.launch({
    executablePath,
    headless: true,
    args: FLAGS,
    protocolTimeout: PAGE_LIMIT_MS,
  });
  return {
    version: await browser.version(),
    async visit(options, look) {
      const site = await startSite(options);
      const context = await browser.createBrowserContext();
      const goTo: GoTo = async (prepare) => {
        const tab = await context.newPage();
        await tab.setViewport(VIEWPORT);
        await prepare?.(tab);
        await tab.goto(site.url, { waitUntil: 'domcontentloaded' });
        return tab;
      };
      try {
        return await look(goTo, site);
      } finally {
        await context.close();
        await site.close();
      }
    },
    close: () => browser.close(),
  };
}

/** Opens the window, and waits for the conversation. */
export async function open(tab: Tab): Promise<void> {
  await tab.waitForSelector('.WACLauncher, .WACLauncher__Button', { visible: true });
  await tab.evaluate(async () => {
    await window.instance.changeView('mainWindow');
    await window.ready;
  });
}
