/**
 * The styles of backend that the SDK supports by configuration alone, each over real HTTP with real
 * cookies and signatures.
 */
import { expect, test } from 'vitest';
import * as csrf from './backends/csrf.js';
import * as otherOrigin from './backends/otherOrigin.js';
import * as ownLibrary from './backends/ownLibrary.js';
import { createQuietEnd, script as quietEndScript } from './backends/quietEnd.js';
import * as reference from './backends/reference.js';
import * as tutorial from './backends/tutorial.js';
import * as userAsSubject from './backends/userAsSubject.js';
import { inEachBrowser } from './browsers.js';
import type { Page } from './driver.js';
import { eventually } from './eventually.js';
import { atFirst, tokenExpired } from './front.js';
import { openSite, type SiteOptions, state } from './servedSite.js';
import { alerts, ask, askWhoIAm, openChat, outcome, remains, status, submitLogin, transcript } from './visitor.js';

const keepSubject: [string, SiteOptions][] = [
  ["(a) this project's reference backend", { ...reference, backend: () => reference.backend() }],
  ["(b) IBM's tutorial: GET everywhere, a readable cookie, no logout endpoint", tutorial],
  ['(c) JSON answers, POST everywhere, CSRF cookie and header, form-encoded login', csrf],
  ['(d) another origin, with cookies and CORS', { ...otherOrigin, hasOwnOrigin: true }],
  ["(e) the application's own auth library, returning a Response, no login or logout endpoint", ownLibrary],
];

inEachBrowser((driver) => {
  test.each(keepSubject)('%s: a login keeps the conversation, a logout ends it', async (name, options) => {
    const { page, messages } = await openSite(driver, options);
    const showsUser = !name.startsWith('(e)');
    await openChat(page);
    const anonymous = await askWhoIAm(page);
    expect(anonymous.customUserID).toBe(anonymous.subject);

    await logIn(page);
    if (showsUser) expect(await status(page)).toContain('Hello, Cade');
    expect(await askWhoIAm(page)).toEqual({ subject: anonymous.subject, customUserID: 'cade-id' });
    await ask(page, 'My secret is marmalade');

    await logOut(page);
    expect(await transcript(page)).not.toMatch(/marmalade|cade-id|Cade/);
    await eventually(() => transcript(page)).toMatch(/^Welcome to Lendyr! [^\n]*$/);
    expect(await remains(page)).not.toMatch(/marmalade|cade-id|Cade/);
    expect(await askWhoIAm(page)).toEqual(anonymous);
    expect(await status(page)).toContain('You are not logged in');

    const said = messages().filter(({ text }) => text);
    expect(said.map(({ customUserID }) => customUserID)).toEqual([
      anonymous.subject,
      'cade-id',
      'cade-id',
      anonymous.subject,
    ]);
    expect(said[1]?.sessionID).toBe(said[0]?.sessionID);
    expect(said[3]?.sessionID).not.toBe(said[0]?.sessionID);
    expect(await state(page)).toEqual({ phase: 'ready', user: null, subject: anonymous.subject, error: null });
    expect(await alerts(page)).toEqual([]);
  });

  test("(f) if the subject is the customer's ID, login and logout each begin a new conversation in an open chat", async () => {
    const { page, messages } = await openSite(driver, userAsSubject);
    await openChat(page);
    const anonymous = await askWhoIAm(page);

    await logIn(page);
    await eventually(() => transcript(page)).toMatch(/^Welcome to Lendyr, Cade![^\n]*$/);
    expect(await askWhoIAm(page)).toEqual({ subject: 'cade-id', customUserID: 'cade-id' });
    expect(await state(page)).toMatchObject({
      phase: 'ready',
      user: { userName: 'Cade' },
      subject: 'cade-id',
      error: null,
    });
    await ask(page, 'My secret is marmalade');

    await logOut(page);
    await eventually(() => transcript(page)).toMatch(/^Welcome to Lendyr! [^\n]*$/);
    expect(await remains(page)).not.toMatch(/marmalade|cade-id|Cade/);
    expect(await askWhoIAm(page)).toEqual(anonymous);

    const said = messages().filter(({ text }) => text);
    expect(said.map(({ subject }) => subject)).toEqual([anonymous.subject, 'cade-id', 'cade-id', anonymous.subject]);
    expect(await state(page)).toEqual({ phase: 'ready', user: null, subject: anonymous.subject, error: null });
    expect(await alerts(page)).toEqual([]);
  });

  test('(g) if a session ends silently, the next token begins a new, anonymous conversation', async () => {
    const { backend, endSessions } = createQuietEnd();
    const { page, messages, assistantFront } = await openSite(driver, { backend, script: quietEndScript });
    await openChat(page);
    const anonymous = await askWhoIAm(page);
    await logIn(page);
    await ask(page, 'My secret is marmalade');
    expect((await askWhoIAm(page)).customUserID).toBe('cade-id');

    endSessions();
    assistantFront.break('/message', atFirst(1, tokenExpired));
    await page.fill('Message', 'Am I still here?');
    await page.click('button', 'Send');
    await eventually(() => transcript(page)).toMatch(/^Welcome to Lendyr! /);
    await eventually(() => remains(page)).not.toMatch(/marmalade|cade-id|Cade/);
    expect(await status(page)).toContain('You are not logged in');
    expect(await askWhoIAm(page)).toEqual(anonymous);

    const said = messages().filter(({ text }) => text);
    expect(said.at(-1)?.customUserID).toBe(anonymous.subject);
    expect(said.at(-1)?.sessionID).not.toBe(said[0]?.sessionID);
    expect(await state(page)).toEqual({ phase: 'ready', user: null, subject: anonymous.subject, error: null });
  });
});

async function logIn(page: Page): Promise<void> {
  await submitLogin(page, 'cade');
  await eventually(() => outcome(page)).toEqual(['Logged in']);
}

async function logOut(page: Page): Promise<void> {
  await page.click('button', 'Log out');
  await eventually(() => outcome(page)).toEqual(['Logged out']);
}
