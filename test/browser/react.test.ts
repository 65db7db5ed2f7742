/** The binding in React 19, on a page from a server, in StrictMode. */
import { beforeAll, describe, expect, test } from 'vitest';
import { drivers, inEachBrowser, isUsed } from './browsers.js';
import type { Page } from './driver.js';
import { eventually } from './eventually.js';
import { buildReactPage, openReactPage } from './reactSite.js';
import { ask, openChat, remains, send, transcript } from './visitor.js';

describe.runIf(drivers.some(isUsed))('the binding for React', () => {
  let built: Awaited<ReturnType<typeof buildReactPage>>;
  beforeAll(async () => {
    built = await buildReactPage();
  });

  inEachBrowser((driver) => {
    test('React hydrates a page from a server without an error, and the page has one chat', async () => {
      const { page } = await openReactPage(driver, built);
      await eventually(() => page.texts('status', 'Phase')).toEqual(['ready']);
      expect(
        await page.evaluate(() => document.contains((window as never as { fromServer: Element }).fromServer)),
      ).toBe(true);
      await openChat(page);
      expect(await page.evaluate(() => document.querySelectorAll('.WACContainer').length)).toBe(1);
      expect(complaints(page)).toEqual([]);
    });

    test('both components show the login and the logout, and render once for each change', async () => {
      const { page } = await openReactPage(driver, built);
      await openChat(page);
      const before = await page.evaluate(() => ({ ...window.counts }));
      await page.click('button', 'Log in as Cade');
      await eventually(() => page.texts('status')).toContain('Hello, Cade');
      await page.click('button', 'Log out');
      await eventually(() => page.texts('status')).toContain('You are not logged in');
      await eventually(() => page.texts('status', 'Phase')).toEqual(['ready']);

      const after = await page.evaluate(() => ({ ...window.counts }));
      expect(after.one - before.one).toBe(after.other - before.other);
      expect(after.one - before.one).toBeGreaterThan(3);
      expect(after.one - before.one).toBeLessThanOrEqual(after.changes - before.changes);
      expect(complaints(page)).toEqual([]);
    });

    test('responses appear in the conversation with React contexts, a failed one stays empty, and a logout removes all', async () => {
      const { page } = await openReactPage(driver, built);
      await openChat(page);
      await page.click('button', 'Log in as Cade');
      await eventually(() => page.texts('status')).toContain('Hello, Cade');
      await send(page, 'card one');
      await page.click('button', 'card one in EUR, pressed 0 times');
      await page.click('button', 'Dollars');
      await eventually(() => transcript(page)).toContain('card one in USD, pressed 1 times');
      await send(page, 'card broken');
      await eventually(() => page.console.join()).toContain('This card is broken');
      expect(await ask(page, 'Who am I?')).toContain('cade-id');
      await send(page, 'card two');
      await eventually(() => transcript(page)).toContain('card two in USD, pressed 0 times');

      await page.click('button', 'Provider');
      await eventually(() => transcript(page)).not.toContain('pressed');
      await page.click('button', 'Provider');
      await eventually(() => transcript(page)).toContain('card two in USD, pressed 0 times');
      await page.click('button', 'Log out');
      await eventually(() => page.texts('status')).toContain('You are not logged in');
      await eventually(() => transcript(page)).toMatch(/^Welcome to Lendyr! [^\n]*$/);
      expect(await remains(page)).not.toMatch(/card (one|two) in/);
      await send(page, 'card three');
      await eventually(() => transcript(page)).toContain('card three in USD, pressed 0 times');
    });

    test('the newest handler receives each message once, even after a logout and a new provider', async () => {
      const { page } = await openReactPage(driver, built);
      await openChat(page);
      await ask(page, 'First');
      await page.click('button', 'Render');
      await page.click('button', 'Render');
      await ask(page, 'Second');
      await page.click('button', 'Log in as Cade');
      await eventually(() => page.texts('status')).toContain('Hello, Cade');
      await page.click('button', 'Log out');
      await eventually(() => page.texts('status')).toContain('You are not logged in');
      await eventually(() => transcript(page)).toMatch(/^Welcome to Lendyr! [^\n]*$/);
      await ask(page, 'Third');
      await page.click('button', 'Provider');
      await page.click('button', 'Provider');
      await eventually(() => page.texts('status', 'Phase')).toEqual(['ready']);
      await ask(page, 'Fourth');

      const told = ['First in rendering 0', 'Second in rendering 2', 'Third in rendering 2', 'Fourth in rendering 0'];
      expect(await page.evaluate(() => window.heard)).toEqual(told);
      expect(complaints(page)).toEqual([]);
    });

    test('all components show the same state if it changes in the middle of a concurrent rendering', async () => {
      const { page } = await openReactPage(driver, built);
      await eventually(() => page.texts('status', 'Phase')).toEqual(['ready']);
      const commits = await page.evaluate(() => window.tear());
      expect(commits.at(-1)).toBe('destroyed');
      expect(commits.filter((commit) => commit.includes(','))).toEqual([]);
      await eventually(() => page.texts('status', 'Phase')).toEqual(['destroyed']);
    });

    test('an embedded chat appears on each route that has an element for it, with the same conversation', async () => {
      const { page } = await openReactPage(driver, built, true);
      await eventually(() => page.texts('status', 'Phase')).toEqual(['ready']);
      expect(await placeOf(page)).toBe(null);
      await page.click('button', 'Ask us');
      await eventually(() => transcript(page)).toMatch(/^Welcome/);
      expect(await placeOf(page)).toEqual({ width: 400, height: 500, holdsChat: true });
      await ask(page, 'My secret');
      const conversation = await transcript(page);

      await page.click('button', 'Go to Loans');
      await eventually(() => page.texts('heading')).toContain('Loans');
      expect(await transcript(page)).toBe('');
      await page.click('button', 'Go to Contact');
      await eventually(() => transcript(page)).toBe(conversation);
      expect(await placeOf(page)).toEqual({ width: 400, height: 500, holdsChat: true });
      await page.click('button', 'Go to Help');
      await eventually(() => page.texts('heading')).toContain('Help');
      await eventually(() => transcript(page)).toBe(conversation);
      expect(await ask(page, 'Another')).toContain('You said “Another”');
      await page.click('button', 'Close chat');
      await eventually(() => placeOf(page)).toBe(null);
      expect(complaints(page)).toEqual([]);
    });

    test('a second element for the chat throws an error, and the first one keeps the chat', async () => {
      const { page } = await openReactPage(driver, built, true);
      await eventually(() => page.texts('status', 'Phase')).toEqual(['ready']);
      await page.click('button', 'Ask us');
      await eventually(() => transcript(page)).toMatch(/^Welcome/);
      await page.click('button', 'Go to Twice');
      await eventually(() => page.texts('alert')).toContain(
        'Could not mount WebChatElement because another one is mounted; mount one at a time.',
      );
      expect(await placeOf(page)).toEqual({ width: 400, height: 500, holdsChat: true });
    });
  });
});

/**
 * React's errors about the page. Firefox also logs "Hydrated", which is React's mark for the
 * profiler.
 */
const complaints = (page: Page) =>
  page.console.filter((line) => /recovered|hydration|mismatch|didn.t match|warning|error/i.test(line));

/** The size of the chat's place, and whether the chat is in it; null while it takes up no space. */
const placeOf = (page: Page) =>
  page.evaluate(() => {
    const place = document.querySelector<HTMLElement>('.place');
    if (!place?.offsetWidth) return null;
    const { offsetWidth: width, offsetHeight: height } = place;
    return { width, height, holdsChat: place.querySelector('.WACContainer') !== null };
  });
