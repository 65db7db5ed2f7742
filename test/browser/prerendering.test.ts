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

/**
 * The page opens its chat and reports its text to its server. Puppeteer waits only 100 ms for a
 * prerendered page to replace the visible one, and on a busy machine never finds the page again.
 */
function openChatAndReport(): void {
  const isPrerendered = 'prerendering' in document && document.prerendering;
  window.chat
    .load()
    .then(() => window.chat.open())
    .catch((error) => document.body.append(String(error)));
  const report = () => {
    const seen = JSON.stringify({ isPrerendered, text: document.documentElement.innerText });
    if (document.visibilityState === 'visible') fetch(`/?seen=${encodeURIComponent(seen)}`).catch(() => {});
  };
  setInterval(report, 100);
}

/** The first page has the browser render the next one, where the chat is. */
function createPages() {
  let seen: { isPrerendered: boolean; text: string } | null = null;
  const pages: RequestHandler = ({ query }, response) => {
    if ('seen' in query) {
      seen = JSON.parse(String(query['seen']));
      response.end();
      return;
    }
    const chat = `<form hidden></form><button id="logout" hidden></button>
<p role="status"></p><p role="status" aria-label="Outcome"></p><p role="alert"></p>
<script src="secure-web-chat.iife.min.js"></script><script src="page.js"></script>
<script>(${openChatAndReport})()</script>`;
    const hint = '<link rel="preload" as="fetch" href="/createJWT" crossorigin>';
    const rules = `<script type="speculationrules">${RULES}</script>`;
    response.type('html').send(`<!doctype html><html lang="en"><head><title>Page</title><link rel="icon" href="data:,">
${'next' in query ? hint : rules}</head><body><h1>Page</h1><a href="/?next">Next page</a>${'next' in query ? chat : ''}</body></html>`);
  };
  return { pages, seen: () => seen };
}

inEachBrowser((driver) => {
  test('a page that was prerendered before a login uses a token from after the login, not the preloaded one', async () => {
    const { pages, seen } = createPages();
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
    await eventually(() => seen()?.text).toContain('Welcome to Lendyr, Cade!');
    expect(seen()?.isPrerendered).toBe(driver.name === 'Chromium');
  });
});
