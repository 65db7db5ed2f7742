/**
 * Logins and logouts by page loads in another tab, of which no message tells the tab with the chat.
 */
import { expect, onTestFinished, test } from 'vitest';
import { backend, type Naming } from './backends/pageLogins.js';
import { inEachBrowser } from './browsers.js';
import type { Driver, Page } from './driver.js';
import { eventually } from './eventually.js';
import { errors, type PageNeeds, startSite } from './servedSite.js';
import { alerts, ask, askWhoIAm, openChat, remains, transcript } from './visitor.js';
import { lastSeenAt, watchFor } from './watcher.js';

const SECRET = 'marmalade';
/**
 * Longer than five seconds. The SDK assumes that nobody logs out and another user logs in within
 * five seconds.
 */
const AWAY_MS = 5_200;

const NAMINGS: readonly [string, Naming, awayMs: number][] = [
  ['sid and a cookie of each user', { hasSid: true, cookie: 'of each user' }, 0],
  ['sid and a cookie that is equal for all', { hasSid: true, cookie: 'of all users' }, AWAY_MS],
  ['sid alone', { hasSid: true, cookie: 'none' }, AWAY_MS],
  ['a cookie alone', { hasSid: false, cookie: 'of each user' }, 0],
];

inEachBrowser((driver) => {
  test.each(NAMINGS)(
    'after another user logs in in another tab, the first tab hides the old conversation when it returns to the front (%s)',
    async (_name, naming, awayMs) => {
      const { openTab, url } = await openBrowser(driver, naming);
      const tab = await openTab('/log-in/cade');
      await tab.goto(url);
      await openChat(tab);
      expect((await askWhoIAm(tab)).customUserID).toBe('cade-id');
      await ask(tab, `My secret is ${SECRET}`);
      await lookBeforeFrames(tab);

      const other = await openTab('/log-out');
      await other.goto(`${url}/log-in/ana`);
      await eventually(() => tab.evaluate(() => document.visibilityState)).toBe('hidden');
      const hiddenAt = await tab.evaluate(() => Date.now());
      await pause(awayMs);
      await tab.show();
      await eventually(() => transcript(tab)).toMatch(/^Welcome to Lendyr, Ana! [^\n]*$/);
      expect(await shownAsItCame(tab)).toEqual([false]);
      expect(await lastSeenAt(tab)).toBeLessThanOrEqual(hiddenAt);
      expect((await askWhoIAm(tab)).customUserID).toBe('ana-id');
      expect(await remains(tab)).not.toMatch(/marmalade|cade-id|Cade/);
      expect(await errors(tab)).toEqual([]);
      expect(await alerts(tab)).toEqual([]);
    },
  );

  test.each(NAMINGS)(
    'a chat that the visitor only hovered over does not use a token from before the login (%s)',
    async (_name, naming, awayMs) => {
      const { openTab, url } = await openBrowser(driver, naming);
      const tab = await openTab('/log-in/cade');
      await tab.goto(url);
      await tab.hover('button', 'Open chat');
      await eventually(() => tokenRequests(tab)).toHaveLength(1);

      const other = await openTab('/log-out');
      await other.goto(`${url}/log-in/ana`);
      await pause(awayMs);
      await tab.show();
      await openChat(tab);
      expect((await askWhoIAm(tab)).customUserID).toBe('ana-id');
      expect(await remains(tab)).not.toMatch(/cade-id|Cade/);
    },
  );

  test('a short visit to another tab hides nothing and causes no request', async () => {
    const { openTab, url } = await openBrowser(driver, { hasSid: true, cookie: 'of each user' });
    const tab = await openTab('/log-in/cade');
    await tab.goto(url);
    await openChat(tab);
    await ask(tab, `My secret is ${SECRET}`);
    await lookBeforeFrames(tab);
    const asked = tokenRequests(tab).length;

    await openTab('/nothing-here');
    await tab.show();
    await eventually(() => shownAsItCame(tab)).toEqual([true]);
    await pause(1_000);
    expect(await transcript(tab)).toContain(SECRET);
    expect(tokenRequests(tab)).toHaveLength(asked);
  });
});

function script({ SecureWebChat, webChat }: PageNeeds) {
  const chat = new SecureWebChat({ webChat, tokenEndpoint: '/createJWT' });
  return { chat, login: () => chat.login(), logout: () => chat.logout() };
}

async function openBrowser(driver: Driver, naming: Naming) {
  const { url } = await startSite({ script, backend: () => backend(naming) });
  const browser = await driver.launch();
  onTestFinished(() => browser.close());
  return {
    url,
    async openTab(path: string) {
      const page = await browser.newPage();
      await watchFor(SECRET, page);
      await page.goto(url + path);
      return page;
    },
  };
}

/** Checks if the conversation is readable, in the same task in which the tab becomes visible. */
const lookBeforeFrames = (page: Page) =>
  page.evaluate((secret) => {
    const seen: boolean[] = [];
    Object.assign(window, { seen });
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) seen.push(document.documentElement.innerText.includes(secret));
    });
  }, SECRET);

const shownAsItCame = (page: Page) => page.evaluate(() => Reflect.get(window, 'seen') as boolean[]);

const tokenRequests = (page: Page) => page.requests.filter(({ url }) => url.includes('/createJWT'));

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
