/**
 * Chats that differ in integration, namespace or endpoint hear of each other's logins and logouts.
 */
import { expect, onTestFinished, test } from 'vitest';
import { backend } from './backends/reference.js';
import { inEachBrowser } from './browsers.js';
import type { Driver, Page } from './driver.js';
import { eventually } from './eventually.js';
import { errors, type PageNeeds, startSite } from './servedSite.js';
import { ask, logIn, logOut, openChat, transcript } from './visitor.js';

const SECRET = 'marmalade';

inEachBrowser((driver) => {
  test.each(['?integration=another', '?endpoint=function', '?endpoint=query', '?namespace=support'])(
    'a chat in another window (%s) acts as the user after a login, and removes the conversation after a logout',
    async (search) => {
      const { openTab } = await openBrowser(driver);
      const [one, other] = [await openTab('/'), await openTab(`/${search}`)];
      await openChat(other);
      await logIn(one, 'cade');
      await eventually(() => ask(other, 'Who am I?')).toContain('cade-id');
      await ask(other, `My secret is ${SECRET}`);
      await logOut(one);
      await eventually(() => transcript(other)).not.toContain(SECRET);
      await eventually(() => transcript(other)).toMatch(/^Welcome to Lendyr! [^\n]*$/);
      expect(await ask(other, 'Who am I?')).not.toContain('cade-id');
      expect([...(await errors(one)), ...(await errors(other))]).toEqual([]);
    },
  );

  test('two chats on one page notice the logins and logouts of each other', async () => {
    const { openTab } = await openBrowser(driver);
    const page = await openTab('/?second');
    await eventually(() => page.evaluate(() => document.querySelectorAll('.WACContainer').length)).toBe(2);
    await page.evaluate(() => window.second.open());
    await logIn(page, 'cade');
    await eventually(() => whoIsIn(page)).toContain('cade-id');
    await logOut(page);
    await eventually(() => whoIsIn(page)).not.toContain('cade-id');
    expect(await errors(page)).toEqual([]);
  });
});

declare global {
  interface Window {
    second: PageNeeds['SecureWebChat']['prototype'];
  }
}

/**
 * Asks the second chat of the page through its own API, because both have the same accessible
 * names.
 */
const whoIsIn = (page: Page) =>
  page.evaluate(async () => {
    const { instance } = window.second;
    if (!instance) return 'no chat';
    return new Promise<string>((resolve) => {
      instance.once({ type: 'receive', handler: ({ data }) => resolve(JSON.stringify(data)) });
      instance.send('Who am I?').catch((error: unknown) => resolve(String(error)));
    });
  });

function script({ SecureWebChat, webChat }: PageNeeds) {
  const search = new URLSearchParams(location.search);
  const endpoint = search.get('endpoint');
  const endpoints = {
    tokenEndpoint:
      endpoint === 'function'
        ? ({ signal }: { signal: AbortSignal }) => fetch('/createJWT', { signal, cache: 'no-store' })
        : endpoint === 'query'
          ? '/createJWT?chat=2'
          : '/createJWT',
    loginEndpoint: '/authenticate',
    logoutEndpoint: '/logout',
  };
  const own = {
    integrationID: search.get('integration') ?? webChat.integrationID,
    namespace: search.get('namespace') ?? undefined,
  };
  const chat = new SecureWebChat({ ...endpoints, webChat: { ...webChat, ...own } });
  if (search.has('second')) {
    window.second = new SecureWebChat({ ...endpoints, webChat: { ...webChat, namespace: 'second' } });
    window.second.on('error', (error) => window.errors.push(error));
    void window.second.load();
  }
  return {
    chat,
    login: (form: HTMLFormElement) => chat.login(Object.fromEntries(new FormData(form))),
    logout: () => chat.logout(),
  };
}

async function openBrowser(driver: Driver) {
  const { url } = await startSite({ script, backend: () => backend() });
  const browser = await driver.launch();
  onTestFinished(() => browser.close());
  return {
    async openTab(path: string) {
      const page = await browser.newPage({ isWindow: true });
      await page.goto(url + path);
      return page;
    },
  };
}
