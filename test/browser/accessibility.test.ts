/**
 * Checks the demo and the documentation with axe: in light and dark, on a wide and on a narrow
 * screen.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import express from 'express';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { listen } from '../../examples/listen.js';
import { run } from '../node/process.js';
import { inOneBrowser } from './browsers.js';
import { openDemo } from './demo.js';
import type { Page, PageOptions } from './driver.js';
import { eventually } from './eventually.js';
import { askWhoIAm, logIn, openChat, submitLogin } from './visitor.js';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

const site = fileURLToPath(new URL('../../site/', import.meta.url));
/** The folder of the pictures, to look at. */
const { SCREENSHOTS } = process.env;

const SIZES: PageOptions[] = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];
const guises = (['light', 'dark'] as const).flatMap((colorScheme) =>
  SIZES.map((size): [string, PageOptions] => [`${colorScheme}, ${size.width} pixels wide`, { colorScheme, ...size }]),
);
/** The rules of axe that check colours. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

/** Every page of the site, from its root. */
const pages = existsSync(site)
  ? readdirSync(site, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.html'))
      .sort()
  : [];
/** One page of each kind, because the look of a page depends only on its kind. */
const KINDS = [
  'index.html',
  'documents/Secure_Web_Chat.html',
  'documents/Errors.html',
  'documents/Performance.html',
  'documents/Options.html',
  'classes/secure-web-chat.SecureWebChat.html',
  'types/secure-web-chat.SecureWebChatState.html',
];

inOneBrowser((driver) => {
  describe.each(guises)('%s', (guise, options) => {
    test('the demo is accessible: closed, with a wrong password, and in the middle of a conversation', async () => {
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

    test('the page of `npx secure-web-chat dev` is accessible: closed, and in the middle of a conversation', async () => {
      const command = run('dist/cli.js', {}, ['dev', '--port', '0']);
      const [, url = ''] = await command.prints(/Page\s+(\S+)/);
      const browser = await driver.launch();
      onTestFinished(() => browser.close());
      const page = await browser.newPage(options);
      await page.goto(url);
      await eventually(() => page.isVisible('button', 'Open chat')).toBe(true);
      await judge(page, `dev-closed ${guise}`);
      await logIn(page, 'cade');
      await openChat(page);
      await askWhoIAm(page);
      await judge(page, `dev-open ${guise}`);
    });

    test('the documentation: a page of each kind', async () => {
      const { url, close } = await startDocs();
      onTestFinished(close);
      const browser = await driver.launch();
      onTestFinished(() => browser.close());
      const page = await browser.newPage(options);
      for (const path of KINDS) {
        await openPage(page, `${url}/${path}`);
        await judge(page, `${path} ${guise}`);
      }
    });
  });

  describe('the documentation', () => {
    let page: Page;
    let url: string;
    beforeAll(async () => {
      const docs = await startDocs();
      const browser = await driver.launch();
      page = await browser.newPage({ colorScheme: 'light' });
      url = docs.url;
      return async () => {
        await browser.close();
        await docs.close();
      };
    });

    test('has a page of each kind', () => {
      expect(pages).toEqual(expect.arrayContaining(KINDS));
    });

    test.each(pages)('%s is accessible in the light and in the dark theme', async (path) => {
      await openPage(page, `${url}/${path}`);
      await judge(page, path);
      expect(await page.evaluate(() => document.querySelectorAll('h1').length), 'headings').toBe(1);
      // The control on the page sets this attribute.
      await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'dark'));
      await judge(page, `${path}, dark`, COLOURS);
    });

    test('the search finds a word that occurs in one guide only', async () => {
      await page.goto(url);
      await page.click('button', 'Search');
      await page.fill('Search the docs', 'kiosk');
      await eventually(() => page.texts('option')).toContainEqual(expect.stringMatching(/Shared computers/));
    });
  });
});

function startDocs() {
  if (!existsSync(join(site, 'index.html'))) throw new Error('site/ is not there: run npm run docs');
  return listen(express().use(express.static(site)), { port: 0, host: 'localhost' });
}

/** The navigation is made by a script. */
async function openPage(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await eventually(() => page.evaluate(() => document.querySelectorAll('.tsd-navigation li').length)).not.toBe(0);
}

/** @param rules the rules to check; by default all */
async function judge(page: Page, name: string, rules?: readonly string[]): Promise<void> {
  if (SCREENSHOTS) {
    mkdirSync(SCREENSHOTS, { recursive: true });
    writeFileSync(join(SCREENSHOTS, `${name.replace(/\W+/g, '-')}.png`), await page.screenshot());
  }
  // The function's text is sent to the page, because the page's policy forbids evaluating strings.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(new Function(axe.source) as () => void);
  const violations = await page.evaluate(async (rules) => {
    const found = await window.axe.run({ resultTypes: ['violations'], ...(rules && { runOnly: [...rules] }) });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }, rules);
  expect(violations, name).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow, `what stands out of the screen, ${name}`).toBeLessThanOrEqual(0);
}
