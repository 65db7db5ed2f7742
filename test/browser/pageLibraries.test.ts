/** A chat beside libraries that replace the body of the page on a visit. */
import type { RequestHandler } from 'express';
import type {} from 'secure-web-chat/script-tag';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import * as reference from './backends/reference.js';
import { inEachBrowser } from './browsers.js';
import type { Driver, Page } from './driver.js';
import { eventually } from './eventually.js';
import { silence } from './front.js';
import { installPageLibraries, type PageLibrary, pageLibraries } from './pageLibraries.js';
import { type PageNeeds, startSite, state } from './servedSite.js';
import { ask, askWhoIAm, openChat, outcome, password, remains, transcript } from './visitor.js';

beforeAll(installPageLibraries, 180_000);

const SCRIPT = '/secure-web-chat.iife.min.js';

/** The place of the chat: in a corner, or in an element that the library may be told to keep. */
type Place = 'floating' | 'embedded' | 'kept';

/** Two pages with a link from one to the other. */
function pagesOf(library: PageLibrary, place: Place, tag: (src: string) => string): RequestHandler {
  const { marks = '', head = '' } = (place === 'kept' && library.kept) || {};
  return async ({ query }, response) => {
    if ('library' in query) {
      response.type('js').send(await library.script());
      return;
    }
    const isSecond = 'second' in query;
    response.type('html').send(`<!doctype html>
<html lang="en">
<head>
<title>${isSecond ? 'Second' : 'First'} page</title>
<link rel="icon" href="data:,">
${library.head ?? ''}
${head}
<script src="/?library"></script>
${place === 'floating' ? '' : `<script src="${SCRIPT}"></script><script src="/page.js" defer></script>`}
</head>
<body ${library.bodyAttributes ?? ''}>
<div id="swup">
<h1>${isSecond ? 'Second' : 'First'} page</h1>
<p><a href="/${isSecond ? '' : '?second'}">To the ${isSecond ? 'first' : 'second'} page</a></p>
<form hidden></form><button id="logout" hidden></button>
<p role="status"></p><p role="status" aria-label="Outcome"></p><p role="alert"></p>
${place === 'floating' ? tag(isSecond ? `${SCRIPT}?second` : SCRIPT) : `<div id="assistant" ${library.marks ?? ''} ${marks}></div>`}
</div>
</body>
</html>`);
  };
}

function script({ SecureWebChat, webChat }: PageNeeds) {
  const element = () => document.querySelector('#assistant');
  const chat = new SecureWebChat({
    webChat: { ...webChat, element, openChatByDefault: true },
    tokenEndpoint: '/createJWT',
    loginEndpoint: '/authenticate',
    logoutEndpoint: '/logout',
  });
  return { chat, login: () => chat.load(), logout: () => chat.logout() };
}

/** The first page, with a chat in which Cade has told a secret. */
async function openConversation(driver: Driver, library: PageLibrary, place: Place) {
  const tag = (src: string) => `<script src="${src}"
    data-integration-id="test-integration" data-region="test"
    data-servers-assistant-url-prefix="${site.assistantURL}" data-servers-web-chat-script-prefix="${site.assistantURL}"
    data-token-endpoint="/createJWT" data-login-endpoint="/authenticate" data-logout-endpoint="/logout"></script>`;
  const site = await startSite({ script, backend: () => reference.backend(), pages: pagesOf(library, place, tag) });
  const browser = await driver.launch();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.beforeEachDocument(followViewTransitions);
  await page.goto(site.url);
  if (place === 'floating') {
    await openChat(page);
    await page.evaluate(() => void Object.assign(window, { chat: window.SecureWebChat.current }));
  } else {
    await eventually(() => outcome(page)).toEqual(['Loaded']);
    await eventually(() => transcript(page)).toMatch(/^Welcome/);
  }
  await page.evaluate((secret) => window.chat.login({ username: 'cade', password: secret }), password);
  await ask(page, 'My secret is marmalade');
  return { page, site };
}

const SECRET = /marmalade|cade-id/;

/**
 * Also waits for the end of the view transition, which takes every click. The heading of the new
 * page is in the document before the transition animates anything.
 */
async function isOn(page: Page, title: string): Promise<void> {
  await eventually(() => page.texts('heading')).toContain(title);
  await page.evaluate(() => window.lastViewTransition);
}

declare global {
  interface Window {
    lastViewTransition?: Promise<void>;
  }
}

/** Runs in the page. */
function followViewTransitions(): void {
  const start = document.startViewTransition;
  if (!start) return;
  document.startViewTransition = (update) => {
    const transition = start.call(document, update);
    window.lastViewTransition = transition.finished.catch(() => {});
    return transition;
  };
}

async function visitSecondPage(page: Page): Promise<void> {
  await page.click('link', 'To the second page');
  await isOn(page, 'Second page');
}

async function goBack(page: Page): Promise<void> {
  await page.back();
  await isOn(page, 'First page');
}

/** The conversation goes on over a visit. After a logout on the next page, Back finds nothing. */
async function expectPrivacy(page: Page): Promise<void> {
  const shown = await transcript(page);
  const { isSameDocument } = await markDocument(page);
  await visitSecondPage(page);
  expect(await transcript(page)).toBe(shown);
  expect((await askWhoIAm(page)).customUserID).toBe('cade-id');

  await page.evaluate(() => window.chat.logout());
  expect(await html(page)).not.toMatch(SECRET);
  await goBack(page);
  expect(await html(page)).not.toMatch(SECRET);
  expect(await page.evaluate(() => document.querySelectorAll('.WACContainer').length)).toBe(1);
  expect((await askWhoIAm(page)).customUserID).toMatch(/^anon-/);
  expect(await isSameDocument()).toBe(true);
  expect(await state(page)).toMatchObject({ phase: 'ready', error: null });
}

async function expectNothingStored(page: Page): Promise<void> {
  expect(await remains(page)).not.toMatch(SECRET);
  expect(await snapshots(page)).not.toMatch(SECRET);
}

inEachBrowser((driver) => {
  test.each(pageLibraries)(
    '$name: a visit leaves a floating chat open, and after a logout the Back button shows no old conversation',
    async (library) => {
      const { page } = await openConversation(driver, library, 'floating');
      const shown = await transcript(page);
      await visitSecondPage(page);
      await goBack(page);
      expect(await transcript(page)).toBe(shown);
      await expectPrivacy(page);
      await expectNothingStored(page);
      // The library has run the script in the body again.
      expect(page.console.filter((line) => line.includes('secure-web-chat'))).toEqual([]);
    },
  );

  test.each(pageLibraries)(
    '$name: leaving a page before its script has arrived does not affect the chat, and causes no warning',
    async (library) => {
      const { page, site } = await openConversation(driver, library, 'floating');
      const shown = await transcript(page);
      const { fault, release } = silence();
      site.front.break(SCRIPT, fault);
      await visitSecondPage(page);
      await goBack(page);
      release();
      // Answered after the script.
      await page.evaluate(() => fetch('/page.js'));
      expect(await transcript(page)).toBe(shown);
      expect(page.console.filter((line) => line.includes('secure-web-chat'))).toEqual([]);
    },
  );

  test.each(pageLibraries)(
    '$name: a visit leaves a chat in an element of the page open, and after a logout the Back button shows no old conversation',
    async (library) => {
      const { page } = await openConversation(driver, library, 'embedded');
      await expectPrivacy(page);
    },
  );

  test.each(pageLibraries.filter(({ kept }) => kept))(
    '$name: if the library keeps the element of the chat, it stores no copy of the conversation',
    async (library) => {
      const { page } = await openConversation(driver, library, 'kept');
      await expectPrivacy(page);
      await expectNothingStored(page);
    },
  );
});

const html = (page: Page) => page.evaluate(() => document.documentElement.outerHTML);

/** This makes the test fail if the library did not start and the browser handled the navigation. */
async function markDocument(page: Page) {
  await page.evaluate(() => void Object.assign(window, { isMarked: true }));
  return { isSameDocument: () => page.evaluate(() => 'isMarked' in window) };
}

/** The copies of pages that Turbo Drive keeps in memory. */
function snapshots(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { Turbo } = window as {
      Turbo?: { session: { view: { snapshotCache: { entries: Record<string, { element: Element }> } } } };
    };
    if (Turbo && !Turbo.session.view.snapshotCache.entries) throw new Error('Turbo Drive keeps pages elsewhere now');
    const kept = Object.values(Turbo?.session.view.snapshotCache.entries ?? {});
    return kept.map(({ element }) => element.outerHTML).join();
  });
}
