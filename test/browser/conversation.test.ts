/**
 * The main story, through the built bundle and the demo: a conversation before, during and after a
 * login, and that of the next visitor.
 */
import { expect, onTestFinished, test } from 'vitest';
import { inEachBrowser } from './browsers.js';
import { openDemo, temporaryFolder } from './demo.js';
import { eventually } from './eventually.js';
import { atFirst, silence, unavailable, unreachable } from './front.js';
import {
  alerts,
  ask,
  askWhoIAm,
  logIn,
  logOut,
  openChat,
  remains,
  send,
  status,
  submitLogin,
  transcript,
} from './visitor.js';

inEachBrowser((driver) => {
  test('the assistant knows a visitor who has not logged in by an anonymous ID', async () => {
    const { page } = await openDemo(driver);
    await openChat(page);
    const { subject, customUserID } = await askWhoIAm(page);

    expect(subject).toMatch(/^anon-[\da-f-]{36}$/);
    expect(customUserID).toBe(subject);
    expect(await status(page)).toContain('You are not logged in');
  });

  test('the page shows either the form or the logout button, and moves the focus between them', async () => {
    const { page } = await openDemo(driver);
    const shown = async () => ({
      login: await page.isVisible('button', 'Log in'),
      logout: await page.isVisible('button', 'Log out'),
    });
    const focused = () => page.evaluate(() => document.activeElement?.id);
    await eventually(shown).toEqual({ login: true, logout: false });
    await submitLogin(page, 'cade');
    await eventually(shown).toEqual({ login: false, logout: true });
    expect(await focused()).toBe('logout');
    await logOut(page);
    await eventually(shown).toEqual({ login: true, logout: false });
    expect(await focused()).toBe('username');
  });

  test('two and a half token lifetimes after the login, the assistant still answers the user', async () => {
    const { page, front, messages } = await openDemo(driver, { tokenLifetimeSeconds: 10 });
    await openChat(page);
    await logIn(page, 'cade');
    const tokens = () => front.answered.filter(({ path }) => path === '/createJWT').length;
    const before = tokens();
    await new Promise((resolve) => setTimeout(resolve, 25_000));

    expect((await askWhoIAm(page)).customUserID).toBe('cade-id');
    expect(await ask(page, 'And now?')).toMatch('You said “And now?”');
    expect(tokens()).toBeGreaterThan(before);
    expect(new Set(messages().map(({ sessionID }) => sessionID)).size).toBe(1);
  });

  test('after the logout, only the greeting is in the transcript, and the anonymous ID is the same', async () => {
    const { page } = await openDemo(driver);
    await openChat(page);
    const before = await askWhoIAm(page);
    await logIn(page, 'cade');
    await ask(page, 'My secret is marmalade');
    await logOut(page);

    await eventually(() => transcript(page)).toMatch(/^Welcome to Lendyr! [^\n]*$/);
    expect(await remains(page)).not.toMatch(/marmalade|cade-id/);
    expect(await askWhoIAm(page)).toEqual(before);
  });

  test('a browser that is closed and opened again with its cookies has the same anonymous ID', async () => {
    const profile = temporaryFolder();
    onTestFinished(profile.remove);
    const { page, reopenBrowser } = await openDemo(driver, {}, { profile: profile.path });
    await openChat(page);
    const before = await askWhoIAm(page);
    await logIn(page, 'cade');
    await logOut(page);
    const next = await reopenBrowser();
    await openChat(next);

    expect(await askWhoIAm(next)).toEqual(before);
  });

  test('another customer on the same browser gets a new anonymous ID, and does not see the earlier conversation', async () => {
    const { page } = await openDemo(driver);
    await openChat(page);
    await logIn(page, 'cade');
    await ask(page, 'My secret is marmalade');
    const { subject: subjectOfCade } = await askWhoIAm(page);
    await logOut(page);
    await eventually(() => transcript(page)).toMatch(/^Welcome/);
    await logIn(page, 'ana');

    await eventually(() => transcript(page)).toMatch(/^Welcome to Lendyr, Ana![^\n]*$/);
    expect(await remains(page)).not.toMatch(/marmalade|cade-id|Cade/);
    expect(await remains(page)).not.toContain(subjectOfCade);
    const ana = await askWhoIAm(page);
    expect(ana.subject).toMatch(/^anon-/);
    expect(ana.subject).not.toBe(subjectOfCade);
    expect(ana.customUserID).toBe('ana-id');
  });

  test('a wrong password shows one clear message; the visitor stays anonymous and the chat continues', async () => {
    const { page } = await openDemo(driver);
    await openChat(page);
    const before = await askWhoIAm(page);
    await submitLogin(page, 'cade', 'not the password');

    await eventually(() => alerts(page)).toEqual(['The username or the password is wrong.']);
    expect(await status(page)).toContain('You are not logged in');
    expect(await askWhoIAm(page)).toEqual(before);
    expect(await alerts(page)).toEqual(['The username or the password is wrong.']);
  });

  test('a message that is sent while the token endpoint does not answer for 5 s is delivered afterwards', async () => {
    const { page, front } = await openDemo(driver, { tokenLifetimeSeconds: 1 });
    await openChat(page);
    const { fault, release, heard } = silence();
    const repair = front.break('/createJWT', fault);
    await eventually(() => tokenIsOver(page)).toBe(true);
    await send(page, 'Are you there?');
    await eventually(heard).toBe(1);
    setTimeout(() => {
      repair();
      release();
    }, 5_000);

    await eventually(() => transcript(page)).toMatch('You said “Are you there?”');
    expect(await alerts(page)).toEqual([]);
  });

  test('a message that is sent while the token endpoint is unreachable for a moment is delivered afterwards', async () => {
    const { page, front } = await openDemo(driver, { tokenLifetimeSeconds: 1 });
    await openChat(page);
    front.break('/createJWT', unreachable);
    await eventually(() => tokenIsOver(page)).toBe(true);
    // Waits before the message is sent, because a slow machine may need more time than the three
    // attempts take.
    front.break('/createJWT', atFirst(2, unreachable));
    await send(page, 'Are you there?');

    await eventually(() => transcript(page), 20_000).toMatch('You said “Are you there?”');
    expect(await alerts(page)).toEqual([]);
  });

  test('if the token endpoint is down for longer, the visitor sees that a message was lost, and the next message works', async () => {
    const { page, front } = await openDemo(driver, { tokenLifetimeSeconds: 1 });
    await openChat(page);
    const repair = front.break('/createJWT', unavailable);
    await eventually(() => tokenIsOver(page)).toBe(true);
    await send(page, 'Are you there?');

    await eventually(() => alerts(page), 20_000).toEqual(['This message was not delivered.']);
    expect((await page.texts('listitem')).join()).toContain('error TOKEN_UNAVAILABLE');
    expect(await page.texts('definition')).toContain('ready, TOKEN_UNAVAILABLE');
    repair();
    await send(page, 'And now?');
    await eventually(() => transcript(page)).toMatch('You said “And now?”');
    await eventually(() => page.texts('definition')).toContain('ready');
  });
});

/** Whether the token has expired, according to the status on the page. */
async function tokenIsOver(page: Parameters<typeof transcript>[0]): Promise<boolean> {
  return (await page.texts('definition')).some((text) => text.startsWith('expired'));
}
