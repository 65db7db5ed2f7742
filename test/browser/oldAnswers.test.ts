/**
 * Service workers and a proxy that answer token requests with a token from before a login or
 * logout.
 */
import express, { type RequestHandler } from 'express';
import { expect, test } from 'vitest';
import { backend, script } from './backends/reference.js';
import { inEachBrowser } from './browsers.js';
import type { Driver, Page } from './driver.js';
import { eventually } from './eventually.js';
import { errors, openSite } from './servedSite.js';
import { alerts, ask, askWhoIAm, openChat, outcome, remains, submitLogin, transcript } from './visitor.js';

const SECRET = 'marmalade';
const CACHES = ['a service worker, cache-first', 'a proxy that ignores no-store'] as const;

inEachBrowser((driver) => {
  test('a service worker that answers from its cache first delays a logout by a second, without other effects', async () => {
    const page = await openCachedSite(driver, 'stale-while-revalidate');
    await openChat(page);
    await logIn(page);
    expect((await askWhoIAm(page)).customUserID).toBe('cade-id');
    await ask(page, `My secret is ${SECRET}`);
    await page.click('button', 'Log out');
    await eventually(() => outcome(page), 10_000).toEqual(['Logged out']);
    await eventually(() => transcript(page)).toMatch(/^Welcome to Lendyr! [^\n]*$/);
    expect((await askWhoIAm(page)).customUserID).toMatch(/^anon-/);
    expect(await remains(page)).not.toMatch(/marmalade|cade-id|Cade/);
    expect(await errors(page)).toEqual([]);
  });

  test.each(CACHES)('if old answers keep a login from the assistant, the page gets an error (%s)', async (cache) => {
    const page = await openCachedSite(driver, cache);
    await openChat(page);
    await logIn(page);
    await eventually(() => errors(page), 10_000).toContain('TOKEN_REJECTED');
  });

  test.each(CACHES)(
    'if old answers keep a logout from the assistant, logout() rejects and the conversation is removed (%s)',
    async (cache) => {
      const page = await openCachedSite(driver, cache, 'logged in');
      await openChat(page);
      expect((await askWhoIAm(page)).customUserID).toBe('cade-id');
      await ask(page, `My secret is ${SECRET}`);
      await page.click('button', 'Log out');
      await eventually(() => alerts(page), 10_000).toEqual(['LOGOUT_FAILED']);
      const [error] = await page.evaluate(() => window.errors.map(({ cause }) => (cause as { code?: string })?.code));
      expect(error).toBe('TOKEN_REJECTED');
      expect(await transcript(page)).not.toContain(SECRET);
      expect(await remains(page)).not.toContain(SECRET);
    },
  );
});

/** @param start whether the visitor has logged in before the cache has seen a token */
async function openCachedSite(
  driver: Driver,
  cache: string,
  start: 'anonymous' | 'logged in' = 'anonymous',
): Promise<Page> {
  const isProxy = cache.startsWith('a proxy');
  const { page, url } = await openSite(driver, {
    script,
    backend: () =>
      express()
        .get('/worker.js', (_request, response) => void response.type('js').send(worker(cache)))
        .get(
          '/elsewhere',
          (_request, response) => void response.type('html').send('<!doctype html><title>Elsewhere</title>'),
        )
        .use(isProxy ? storeTokens() : (_request, _response, next) => next(), backend()),
  });
  await page.goto(`${url}/elsewhere`);
  if (start === 'logged in') {
    await page.evaluate(async () => {
      const body = JSON.stringify({ username: 'cade', password: 'lendyr-demo' });
      await fetch('/authenticate', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    });
  }
  if (!isProxy) {
    await page.evaluate(async () => {
      await navigator.serviceWorker.register('/worker.js');
      await navigator.serviceWorker.ready;
    });
  }
  await page.goto(url);
  if (!isProxy) await eventually(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  return page;
}

/**
 * Answers with the first token that it has seen, and with a `Date` of its own, as many proxies do.
 */
function storeTokens(): RequestHandler {
  let stored: string | undefined;
  return (request, response, next) => {
    if (request.path !== '/createJWT') return next();
    if (stored !== undefined) return void response.type('text').end(stored);
    const { end } = response;
    response.end = ((...answer: [body: string]) => {
      stored = String(answer[0]);
      return end.apply(response, answer as never);
    }) as typeof end;
    next();
  };
}

const worker = (cache: string) => `
  const isFirst = ${cache.endsWith('cache-first')};
  addEventListener('activate', (event) => event.waitUntil(clients.claim()));
  addEventListener('fetch', (event) => {
    if (new URL(event.request.url).pathname === '/createJWT') event.respondWith(answer(event));
  });
  async function answer(event) {
    const store = await caches.open('tokens');
    const stored = await store.match('/createJWT');
    if (stored && isFirst) return stored;
    const fresh = fetch(event.request).then(async (response) => {
      await store.put('/createJWT', response.clone());
      return response;
    });
    event.waitUntil(fresh);
    return stored ?? fresh;
  }
`;

async function logIn(page: Page): Promise<void> {
  await submitLogin(page, 'cade');
  await eventually(() => outcome(page), 10_000).toEqual(['Logged in']);
}
