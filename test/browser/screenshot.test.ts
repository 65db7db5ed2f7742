/**
 * The picture of the demo in the README. `UPDATE_SCREENSHOT=1 npx vitest run --project browser
 * screenshot` takes a new one.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { inEachBrowser } from './browsers.js';
import { openDemo } from './demo.js';
import type { PageOptions } from './driver.js';
import { eventually } from './eventually.js';
import { askWhoIAm, logIn, openChat } from './visitor.js';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
const MAX_BYTES = 200_000;
/** The folder of the other pictures, to look at. */
const { UPDATE_SCREENSHOT, SCREENSHOTS } = process.env;

const views: [string, PageOptions][] = [
  ['demo', { width: 1280, height: 800, colorScheme: 'light' }],
  ['demo-dark', { width: 1280, height: 800, colorScheme: 'dark' }],
  ['demo-narrow', { width: 390, height: 844, colorScheme: 'light' }],
];

inEachBrowser((driver) => {
  test.each(views)(
    '%s: the demo fits on the screen, and the picture in the README is up to date',
    async (name, pageOptions) => {
      const { page } = await openDemo(driver, { tokenLifetimeSeconds: 600 }, pageOptions);
      const shoot = async (suffix = '') => {
        const picture = await page.screenshot();
        if (SCREENSHOTS) writeFileSync(`${SCREENSHOTS}/${driver.name}-${name}${suffix}.png`, picture);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
        return picture;
      };
      await eventually(() => page.isVisible('button', 'Open chat')).toBe(true);
      await shoot('-closed');
      // On a narrow screen the open chat covers the page.
      if (name === 'demo-narrow') await logIn(page, 'cade');
      await openChat(page);
      await askWhoIAm(page);
      if (name !== 'demo-narrow') await logIn(page, 'cade');
      await askWhoIAm(page);
      const picture = await shoot();

      expect(picture.byteLength).toBeLessThan(MAX_BYTES);
      if (UPDATE_SCREENSHOT && name === 'demo' && driver.name === 'Chromium') {
        mkdirSync(docs, { recursive: true });
        writeFileSync(`${docs}/demo.png`, picture);
      }
    },
  );
});
