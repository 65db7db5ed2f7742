/**
 * A conversation in other tabs, on other pages, behind the Back button and after a session that
 * ended silently, and the times at which tokens are requested.
 */
import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import type { BackendOptions } from '../../examples/backend/backend.js';
import { backend as referenceBackend, script as referenceScript } from './backends/reference.js';
import { inEachBrowser } from './browsers.js';
import type { Driver, Page, PageOptions } from './driver.js';
import { eventually } from './eventually.js';
import { unavailable } from './front.js';
import { errors, type PageNeeds, type SiteOptions, startSite, state } from './servedSite.js';
import {
  alerts,
  ask,
  askWhoIAm,
  logIn,
  logOut,
  openChat,
  password,
  remains,
  status,
  submitLogin,
  transcript,
} from './visitor.js';
import { isRestored, lastSeenAt, watchFor } from './watcher.js';

const SECRET = 'marmalade';
const ONLY_A_WELCOME = /^Welcome to Lendyr! [^\n]*$/;
/**
 * Long enough to notice that a token of two seconds expires, or that another tab sends a message.
 */
const QUIET_MS = 2_500;
/** More than the five minutes after which a visitor counts as absent. */
const ABSENCE_MS = 360_000;
const OWN_WINDOW: PageOptions = { isWindow: true };

inEachBrowser((driver) => {
  test('after a login in one tab, the chat in another tab acts as the user, and a logout removes its conversation', async () => {
    const { openTab } = await openBrowser(driver);
    const listener = await openTab('/other', OWN_WINDOW);
    await listenToTabs(listener);
    const [one, other, unopened] = [await openTab('/'), await openTab('/', OWN_WINDOW), await openTab('/', OWN_WINDOW)];
    await openChat(other);
    const anonymous = await askWhoIAm(other);

    await logIn(one, 'cade');
    await eventually(() => status(other)).toContain('Hello, Cade');
    expect(await askWhoIAm(other)).toEqual({ subject: anonymous.subject, customUserID: 'cade-id' });
    await ask(other, `My secret is ${SECRET}`);
    expect(await transcript(other)).toContain('Welcome to Lendyr! ');

    await logOut(one);
    await eventually(() => transcript(other)).toMatch(ONLY_A_WELCOME);
    const goneAt = await lastSeenAt(other);
    expect(goneAt).not.toBeNull();
    expect(await remains(other)).not.toMatch(/marmalade|cade-id|Cade/);
    expect(await askWhoIAm(other)).toEqual(anonymous);
    expect(await lastSeenAt(other)).toBe(goneAt);

    // The tab with the login or logout announced it once. The tabs that received the message
    // announced nothing.
    expect(await heardFromTabs(listener)).toEqual(['"login"', '"logout"']);
    expect(tokenRequests(unopened)).toEqual([]);
    expect(await alerts(other)).toEqual([]);
  });

  test('a tab in the background hides the conversation at once, and checks who the visitor is when it becomes visible', async () => {
    const { openTab } = await openBrowser(driver);
    const hidden = await openTab('/');
    await openChat(hidden);
    const anonymous = await askWhoIAm(hidden);
    await logIn(hidden, 'cade');
    await ask(hidden, `My secret is ${SECRET}`);
    const shown = await openTab('/');
    await eventually(() => hidden.evaluate(() => document.visibilityState)).toBe('hidden');
    const asked = tokenRequests(hidden).length;

    await logOut(shown);
    await eventually(() => inBackground(hidden)).not.toContain(SECRET);
    const goneAt = await lastSeenAt(hidden);
    expect(tokenRequests(hidden)).toHaveLength(asked);

    await hidden.show();
    await eventually(() => transcript(hidden)).toMatch(ONLY_A_WELCOME);
    expect(tokenRequests(hidden)).toHaveLength(asked + 1);
    expect(await lastSeenAt(hidden)).toBe(goneAt);
    expect(await remains(hidden)).not.toMatch(/marmalade|cade-id|Cade/);
    expect(await askWhoIAm(hidden)).toEqual(anonymous);
  });

  test('the user finds the conversation on the next page; after a logout elsewhere, the next visitor never sees it', async () => {
    const { openTab, url } = await openBrowser(driver);
    const page = await openTab('/');
    await tellSecret(page);
    const { subject } = await state(page);

    await page.goto(`${url}/?again`);
    await eventually(() => transcript(page)).toContain(SECRET);
    expect((await askWhoIAm(page)).customUserID).toBe('cade-id');

    const other = await openTab('/other', OWN_WINDOW);
    await logOutWithoutSDK(other);
    await page.goto(`${url}/?later`);
    await eventually(() => transcript(page)).toMatch(ONLY_A_WELCOME);
    expect(await askWhoIAm(page)).toEqual({ subject, customUserID: subject });
    expect(await remains(page)).not.toMatch(/marmalade|cade-id|Cade/);
    expect(await lastSeenAt(page)).toBeNull();
  });

  test('after a logout on a page whose chat stayed closed, nobody sees the conversation on the next page', async () => {
    const { openTab, url } = await openBrowser(driver);
    const page = await openTab('/');
    await tellSecret(page);
    await page.click('button', 'Close chat');

    await page.goto(`${url}/?again`);
    await eventually(() => page.isVisible('button', 'Open chat')).toBe(true);
    await logOut(page);
    await page.goto(`${url}/?later`);
    await openChat(page);
    expect((await askWhoIAm(page)).customUserID).toMatch(/^anon-/);
    expect(await remains(page)).not.toMatch(/marmalade|cade-id|Cade/);
    expect(await lastSeenAt(page)).toBeNull();
  });

  test('a user who replaced another user elsewhere never sees the conversation of the other', async () => {
    const { openTab, url } = await openBrowser(driver);
    const page = await openTab('/');
    await tellSecret(page);

    const other = await openTab('/other', OWN_WINDOW);
    await logOutWithoutSDK(other);
    await logInWithoutSDK(other, 'ana');
    await page.goto(url);
    await eventually(() => transcript(page)).toMatch(/^Welcome to Lendyr, Ana! [^\n]*$/);
    expect((await askWhoIAm(page)).customUserID).toBe('ana-id');
    expect(await remains(page)).not.toMatch(/marmalade|cade-id|Cade/);
    expect(await lastSeenAt(page)).toBeNull();
  });

  test('a page that cannot find out who the visitor is shows no conversation, and begins a new one once it can', async () => {
    const { openTab, url, front } = await openBrowser(driver);
    const page = await openTab('/');
    await tellSecret(page);

    await logOutWithoutSDK(await openTab('/other', OWN_WINDOW));
    const repair = front.break('/createJWT', unavailable);
    await page.goto(url);
    await eventually(() => errors(page), 20_000).toContain('TOKEN_UNAVAILABLE');
    repair();
    await eventually(() => transcript(page), 30_000).toMatch(ONLY_A_WELCOME);
    expect(await lastSeenAt(page)).toBeNull();
  });

  test('the Back button shows the user the conversation again', async () => {
    const { openTab, url } = await openBrowser(driver);
    const page = await openTab('/');
    await tellSecret(page);

    await page.goto(`${url}/other`);
    await page.back();
    expect(await isRestored(page), `${driver.name} kept the page in its back/forward cache`).toBe(true);
    await eventually(() => transcript(page)).toContain(SECRET);
    expect((await askWhoIAm(page)).customUserID).toBe('cade-id');
  });

  test.each([
    ['the next visitor', undefined, ONLY_A_WELCOME],
    ['another user', 'ana', /^Welcome to Lendyr, Ana! [^\n]*$/],
  ])(
    'after a logout on a later page, the Back button does not show the conversation to %s',
    async (_who, next, welcome) => {
      const { openTab, url } = await openBrowser(driver);
      const page = await openTab('/');
      await tellSecret(page);

      await page.goto(`${url}/other`);
      const leftAt = await page.evaluate(() => performance.timeOrigin + performance.now());
      await logOutWithoutSDK(page);
      if (next) await logInWithoutSDK(page, next);
      await page.back();
      expect(await isRestored(page), `${driver.name} kept the page in its back/forward cache`).toBe(true);
      await eventually(() => transcript(page)).toMatch(welcome);
      expect(await lastSeenAt(page)).toBeLessThanOrEqual(leftAt);
      expect(await remains(page)).not.toMatch(/marmalade|cade-id|Cade/);
      await askWhoIAm(page);
      expect(await lastSeenAt(page)).toBeLessThanOrEqual(leftAt);
    },
  );

  test('if the session expires while the chat is open, the conversation is removed', async () => {
    const { openTab } = await openBrowser(driver, { tokenLifetimeSeconds: 2, sessionLifetimeMs: 5_000 });
    const page = await openTab('/');
    await openChat(page);
    const anonymous = await askWhoIAm(page);
    await logIn(page, 'cade');
    await ask(page, `My secret is ${SECRET}`);

    await eventually(() => transcript(page)).toMatch(ONLY_A_WELCOME);
    const goneAt = await lastSeenAt(page);
    expect(await status(page)).toContain('You are not logged in');
    expect(await remains(page)).not.toMatch(/marmalade|cade-id|Cade/);
    expect(await askWhoIAm(page)).toEqual(anonymous);
    expect(await lastSeenAt(page)).toBe(goneAt);
  });

  test('the token is renewed before it expires while the visitor is active; a closed or idle chat requests nothing', async () => {
    // The claim `exp` has whole seconds, so a token of two seconds lives between one and two. The
    // clock of the stand-in is a second behind, which adds a second.
    const assistant = { now: () => Date.now() - 1_000 };
    const { openTab, messages } = await openBrowser(driver, { tokenLifetimeSeconds: 2 }, { script, assistant });
    const page = await openTab('/');
    await openChat(page);
    const until = Date.now() + 15_000;
    let said = 0;
    while (Date.now() < until) {
      await ask(page, `Message ${said++}`);
      await pause(300);
    }
    expect(messages().filter(({ text }) => text)).toHaveLength(said);
    expect(await alerts(page)).toEqual([]);
    expect(reasons(page)).not.toContain('expired');
    const renewals = reasons(page).filter((reason) => reason === 'renewal').length;
    // Half of this number would show that the renewal continues. Twice this number would be a storm
    // of requests.
    expect(renewals).toBeGreaterThanOrEqual(7);
    expect(renewals).toBeLessThanOrEqual(20);

    await page.click('button', 'Close chat');
    await expectNoTokenRequest(page);

    const closed = reasons(page).length;
    await page.click('button', 'Open chat');
    await eventually(() => reasons(page).slice(closed)).toContain('renewal');
    // The browser may fire an event for a resting pointer when the elements below it move.
    await page.hover('button', 'Log out');
    await page.evaluate((absence) => {
      const now = Date.now;
      Date.now = () => now() + absence;
    }, ABSENCE_MS);
    await expectNoTokenRequest(page);

    const idle = reasons(page).length;
    await page.hover('button', 'Restart conversation');
    await eventually(() => reasons(page).slice(idle)).toContain('renewal');
  });

  test('the SDK requests the token when the pointer reaches the launcher; an unopened chat requests none', async () => {
    const { openTab } = await openBrowser(driver, {}, { script });
    const page = await openTab('/');
    await eventually(() => page.isVisible('button', 'Open chat')).toBe(true);
    await submitLogin(page, 'cade');
    await eventually(() => status(page)).toContain('Hello, Cade');
    await logOut(page);
    expect(tokenRequests(page)).toEqual([]);

    await page.hover('button', 'Open chat');
    await eventually(() => reasons(page)).toEqual(['prefetch']);
    await openChat(page);
    await askWhoIAm(page);
    expect(reasons(page)).toEqual(['prefetch']);
  });

  test('with prefetchToken "never", the SDK requests the token when the chat opens, and not earlier', async () => {
    const { openTab } = await openBrowser(driver, {}, { script: scriptWithoutPrefetch });
    const page = await openTab('/');
    await page.hover('button', 'Open chat');
    await page.hover('button', 'Log out');
    expect(tokenRequests(page)).toEqual([]);
    await openChat(page);
    expect(reasons(page)).toEqual(['open']);
  });
});

/** A site that records the reason of each token request. It has another page without the SDK. */
async function openBrowser(driver: Driver, options: Partial<BackendOptions> = {}, site: SiteOptions = {}) {
  const backend = () =>
    express()
      .get(
        '/other',
        (_request, response) => void response.type('html').send('<!doctype html><title>Another page</title>'),
      )
      .use(referenceBackend(options));
  const { url, front, messages } = await startSite({ script: referenceScript, ...site, backend });
  const browser = await driver.launch();
  onTestFinished(() => browser.close());
  return {
    url,
    front,
    messages,
    async openTab(path: string, pageOptions?: PageOptions) {
      const page = await browser.newPage(pageOptions);
      await watchFor(SECRET, page);
      await page.goto(url + path);
      return page;
    },
  };
}

function script({ SecureWebChat, webChat }: PageNeeds) {
  const chat = new SecureWebChat({
    webChat,
    tokenEndpoint: ({ signal, reason }) => fetch(`/createJWT?reason=${reason}`, { signal, cache: 'no-store' }),
    loginEndpoint: '/authenticate',
    logoutEndpoint: '/logout',
  });
  return {
    chat,
    login: (form: HTMLFormElement) => chat.login(Object.fromEntries(new FormData(form))),
    logout: () => chat.logout(),
  };
}

function scriptWithoutPrefetch({ SecureWebChat, webChat }: PageNeeds) {
  const chat = new SecureWebChat({
    webChat,
    tokenEndpoint: ({ signal, reason }) => fetch(`/createJWT?reason=${reason}`, { signal, cache: 'no-store' }),
    prefetchToken: 'never',
  });
  return { chat, login: () => chat.login(), logout: () => chat.logout() };
}

async function tellSecret(page: Page): Promise<void> {
  await openChat(page);
  await logIn(page, 'cade');
  await ask(page, `My secret is ${SECRET}`);
}

/** Changes the login like a page of the same site that does not use the SDK. */
const logOutWithoutSDK = (page: Page) =>
  page.evaluate(async () => {
    const { ok } = await fetch('/logout', { method: 'POST' });
    if (!ok) throw new Error('The backend refused the logout');
  });

const logInWithoutSDK = (page: Page, username: string) =>
  page.evaluate(async (body) => {
    const headers = { 'content-type': 'application/json' };
    const { ok } = await fetch('/authenticate', { method: 'POST', headers, body });
    if (!ok) throw new Error('The backend refused the login');
  }, JSON.stringify({ username, password }));

/**
 * Returns the text that would be readable if the tab were visible. A tab in the background has no
 * accessibility tree.
 */
const inBackground = (page: Page) => page.evaluate(() => document.documentElement.innerText);

/** Records the messages between the tabs, and sends none. */
const listenToTabs = (page: Page) =>
  page.evaluate(() => {
    const heard: string[] = [];
    const channel = new BroadcastChannel('secure-web-chat');
    channel.onmessage = ({ data }) => heard.push(JSON.stringify(data));
    Object.assign(window, { heard, channel });
  });

const heardFromTabs = (page: Page) => page.evaluate(() => Reflect.get(window, 'heard') as string[]);

const tokenRequests = (page: Page) => page.requests.filter(({ url }) => url.includes('/createJWT'));

/** The reasons of all token requests, oldest first. */
const reasons = (page: Page) => tokenRequests(page).map(({ url }) => new URL(url).searchParams.get('reason'));

async function expectNoTokenRequest(page: Page): Promise<void> {
  const before = reasons(page);
  await pause(QUIET_MS);
  expect(reasons(page)).toEqual(before);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
