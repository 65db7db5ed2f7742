/**
 * The visitor of a page with a chat and a login. They find everything by accessible names alone.
 */
import type { Page } from './driver.js';
import { eventually } from './eventually.js';

export const password = 'lendyr-demo';

export async function openChat(page: Page): Promise<void> {
  await page.click('button', 'Open chat');
  await eventually(() => transcript(page)).toMatch(/^Welcome/);
}

/**
 * The lines of the conversation, oldest first. The list is empty while the chat is closed or
 * hidden.
 */
export async function transcript(page: Page): Promise<string> {
  return (await page.texts('log', 'Conversation')).join('\n').trim();
}

export async function send(page: Page, text: string): Promise<void> {
  await page.fill('Message', text);
  await page.click('button', 'Send');
}

/** @returns the assistant's answer */
export async function ask(page: Page, text: string, timeout?: number): Promise<string> {
  const before = (await transcript(page)).split('\n').length;
  await send(page, text);
  const added = async () => (await transcript(page)).split('\n').slice(before);
  await eventually(added, timeout).toHaveLength(2);
  return (await added())[1] ?? '';
}

/** @returns the anonymous ID that the assistant knows the visitor by, and the custom user ID */
export async function askWhoIAm(page: Page): Promise<{ subject: string; customUserID: string }> {
  const answer = await ask(page, 'Who am I?');
  const [, subject = '', customUserID = ''] =
    /^Your user ID is (\S+) and your custom user ID is (\S+)\.$/.exec(answer) ?? [];
  return { subject, customUserID };
}

export async function submitLogin(page: Page, username: string, secret = password): Promise<void> {
  await page.fill('Username', username);
  await page.fill('Password', secret);
  await page.click('button', 'Log in');
}

export async function logIn(page: Page, username: 'cade' | 'ana'): Promise<void> {
  await submitLogin(page, username);
  await eventually(() => status(page)).toContain({ cade: 'Hello, Cade', ana: 'Hello, Ana' }[username]);
}

export async function logOut(page: Page): Promise<void> {
  await page.click('button', 'Log out');
  await eventually(() => status(page)).toContain('You are not logged in');
}

export const status = (page: Page): Promise<string[]> => page.texts('status');

/** The texts of the page's error elements, without empty ones. */
export async function alerts(page: Page): Promise<string[]> {
  return (await page.texts('alert')).filter((text) => text !== '');
}

/**
 * The outcome of the last login, logout or loading on a site of `site.ts`: its success or its
 * error.
 */
export async function outcome(page: Page): Promise<string[]> {
  return [...(await page.texts('status', 'Outcome')), ...(await alerts(page))].filter((text) => text !== '');
}

/**
 * All text on screen, in the DOM with its shadow roots, and in the storage of the tab and the
 * browser.
 */
export function remains(page: Page): Promise<string> {
  return page.evaluate(() => {
    const read = (root: Element | ShadowRoot): string => {
      const inside = [...root.querySelectorAll('*')].map(({ shadowRoot }) => (shadowRoot ? read(shadowRoot) : ''));
      const values = [...root.querySelectorAll('input')].map(({ value }) => value);
      return [root instanceof Element ? root.outerHTML : root.innerHTML, ...inside, ...values].join('\n');
    };
    return [
      read(document.documentElement),
      JSON.stringify({ ...sessionStorage }),
      JSON.stringify({ ...localStorage }),
    ].join('\n');
  });
}
