/**
 * Proves that the SDK works with IBM's own engine: the built bundle in a real browser, the
 * reference backend, real tokens.
 */
import type { WebChatOptions } from 'secure-web-chat';
import { expect, test } from 'vitest';
import * as reference from '../browser/backends/reference.js';
import * as userAsSubject from '../browser/backends/userAsSubject.js';
import { inEachBrowser } from '../browser/browsers.js';
import type { Page } from '../browser/driver.js';
import { eventually } from '../browser/eventually.js';
import { atFirst, silence, tokenExpired, unavailable } from '../browser/front.js';
import { errors, type PageNeeds, state } from '../browser/servedSite.js';
import { outcome, remains } from '../browser/visitor.js';
import { logIn, logOut, openEngine } from './engineSite.js';
import { ask, askWhoIAm, isBroken, lines, openChat } from './ibmChatWindow.js';

const WELCOME = /^Welcome to Lendyr! [^\n]*$/;

/** A site whose own handler keeps web chat waiting, with the chat on the page already. */
function withSlowHandler({ SecureWebChat, webChat }: PageNeeds) {
  const onLoad: WebChatOptions['onLoad'] = (instance) => {
    instance.on({ type: 'view:change', handler: () => new Promise<void>((resolve) => setTimeout(resolve, 500)) });
  };
  const chat = new SecureWebChat({
    webChat: { ...webChat, onLoad },
    tokenEndpoint: '/createJWT',
    loginEndpoint: '/authenticate',
    logoutEndpoint: '/logout',
  });
  return { chat, login: () => chat.load(), logout: () => chat.logout() };
}

/** The text that a screen reader read last. */
const announced = (page: Page) => page.evaluate(() => document.querySelector('.WACAriaAnnouncer')?.textContent ?? '');

const containers = (page: Page) => page.evaluate(() => document.querySelectorAll('.WACContainer').length);

inEachBrowser((driver) => {
  test('load() renders the launcher and requests no token; the first click requests one token', async () => {
    const { page, tokens, messages } = await openEngine(driver);
    expect(await state(page)).toEqual({ phase: 'ready', user: null, subject: null, error: null });
    expect(tokens()).toBe(0);
    await openChat(page);
    expect((await lines(page))[0]).toMatch(WELCOME);
    expect(tokens()).toBe(1);
    expect(messages()).toHaveLength(1);
    expect(await errors(page)).toEqual([]);
  });

  test('the floating chat moves beside the body before it is visible, and works there', async () => {
    const { page, url } = await openEngine(driver, { loads: false, script: withSlowHandler });
    await page.beforeEachDocument(() => {
      const drawnIn: (string | undefined)[] = [];
      Object.assign(window, { drawnIn });
      const look = () => {
        const chat = document.querySelector('.WACContainer');
        if (chat) drawnIn.push(chat.closest('body, html')?.tagName);
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await page.goto(url);
    await page.evaluate(async () => void (await window.chat.load()));
    await openChat(page);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Message to send');
    await page.fill('Message to send', 'Hello');
    await page.press('Enter');
    await eventually(() => lines(page)).toHaveLength(3);
    await eventually(() => announced(page)).toContain('You said “Hello”.');
    expect(await page.evaluate(() => [...new Set((window as never as { drawnIn: string[] }).drawnIn)])).toEqual([
      'HTML',
    ]);
    await page.evaluate(() => window.chat.destroy());
    expect(await page.evaluate(() => document.documentElement.children.length)).toBe(2);
  });

  test('a visitor who reaches for the launcher has the token before the click', async () => {
    const { page, tokens } = await openEngine(driver);
    await page.hover('button', 'Open the chat window');
    await eventually(tokens).toBe(1);
    await openChat(page);
    expect(tokens()).toBe(1);
  });

  test('open() loads, opens and greets', async () => {
    const { page } = await openEngine(driver, { loads: false });
    expect(await containers(page)).toBe(0);
    await page.evaluate(() => window.chat.open());
    await eventually(() => lines(page)).toHaveLength(1);
    expect((await state(page)).phase).toBe('ready');
  });

  test('a message whose token has expired is sent with a new one', async () => {
    const { page, tokens, assistantFront, messages } = await openEngine(driver);
    await openChat(page);
    const before = await askWhoIAm(page);
    assistantFront.break('/message', atFirst(1, tokenExpired));
    expect(await askWhoIAm(page)).toEqual(before);
    expect(tokens()).toBe(2);
    expect(new Set(messages().map(({ sessionID }) => sessionID)).size).toBe(1);
    expect(await errors(page)).toEqual([]);
  });

  test('tokens with a lifetime of 3 s are renewed while the visitor talks, in one session', async () => {
    const backend = () => reference.backend({ tokenLifetimeSeconds: 3 });
    const { page, messages } = await openEngine(driver, { backend });
    await openChat(page);
    const { subject } = await askWhoIAm(page);
    const end = Date.now() + 8_000;
    while (Date.now() < end) expect((await askWhoIAm(page)).subject).toBe(subject);
    expect(new Set(messages().map(({ sessionID }) => sessionID)).size).toBe(1);
    expect(await errors(page)).toEqual([]);
  });

  test('after a login in the middle of the conversation, the user continues in the same session', async () => {
    const { page, messages } = await openEngine(driver);
    await openChat(page);
    const before = await askWhoIAm(page);
    await logIn(page);
    expect(await askWhoIAm(page)).toEqual({ subject: before.subject, customUserID: 'cade-id' });
    expect(await lines(page)).toHaveLength(5);
    expect(new Set(messages().map(({ sessionID }) => sessionID)).size).toBe(1);
    expect(await state(page)).toMatchObject({ phase: 'ready', user: { userName: 'Cade' }, error: null });
    expect(await errors(page)).toEqual([]);
  });

  test('a login before the first opening does not open the chat', async () => {
    const { page, messages } = await openEngine(driver);
    await logIn(page);
    expect(messages()).toEqual([]);
    await openChat(page);
    expect((await askWhoIAm(page)).customUserID).toBe('cade-id');
  });

  test('a logout begins a new, anonymous conversation, and nothing of the old one remains', async () => {
    const { page, messages } = await openEngine(driver);
    await openChat(page);
    const anonymous = await askWhoIAm(page);
    await logIn(page);
    await ask(page, 'My secret is marmalade');
    await logOut(page);
    await eventually(() => lines(page)).toEqual([expect.stringMatching(WELCOME)]);
    expect(await remains(page)).not.toMatch(/marmalade|cade-id|Cade/);
    expect(await askWhoIAm(page)).toEqual(anonymous);
    const said = messages().filter(({ text }) => text);
    expect(said.at(-1)?.sessionID).not.toBe(said[0]?.sessionID);
    expect(await containers(page)).toBe(1);
    expect(await errors(page)).toEqual([]);
  });

  test('after a logout on a page whose chat stayed closed, the next page shows nothing of the conversation', async () => {
    const { page, url } = await openEngine(driver);
    await openChat(page);
    await logIn(page);
    await ask(page, 'My secret is marmalade');
    await page.evaluate(() => window.chat.instance?.changeView('launcher'));

    await page.goto(`${url}/?again`);
    await eventually(() => outcome(page)).toEqual(['Loaded']);
    await logOut(page);
    await page.goto(`${url}/?later`);
    await eventually(() => outcome(page)).toEqual(['Loaded']);
    await openChat(page);
    expect(await lines(page)).toEqual([expect.stringMatching(WELCOME)]);
    expect((await askWhoIAm(page)).customUserID).toMatch(/^anon-/);
    expect(await remains(page)).not.toMatch(/marmalade|cade-id|Cade/);
  });

  test('a message in flight at the logout is not answered in the new conversation', async () => {
    const { page, assistantFront } = await openEngine(driver);
    await openChat(page);
    await logIn(page);
    const { fault, release, heard } = silence();
    assistantFront.break('/message', atFirst(1, fault));
    await page.evaluate(() => void window.chat.instance?.send('My secret is marmalade').catch(() => {}));
    await eventually(heard).toBe(1);
    await logOut(page);
    release();
    await eventually(() => lines(page)).toEqual([expect.stringMatching(WELCOME)]);
    await ask(page, 'Hello');
    expect(await remains(page)).not.toMatch(/marmalade|cade-id|Cade/);
  });

  test('a logout succeeds although a handler of the site prevents IBM’s restart from settling', async () => {
    const { page } = await openEngine(driver);
    await openChat(page);
    await logIn(page);
    await ask(page, 'My secret is marmalade');
    await page.evaluate(() => {
      window.chat.instance?.once({ type: 'pre:restartConversation', handler: () => new Promise(() => {}) });
    });
    await page.click('button', 'Log out');
    await eventually(() => outcome(page), 20_000).toEqual(['Logged out']);
    await eventually(() => lines(page)).toEqual([expect.stringMatching(WELCOME)]);
    expect(await remains(page)).not.toMatch(/marmalade|cade-id|Cade/);
    expect(await containers(page)).toBe(1);
    expect((await askWhoIAm(page)).customUserID).toMatch(/^anon-/);
  });

  test('another subject rebuilds the chat, which stays open; the earlier session is ended at the service', async () => {
    const { page, messages, assistantFront } = await openEngine(driver, userAsSubject);
    await openChat(page);
    const anonymous = await askWhoIAm(page);
    await logIn(page);
    await eventually(() => lines(page)).toEqual([expect.stringMatching(/^Welcome to Lendyr, Cade!/)]);
    expect(await askWhoIAm(page)).toEqual({ subject: 'cade-id', customUserID: 'cade-id' });
    expect(await state(page)).toMatchObject({ phase: 'ready', subject: 'cade-id', error: null });
    expect(await containers(page)).toBe(1);
    const first = messages()[0]?.sessionID;
    const ended = assistantFront.answered.filter(({ method, status }) => method === 'DELETE' && status === 200);
    expect(ended.map(({ path }) => path)).toEqual([expect.stringContaining(String(first))]);
    expect(await remains(page)).not.toContain(anonymous.subject);

    await ask(page, 'My secret is marmalade');
    await logOut(page);
    await eventually(() => lines(page)).toEqual([expect.stringMatching(WELCOME)]);
    expect(await remains(page)).not.toMatch(/marmalade|cade-id|Cade/);
    expect(await askWhoIAm(page)).toEqual(anonymous);
    expect(await errors(page)).toEqual([]);
  });

  test('another subject rebuilds the chat even if the token has expired', async () => {
    const { page, assistantFront, messages } = await openEngine(driver, userAsSubject);
    await openChat(page);
    await askWhoIAm(page);
    assistantFront.break('/message', atFirst(1, tokenExpired));
    const { sessionID } = messages()[0] ?? {};
    assistantFront.break(`/sessions/${sessionID}`, atFirst(1, tokenExpired));
    await logIn(page);
    await eventually(() => lines(page), 20_000).toEqual([expect.stringMatching(/^Welcome to Lendyr, Cade!/)]);
    expect(await askWhoIAm(page)).toEqual({ subject: 'cade-id', customUserID: 'cade-id' });
    expect(await containers(page)).toBe(1);
  });

  test('if the token endpoint is down when the chat opens, the error panel disappears when the endpoint recovers', async () => {
    const { page, front } = await openEngine(driver);
    const repair = front.break('/createJWT', unavailable);
    await page.click('button', 'Open the chat window');
    await eventually(() => isBroken(page), 30_000).toBe(true);
    repair();
    await eventually(() => lines(page), 40_000).toEqual([expect.stringMatching(WELCOME)]);
    expect(await isBroken(page)).toBe(false);
  });

  test('the next page in the tab shows the conversation again, to the same person', async () => {
    const { page, url, messages } = await openEngine(driver);
    await openChat(page);
    const before = await askWhoIAm(page);
    const shown = await lines(page);
    await page.goto(url);
    await eventually(() => lines(page)).toEqual(shown);
    expect(messages()).toHaveLength(2);
    expect(await askWhoIAm(page)).toEqual(before);
  });

  test('a page to which another user returns shows nothing of the earlier conversation', async () => {
    const { page, url } = await openEngine(driver);
    await openChat(page);
    await logIn(page);
    await ask(page, 'My secret is marmalade');
    await page.evaluate(() => fetch('/logout', { method: 'POST', headers: { 'content-type': 'application/json' } }));
    await page.goto(url);
    await eventually(() => lines(page)).toEqual([expect.stringMatching(WELCOME)]);
    expect(await remains(page)).not.toMatch(/marmalade|cade-id|Cade/);
    expect((await askWhoIAm(page)).customUserID).toMatch(/^anon-/);
  });

  test('destroy() that ends the session leaves no chat, no namespace, no session and no subject', async () => {
    const { page, assistantFront } = await openEngine(driver);
    await openChat(page);
    const { subject } = await askWhoIAm(page);
    await page.evaluate(() => window.chat.destroy({ endSession: true }));
    expect(await containers(page)).toBe(0);
    expect(await remains(page)).not.toContain(subject);
    expect(await page.evaluate(() => window.watsonAssistantChatSharedConfig?.namespaces)).toEqual([]);
    const ended = assistantFront.answered.filter(({ method, status }) => method === 'DELETE' && status === 200);
    expect(ended).toHaveLength(1);
    expect((await state(page)).phase).toBe('destroyed');
    const kept = await page.evaluate(() => Object.keys(sessionStorage).sort());
    expect(kept).toEqual([expect.stringMatching(/_test-integration$/), 'IBM_WAC_DEVICE_ID']);
  });

  test('destroy() in the middle of loading leaves nothing', async () => {
    const { page, tokens } = await openEngine(driver, { loads: false });
    await page.evaluate(async () => {
      const loaded = window.chat.load().catch(() => {});
      await window.chat.destroy();
      await loaded;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    });
    expect(await containers(page)).toBe(0);
    expect(tokens()).toBe(0);
  });
});
