/** A page with the `<script>` element and no code of its own. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { RequestHandler } from 'express';
import type {} from 'secure-web-chat/script-tag';
import { expect, onTestFinished, test } from 'vitest';
import * as reference from './backends/reference.js';
import { inEachBrowser } from './browsers.js';
import type { Driver, Page } from './driver.js';
import { eventually } from './eventually.js';
import { silence, unavailable } from './front.js';
import { startSite } from './servedSite.js';
import { alerts, ask, askWhoIAm, openChat, status, submitLogin, transcript } from './visitor.js';

const ELEMENTS = `
<form data-secure-web-chat="login" method="post">
  <label>Username <input name="username" required></label>
  <label>Password <input name="password" type="password" required></label>
  <p data-secure-web-chat="error"></p>
  <button>Log in</button>
</form>
<button data-secure-web-chat="logout" hidden>Log out</button>
<button data-secure-web-chat="open">Ask us</button>
<p data-secure-web-chat="status" data-user="Hello, {userName}"></p>
<p data-secure-web-chat="error"></p>`;

interface PageParts {
  /** More attributes of the element, such as `async`. */
  more?: string;
  head?: (tag: string) => string;
  body?: (tag: string) => string;
  headers?: (assistantURL: string) => Record<string, string>;
}

/** A page whose only script is ours; the site ends with the test. */
async function openPage(driver: Driver, { more = '', head, body = (tag) => ELEMENTS + tag, headers }: PageParts = {}) {
  const tag = (assistantURL: string) => `<script src="secure-web-chat.iife.min.js" ${more}
    data-integration-id="test-integration" data-region="test" data-service-instance-id="test-service"
    data-servers-assistant-url-prefix="${assistantURL}" data-servers-web-chat-script-prefix="${assistantURL}"
    data-token-endpoint="/createJWT" data-login-endpoint="/authenticate" data-logout-endpoint="/logout"></script>`;
  const pages: RequestHandler = (_request, response) => {
    const ours = tag(site.assistantURL);
    response.set(headers?.(site.assistantURL) ?? {});
    response.type('html').send(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>A site without code</title><link rel="icon" href="data:,">${head?.(ours) ?? ''}</head>
<body><main><h1>A site without code</h1>${body(ours)}</main></body>
</html>`);
  };
  const site = await startSite({ backend: () => reference.backend(), pages });
  const browser = await driver.launch();
  const page = await browser.newPage();
  await page.goto(site.url);
  return { ...site, page, [Symbol.asyncDispose]: () => browser.close() };
}

const complaints = (page: Page) =>
  page.console.filter((line) => /secure-web-chat|Content Security|Trusted/i.test(line));

const foreign = 'https://foreign.test/x.js';
/** Markup of a visitor that passes a sanitiser which removes only scripts and handlers. */
const planted = [
  `<img alt="" name="currentScript" data-integration-id="a" data-region="r" data-token-endpoint="/createJWT" data-script-url="${foreign}">`,
  `<form name="currentScript" data-script-url="${foreign}"><input name="attributes"></form>`,
  '<img alt="" name="scripts"><img alt="" name="scripts">',
  `<form name="baseURI" action="${foreign}"></form>`,
  '<a id="SecureWebChat"></a><a id="SecureWebChat" name="current"></a>',
  '<form id="SecureWebChat"><input name="current"></form>',
  '<embed id="SecureWebChat">',
  '<a id="loadWatsonAssistantChat"></a>',
  '<embed id="loadWatsonAssistantChat">',
  '<form name="loadWatsonAssistantChat"></form><form name="loadWatsonAssistantChat"></form>',
];

const guide = readFileSync(new URL('../../docs/script-tag.md', import.meta.url), 'utf8');

/** The policy of the guide. */
const strictPolicy = (assistantURL: string) => {
  const [, policy = ''] = /```csp\n(.*)\n/.exec(guide) ?? [];
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      "style-src 'nonce-r4nd0m'",
      policy.replace('…', 'r4nd0m').replace('<IBM>', assistantURL),
      'img-src data:',
      "form-action 'self'",
      "base-uri 'none'",
    ].join('; '),
  };
};

/** The violations of WCAG 2, levels A and AA, that axe finds in the page. */
function violations(page: Page): Promise<string[]> {
  const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  return page.evaluate(async (code) => {
    const script = document.createElement('script');
    script.textContent = code;
    document.head.append(script);
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const found = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
    return found.violations.map(({ id, help }) => `${id}: ${help}`);
  }, source);
}

/** A page whose chat does not load automatically. The user has just logged in on this page. */
async function openManualPage(driver: Driver) {
  const site = await openPage(driver, { more: 'async data-start="manual"' });
  const { page } = site;
  await eventually(() => page.evaluate(() => window.SecureWebChat?.current?.getState().phase)).toBe('idle');
  await submitLogin(page, 'cade');
  await eventually(() => status(page)).toContain('Hello, Cade');
  return site;
}

const nowhere = () => ELEMENTS;
const places: [string, PageParts][] = [
  ['in the head', { head: (tag) => tag, body: nowhere }],
  ['in the head, with defer', { more: 'defer', head: (tag) => tag, body: nowhere }],
  ['in the head, with async', { more: 'async', head: (tag) => tag, body: nowhere }],
  ['before the elements', { body: (tag) => tag + ELEMENTS }],
  ['at the end of the body', {}],
];

inEachBrowser((driver) => {
  test.each(places)(
    'with a tag %s, the visitor logs in and out in mid-session, without code on the page',
    async (_, parts) => {
      await using site = await openPage(driver, parts);
      const { page } = site;
      await eventually(() => status(page)).toContain('You are not logged in');
      expect(await page.isVisible('button', 'Log out')).toBe(false);
      await openChat(page);
      const anonymous = await askWhoIAm(page);
      expect(anonymous.customUserID).toBe(anonymous.subject);

      await submitLogin(page, 'cade', 'wrong');
      await eventually(() => alerts(page)).toEqual(['The username or the password is wrong.']);
      await submitLogin(page, 'cade');
      await eventually(() => status(page)).toContain('Hello, Cade');
      expect(await alerts(page)).toEqual([]);
      expect(await page.isVisible('button', 'Log in')).toBe(false);
      expect(await askWhoIAm(page)).toEqual({ subject: anonymous.subject, customUserID: 'cade-id' });
      await ask(page, 'My secret is marmalade');

      await page.click('button', 'Log out');
      await eventually(() => status(page)).toContain('You are not logged in');
      await eventually(() => transcript(page)).toMatch(/^Welcome to Lendyr! [^\n]*$/);
      expect(await askWhoIAm(page)).toEqual(anonymous);
      expect(page.requests.map(({ url }) => url).filter((url) => /wrong|lendyr-demo|marmalade/.test(url))).toEqual([]);
      expect(complaints(page)).toEqual([]);
    },
  );

  test('the page of the guide works unchanged, apart from the addresses', async () => {
    const [, html = ''] = /```html\n(<!doctype html>[^`]*)```/.exec(guide) ?? [];
    const pages: RequestHandler = (_request, response) => {
      const { assistantURL } = site;
      const servers = `data-servers-assistant-url-prefix="${assistantURL}" data-servers-web-chat-script-prefix="${assistantURL}"`;
      response.type('html').send(html.replace(/src="[^"]+"/, `src="secure-web-chat.iife.min.js" ${servers}`));
    };
    const site = await startSite({ backend: () => reference.backend(), pages });
    const browser = await driver.launch();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await page.goto(site.url);
    await eventually(() => status(page)).toContain('You are not logged in');
    await submitLogin(page, 'cade', 'wrong');
    await eventually(() => alerts(page)).toEqual(['The username or the password is wrong.']);
    expect(await violations(page)).toEqual([]);
    await submitLogin(page, 'cade');
    await eventually(() => status(page)).toContain('Hello, Cade');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Log out');
    await page.click('button', 'Ask us');
    await eventually(() => transcript(page)).toMatch(/^Welcome/);
    expect((await askWhoIAm(page)).customUserID).toBe('cade-id');
    await page.click('button', 'Log out');
    await eventually(() => status(page)).toContain('You are not logged in');
    expect(complaints(page)).toEqual([]);
  });

  test("the site's own button opens the chat", async () => {
    await using site = await openPage(driver);
    await site.page.click('button', 'Ask us');
    await eventually(() => transcript(site.page)).toMatch(/^Welcome/);
  });

  test('with data-start="manual", the page requests nothing from IBM before the visitor has agreed', async () => {
    await using site = await openManualPage(driver);
    const { page, assistantURL } = site;
    expect(page.requests.filter(({ url }) => url.startsWith(assistantURL))).toEqual([]);

    await page.evaluate(() => void window.SecureWebChat.current?.load());
    await openChat(page);
    expect((await askWhoIAm(page)).customUserID).toBe('cade-id');
  });

  test('with data-start="manual", the page after a login shows the user, and the logout works there', async () => {
    await using site = await openManualPage(driver);
    const { page, assistantURL } = site;
    await page.goto(site.url);
    await eventually(() => status(page)).toContain('Hello, Cade');
    expect(await page.isVisible('button', 'Log in')).toBe(false);
    await page.click('button', 'Log out');
    await eventually(() => status(page)).toContain('You are not logged in');
    expect(await page.isVisible('button', 'Log in')).toBe(true);
    expect(page.requests.filter(({ url }) => url.startsWith(assistantURL))).toEqual([]);
  });

  test('with data-start="intent", the page requests nothing before the visitor reaches for the chat', async () => {
    await using site = await openPage(driver, { more: 'async data-start="intent"' });
    const { page, assistantURL } = site;
    const asked = () => page.requests.filter(({ url }) => url.startsWith(assistantURL) || url.endsWith('/createJWT'));
    await eventually(() => page.evaluate(() => document.readyState)).toBe('complete');
    await eventually(() => page.evaluate(() => window.SecureWebChat?.current?.getState().phase)).toBe('idle');
    expect(asked()).toEqual([]);
    await page.click('button', 'Ask us');
    await eventually(() => transcript(page)).toMatch(/^Welcome/);
    expect(asked().filter(({ url }) => url.endsWith('/createJWT'))).toHaveLength(1);
  });

  test('with data-start="idle", the page loads web chat automatically, but no token', async () => {
    await using site = await openPage(driver, { more: 'async data-start="idle"' });
    const { page } = site;
    await eventually(() => page.isVisible('button', 'Open chat')).toBe(true);
    expect(page.requests.filter(({ url }) => url.endsWith('/createJWT'))).toEqual([]);
    await openChat(page);
  });

  test('a visitor who presses the button before web chat is loaded sees and hears that the chat opens', async () => {
    await using site = await openPage(driver, { more: 'async data-start="manual"' });
    const { page, assistantFront } = site;
    const button = () =>
      page.evaluate(() => document.querySelector('[data-secure-web-chat=open]')?.getAttribute('aria-busy'));
    const phase = () => page.evaluate(() => window.SecureWebChat?.current?.getState().phase);
    await eventually(phase).toBe('idle');
    const { fault, release, heard } = silence();
    assistantFront.break('/WatsonAssistantChatEntry.js', fault);
    await page.click('button', 'Ask us');
    await eventually(heard).toBe(1);
    expect([await button(), await phase()]).toEqual(['true', 'loading']);
    expect(await status(page)).toContain('The chat opens in a moment');
    release();
    await eventually(() => transcript(page)).toMatch(/^Welcome/);
    await eventually(button).toBe(null);
    expect(await phase()).toBe('ready');
    expect(await status(page)).toContain('You are not logged in');
  });

  test("the page's own code gets each instance from the chat of the tag, before the window is rendered", async () => {
    const code = `<script>
      window.told = [];
      SecureWebChat.current.on('instance', (instance) => {
        const isRendered = document.querySelector('.WACContainer:not([style*="none"])') !== null;
        const entry = { isRendered, sent: [] };
        told.push(entry);
        instance.on({ type: 'send', handler: ({ data }) => void entry.sent.push(data.input?.text ?? '') });
      });
    </script>`;
    await using site = await openPage(driver, { body: (tag) => ELEMENTS + tag + code });
    const { page } = site;
    const told = () => page.evaluate(() => Reflect.get(window, 'told') as { isRendered: boolean; sent: string[] }[]);
    await openChat(page);
    await submitLogin(page, 'cade');
    await eventually(() => status(page)).toContain('Hello, Cade');
    await ask(page, 'Hello');
    await page.click('button', 'Log out');
    await eventually(() => status(page)).toContain('You are not logged in');
    await eventually(() => transcript(page)).toMatch(/^Welcome to Lendyr! [^\n]*$/);
    await ask(page, 'Hello again');
    expect(await told()).toEqual([
      { isRendered: false, sent: ['', 'Hello'] },
      { isRendered: false, sent: ['', 'Hello again'] },
    ]);
    expect(complaints(page)).toEqual([]);
  });

  test('a consent banner that runs before the script gets the chat from the event securewebchat:ready', async () => {
    const agreed = `<script>addEventListener('securewebchat:ready', ({ detail }) => detail.load());</script>`;
    await using site = await openPage(driver, {
      more: 'async data-start="manual"',
      head: () => agreed,
    });
    await openChat(site.page);
  });

  test('a tag that a script creates also starts the chat, for sites that remove attributes', async () => {
    const byScript = (tag: string) => `<template>${tag}</template><script>
      const [made, given] = [document.createElement('script'), document.querySelector('template').content.firstChild];
      made.src = given.getAttribute('src');
      Object.assign(made.dataset, given.dataset);
      document.head.append(made);
    </script>`;
    await using site = await openPage(driver, { body: (tag) => ELEMENTS + byScript(tag) });
    await openChat(site.page);
    expect((await askWhoIAm(site.page)).customUserID).toMatch(/\S/);
  });

  test('a tag that is on the page twice starts one chat and causes one warning', async () => {
    await using site = await openPage(driver, { body: (tag) => ELEMENTS + tag + tag });
    const { page } = site;
    await openChat(page);
    expect(await page.evaluate(() => document.querySelectorAll('.WACContainer').length)).toBe(1);
    expect(page.requests.filter(({ url }) => url.endsWith('WatsonAssistantChatEntry.js'))).toHaveLength(1);
    expect(complaints(page)).toEqual([expect.stringContaining('on this page twice')]);
    await submitLogin(page, 'cade');
    await eventually(() => status(page)).toContain('Hello, Cade');
    expect(page.requests.filter(({ url }) => url.endsWith('/authenticate'))).toHaveLength(1);
  });

  test("under the guide's policy and Trusted Types, the tag only needs a nonce", async () => {
    await using site = await openPage(driver, { more: 'async nonce="r4nd0m"', headers: strictPolicy });
    const { page } = site;
    await openChat(page);
    await submitLogin(page, 'cade', 'wrong');
    await eventually(() => alerts(page)).toEqual(['The username or the password is wrong.']);
    await submitLogin(page, 'cade');
    await eventually(() => status(page)).toContain('Hello, Cade');
    expect((await askWhoIAm(page)).customUserID).toBe('cade-id');
    expect(complaints(page)).toEqual([]);
  });

  test.each(planted)(
    'under that policy, markup from a visitor can neither choose a script nor stop the chat: %s',
    async (markup) => {
      await using site = await openPage(driver, {
        more: 'nonce="r4nd0m"',
        headers: strictPolicy,
        body: (tag) => markup + ELEMENTS + tag,
      });
      const { page } = site;
      await openChat(page);
      await submitLogin(page, 'cade');
      await eventually(() => status(page)).toContain('Hello, Cade');
      expect(page.requests.filter(({ url }) => url.startsWith(foreign))).toEqual([]);
      expect(complaints(page).filter((line) => line.includes('secure-web-chat'))).toEqual([]);
    },
  );

  test('if connect-src lacks the assistant, the error names the policy as the cause, with the remedy', async () => {
    await using site = await openPage(driver, { more: 'nonce="r4nd0m"', headers: () => strictPolicy('') });
    const { page } = site;
    await page.click('button', 'Ask us');
    await eventually(() => page.console.join('\n'), 30_000).toContain('forbids the assistant; allow it in connect-src');
  });

  test('if the page has no element for the error, the browser shows the error at the password field', async () => {
    await using site = await openPage(driver, {
      body: (tag) => ELEMENTS.replaceAll(/<p data-secure-web-chat="error"><\/p>/g, '') + tag,
    });
    const { page } = site;
    await eventually(() => status(page)).toContain('You are not logged in');
    await submitLogin(page, 'cade', 'wrong');
    const message = () =>
      page.evaluate(() => document.querySelector<HTMLInputElement>('[type=password]')?.validationMessage);
    await eventually(message).toBe('The username or the password is wrong.');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('password');
    await submitLogin(page, 'cade');
    await eventually(() => status(page)).toContain('Hello, Cade');
  });

  test('a login form is cleared after the login, whatever the names of its fields are', async () => {
    const body = (tag: string) => ELEMENTS.replace('<button>Log in', '<button name="reset">Log in') + tag;
    await using site = await openPage(driver, { body });
    const { page } = site;
    await eventually(() => status(page)).toContain('You are not logged in');
    await submitLogin(page, 'cade');
    const value = () => page.evaluate(() => document.querySelector<HTMLInputElement>('[type=password]')?.value);
    await eventually(value).toBe('');
    expect(await page.evaluate(() => document.querySelector<HTMLInputElement>('[name=username]')?.value)).toBe('');
    expect(await alerts(page)).toEqual([]);
  });

  test('if a logout fails, the page shows the error, and does not claim that the visitor is logged out', async () => {
    await using site = await openPage(driver);
    const { page, front } = site;
    await eventually(() => status(page)).toContain('You are not logged in');
    await submitLogin(page, 'cade');
    await eventually(() => status(page)).toContain('Hello, Cade');
    const repair = front.break('/logout', unavailable);
    await page.click('button', 'Log out');
    await eventually(() => alerts(page)).toEqual(['You could not be logged out just now. Please try again.']);
    expect(await status(page)).toContain('Hello, Cade');
    repair();
    await page.click('button', 'Log out');
    await eventually(() => status(page)).toContain('You are not logged in');
    expect(await alerts(page)).toEqual([]);
  });

  test('a misspelt attribute causes a console warning, and the rest of the page works', async () => {
    await using site = await openPage(driver, { more: 'data-regoin="x"' });
    const { page } = site;
    await eventually(() => complaints(page)).toHaveLength(1);
    expect(complaints(page)[0]).toMatch(/data-regoin is unknown \(did you mean data-region\?\).*INVALID_OPTIONS/);
    expect(await page.texts('heading', 'A site without code')).toHaveLength(1);
    expect(await page.evaluate(() => window.SecureWebChat.current)).toBeNull();
  });
});
