/** The demo and the documentation as everybody can use them: judged by axe, in light and dark, on a desk and in a hand. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import express from 'express';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listen } from '../../examples/listen.js';
import { inEachBrowser } from './browsers.js';
import { openDemo } from './demo.js';
import type { Browser, Page, PageOptions } from './driver.js';
import { eventually } from './eventually.js';
import { askWhoIAm, logIn, openChat, submitLogin } from './visitor.js';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

const site = fileURLToPath(new URL('../../site/', import.meta.url));
/** Where the pictures go, to look at. */
const { SCREENSHOTS } = process.env;

const guises = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [1280, 390].map((width): [string, PageOptions] => [
    `${colorScheme}, ${width} pixels wide`,
    { colorScheme, width, height: width === 390 ? 844 : 800 },
  ]),
);

const PAGES = [
  'index',
  'documents/Secure_Web_Chat',
  'documents/Enable_web_chat_security',
  'documents/Errors',
  'documents/Content_Security_Policy',
  'classes/secure-web-chat.SecureWebChat',
  'types/secure-web-chat.SecureWebChatState',
];

inEachBrowser((driver) => {
  // What axe judges is the same in every browser.
  describe.skipIf(driver.name !== 'Chromium').each(guises)('%s', (guise, options) => {
    test('the demo: closed, with a wrong password, and in the middle of a conversation', async () => {
      const { page } = await openDemo(driver, { tokenLifetimeSeconds: 600 }, options);
      await eventually(() => page.isVisible('button', 'Open chat')).toBe(true);
      await judge(page, `demo-closed ${guise}`);
      await submitLogin(page, 'cade', 'wrong');
      await eventually(() => page.texts('alert')).toContainEqual(expect.stringMatching(/wrong/));
      await judge(page, `demo-refused ${guise}`);
      await logIn(page, 'cade');
      await openChat(page);
      await askWhoIAm(page);
      await judge(page, `demo-open ${guise}`);
    });

    test('the documentation', { timeout: 240_000 }, async () => {
      const { url, browser } = await openDocs(() => driver.launch());
      const page = await browser.newPage(options);
      for (const path of PAGES) {
        await page.goto(`${url}/${path}.html`);
        // The navigation is made by a script.
        await eventually(() => page.evaluate(() => document.querySelectorAll('.tsd-navigation li').length)).not.toBe(0);
        await judge(page, `${path.replace(/.*\//, '')} ${guise}`);
      }
    });
  });

  describe.skipIf(driver.name !== 'Chromium')('the documentation', () => {
    test('is found by searching for a word that stands in a guide only', async () => {
      const { url, browser } = await openDocs(() => driver.launch());
      const page = await browser.newPage();
      await page.goto(url);
      await page.click('button', 'Search');
      await page.fill('Search the docs', 'kiosk');
      await eventually(() => page.texts('option')).toContainEqual(expect.stringMatching(/Shared computers/));
    });
  });
});

async function openDocs(launch: () => Promise<Browser>) {
  if (!existsSync(join(site, 'index.html'))) throw new Error('site/ is not there: run npm run docs');
  const { url, close } = await listen(express().use(express.static(site)), { port: 0, host: 'localhost' });
  onTestFinished(close);
  const browser = await launch();
  onTestFinished(() => browser.close());
  return { url, browser };
}

async function judge(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS) {
    mkdirSync(SCREENSHOTS, { recursive: true });
    writeFileSync(join(SCREENSHOTS, `${name.replace(/\W+/g, '-')}.png`), await page.screenshot());
  }
  // As a function, whose text is sent to the page: its policy forbids to evaluate any other.
  await page.evaluate(new Function(axe.source) as () => void);
  const violations = await page.evaluate(async () => {
    const found = await window.axe.run();
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
  expect(violations, name).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow, `what stands out of the screen, ${name}`).toBeLessThanOrEqual(0);
}
