/**
 * The story of the single-page application: one chat through routes, StrictMode, a login, and the
 * edits of a developer.
 */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { drivers, inEachBrowser, isUsed } from './browsers.js';
import type { Page } from './driver.js';
import { eventually } from './eventually.js';
import { serveGuideToReact } from './guideToReact.js';
import { installSpa, openSpa, type Spa } from './spa.js';
import {
  alerts,
  ask,
  askWhoIAm,
  logIn,
  logOut,
  openChat,
  remains,
  status,
  submitLogin,
  transcript,
} from './visitor.js';

let spa: Spa;

/**
 * Runs only if a browser is installed, and once for all browsers, because npm and the build take a
 * while.
 */
describe.runIf(drivers.some(isUsed))('the application', () => {
  beforeAll(async () => {
    spa = await installSpa();
    await spa.run('build');
  }, 180_000);
  afterAll(() => spa?.remove());

  test('compiles with the types of the packed package', async () => {
    await expect(spa.run('types')).resolves.toBeDefined();
  });

  inEachBrowser((driver) => {
    test("the guide's component is rendered on a server, and the browser hydrates it without a change", async () => {
      const { url, html } = await serveGuideToReact(spa.folder);
      expect(html).toMatch(/<form>.*Log in<\/button>/);
      const browser = await driver.launch();
      onTestFinished(() => browser.close());
      const page = await browser.newPage();
      await page.goto(url);
      const isTakenOver = () => Object.keys(window.fromServer).some((key) => key.startsWith('__reactProps'));
      await eventually(() => page.evaluate(isTakenOver)).toBe(true);
      expect(await page.evaluate(() => window.fromServer.isConnected)).toBe(true);
      // React's errors. Firefox also logs "Hydrated", which is React's mark for the profiler.
      expect(page.console.filter((line) => /hydration|mismatch|didn.t match|server/i.test(line))).toEqual([]);
    });

    test('built: the window stays open from page to page, and a login continues in the same session', async () => {
      const { page, messages } = await openSpa(driver, spa, 'preview');
      await openByOwnButton(page);
      const before = await askWhoIAm(page);
      expect(before.customUserID).toBe(before.subject);
      await page.click('link', 'Loans');
      await eventually(() => page.texts('heading')).toContain('Loans');
      const conversation = await transcript(page);
      expect(conversation).toMatch('Who am I?');
      await page.click('link', 'Account');
      await logIn(page, 'cade');
      await page.back();
      await eventually(() => page.texts('heading')).toContain('Loans');

      expect(await transcript(page)).toBe(conversation);
      expect(await askWhoIAm(page)).toEqual({ subject: before.subject, customUserID: 'cade-id' });
      expect(new Set(messages().map(({ sessionID }) => sessionID)).size).toBe(1);
      expect(await chats(page)).toBe(1);
      expect(await pageErrors(page)).toEqual([]);
    });

    test('built: after the token has expired, the assistant still answers the user', async () => {
      const { page, messages, tokens } = await openSpa(driver, spa, 'preview');
      await openByOwnButton(page);
      await page.click('link', 'Account');
      await logIn(page, 'cade');
      const { exp = Number.NaN } = decodeJwt(tokens().at(-1)?.body ?? '');
      await eventually(() => Date.now() / 1000, 20_000).toBeGreaterThan(exp);

      expect((await askWhoIAm(page)).customUserID).toBe('cade-id');
      expect(await ask(page, 'And now?')).toMatch('You said “And now?”');
      expect(new Set(messages().map(({ sessionID }) => sessionID)).size).toBe(1);
      expect(await pageErrors(page)).toEqual([]);
    });

    test('built: a wrong password shows one clear message, and the username stays in the form', async () => {
      const { page } = await openSpa(driver, spa, 'preview');
      await page.click('link', 'Account');
      await submitLogin(page, 'cade', 'not the password');

      await eventually(() => alerts(page)).toEqual(['The username or the password is wrong.']);
      expect(await status(page)).toEqual(['You are not logged in']);
      await page.fill('Password', 'lendyr-demo');
      await page.click('button', 'Log in');
      await eventually(() => status(page)).toEqual(['Hello, Cade']);
      expect(await alerts(page)).toEqual([]);
    });

    test('built: after the logout, only the greeting is in the transcript', async () => {
      const { page } = await openSpa(driver, spa, 'preview');
      await openByOwnButton(page);
      await page.click('link', 'Account');
      await logIn(page, 'cade');
      await ask(page, 'My secret is marmalade');
      await logOut(page);

      await eventually(() => transcript(page)).toMatch(/^Welcome to Lendyr! [^\n]*$/);
      expect(await remains(page)).not.toMatch(/marmalade|cade-id/);
      expect(await pageErrors(page)).toEqual([]);
    });

    test('in development: StrictMode runs every effect twice, but there is one chat, opened with one token', async () => {
      const { page, tokens } = await openSpa(driver, spa, 'dev');
      await openChat(page);

      expect((await askWhoIAm(page)).subject).toMatch(/^anon-/);
      expect(await chats(page)).toBe(1);
      expect(tokens()).toHaveLength(1);
      expect(await pageErrors(page)).toEqual([]);
    });

    test('in development: an edited component appears at once, and the chat continues', async () => {
      const { page } = await openSpa(driver, spa, 'dev');
      await openByOwnButton(page);
      await ask(page, 'Before the edit');
      const conversation = await transcript(page);
      await spa.edit('src/App.tsx', '<NavLink to="/loans">Loans', '<NavLink to="/loans">Credits');
      await eventually(() => page.texts('link')).toContain('Credits');

      expect(await transcript(page)).toBe(conversation);
      expect(await ask(page, 'After the edit')).toMatch('You said “After the edit”');
      expect(await chats(page)).toBe(1);
      expect(await pageErrors(page)).toEqual([]);
    });

    test('in development: an edit of the module that creates the chat takes effect, with one chat and the same conversation', async () => {
      const { page } = await openSpa(driver, spa, 'dev');
      await openByOwnButton(page);
      await page.click('link', 'Account');
      await logIn(page, 'cade');
      await ask(page, 'Before the edit');
      const conversation = await transcript(page);
      const isReplaced = await markChat(page);
      await spa.edit('src/chat.ts', 'logoutEndpoint:', "conversationAfterLogout: 'keep', logoutEndpoint:");
      await eventually(isReplaced).toBe(true);

      await eventually(() => transcript(page)).toBe(conversation);
      expect(await ask(page, 'After the edit')).toMatch('You said “After the edit”');
      expect(await chats(page)).toBe(1);
      await logOut(page);
      await ask(page, 'After the logout');
      expect(await transcript(page)).toContain(conversation);
      expect(await pageErrors(page)).toEqual([]);
    });
  });
});

/** The site's, not web chat's. */
async function openByOwnButton(page: Page): Promise<void> {
  await page.click('button', 'Ask the assistant');
  await eventually(() => transcript(page)).toMatch(/^Welcome/);
}

const chats = (page: Page) => page.evaluate(() => document.querySelectorAll('.WACContainer').length);

/** @returns whether the chat has been replaced by another one */
async function markChat(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => document.querySelector('.WACContainer')?.setAttribute('data-marked', ''));
  return () => page.evaluate(() => document.querySelector('.WACContainer:not([data-marked])') !== null);
}

const pageErrors = (page: Page) => page.evaluate(() => window.pageErrors);
