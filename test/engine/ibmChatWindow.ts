/** The visitor in IBM's own chat window. */

import type { Page } from '../browser/driver.js';
import { eventually } from '../browser/eventually.js';

export async function openChat(page: Page): Promise<void> {
  await page.click('button', 'Open the chat window');
  await eventually(() => lines(page)).toHaveLength(1);
}

/** The conversation, line by line; empty while the chat is closed or hidden. */
export function lines(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.WAC__sent--text, .WAC__received--text')]
      .filter((line) => line.checkVisibility({ visibilityProperty: true }))
      .map((line) => line.innerText.trim()),
  );
}

/** @returns the assistant's answer */
export async function ask(page: Page, text: string): Promise<string> {
  const before = await lines(page);
  await page.evaluate((message) => window.chat.instance?.send(message, { skipPause: true }), text);
  await eventually(async () => (await lines(page)).slice(before.length)).toHaveLength(2);
  return (await lines(page)).at(-1) ?? '';
}

/** @returns the ID the assistant knows the visitor by, and the customer's behind it */
export async function askWhoIAm(page: Page): Promise<{ subject: string; customUserID: string }> {
  const answer = await ask(page, 'Who am I?');
  const [, subject = '', customUserID = ''] =
    /^Your user ID is (\S+) and your custom user ID is (\S+)\.$/.exec(answer) ?? [];
  return { subject, customUserID };
}

/** Whether IBM's error panel replaces the conversation. */
export const isBroken = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.querySelector('.WACCatastrophicError')?.checkVisibility() ?? false);
