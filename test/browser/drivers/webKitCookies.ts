/** Keeps the cookies when a browser closes, because WebKit keeps none under automation. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InspectedPage } from './webKitInspectedPage.js';

interface Cookie {
  readonly name: string;
  /** Whether the cookie ends with the browser. */
  readonly session: boolean;
}

export async function keepCookies(page: InspectedPage, profile: string): Promise<void> {
  const { cookies } = await page.send<{ cookies: Cookie[] }>('Page.getCookies');
  writeFileSync(fileIn(profile), JSON.stringify(cookies.filter(({ session }) => !session)));
}

export async function restoreCookies(page: InspectedPage, profile: string): Promise<void> {
  if (!existsSync(fileIn(profile))) return;
  const cookies: Cookie[] = JSON.parse(readFileSync(fileIn(profile), 'utf8'));
  for (const cookie of cookies) await page.send('Page.setCookie', { cookie });
}

const fileIn = (profile: string) => join(profile, 'cookies.json');
