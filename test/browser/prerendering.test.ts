/**
 * A page that the browser renders before the visitor comes, with a hint that preloads the token.
 */
import type { RequestHandler } from 'express';
import { expect, test } from 'vitest';
import * as reference from './backends/reference.js';
import { inEachBrowser } from './browsers.js';
import { eventually } from './eventually.js';
import { openSite } from './servedSite.js';
import { password } from './visitor.js';

const RULES = JSON.stringify({ prerender: [{ urls: ['/?next'], eagerness: 'immediate' }] });

/** The first page has the browser render the next one, where the chat is. */
const pages: RequestHandler = ({ query }, response) => {
  const chat = `<form hidden></form><button id="logout" hidden></button>
<p role="status"></p><p role="status" aria-label="Outcome"></p><p role="alert"></p>
<script src="secure-web-chat.iife.min.js"></script><script src="page.js"></script>`;
  const hint = '<link rel="preload" as="fetch" href="/createJWT" crossorigin>';
  const rules = `<script type="speculationrules">${RULES}</script>`;
  response.type('html').send(`<!doctype html><html lang="en"><head><title>Page</title><link rel="icon" href="data:,">
${'next' in query ? hint : rules}</head><body><h1>Page</h1><a href="/?next">Next page</a>${'next' in query ? chat : ''}</body></html>`);
};

inEachBrowser((driver) => {
  test('a page that was rendered before a login takes the token of after it, not the one it preloaded', async () => {
    const { page, front } = await openSite(driver, { ...reference, backend: () => reference.backend(), pages });
    const tokens = () => front.answered.filter(({ path }) => path === '/createJWT').length;
    if (driver.name === 'Chromium') await eventually(tokens).toBe(1);
    await page.evaluate(
      async (body) => {
        const headers = { 'content-type': 'application/json' };
        const { ok } = await fetch('/authenticate', { method: 'POST', headers, body });
        if (!ok) throw new Error('The backend refused the login');
      },
      JSON.stringify({ username: 'cade', password }),
    );
    await page.click('link', 'Next page');
    // A prerendered document lacks the script that the driver adds to each document.
    const text = () => page.evaluate(() => document.documentElement.innerText);
    await eventually(text).toContain('Loaded');
    if (driver.name === 'Chromium') {
      const activatedAt = () => {
        const [entry] = performance.getEntriesByType('navigation');
        return (entry as PerformanceNavigationTiming & { activationStart: number }).activationStart;
      };
      expect(await page.evaluate(activatedAt), 'the page was prerendered').toBeGreaterThan(0);
    }
    await page.evaluate(() => window.chat.open());
    await eventually(text).toContain('Welcome to Lendyr, Cade!');
  });
});
