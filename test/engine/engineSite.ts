/** A site whose web chat is IBM's engine, with the reference backend, and its login and logout. */
import * as reference from '../browser/backends/reference.js';
import type { Driver, Page } from '../browser/driver.js';
import { eventually } from '../browser/eventually.js';
import { openSite, type SiteOptions } from '../browser/servedSite.js';
import { outcome, submitLogin } from '../browser/visitor.js';
import { engineFile } from './engineFile.mjs';

export async function openEngine(driver: Driver, options: SiteOptions = {}) {
  const site = await openSite(driver, {
    ...reference,
    backend: () => reference.backend({ tokenLifetimeSeconds: 600 }),
    ...options,
    assistant: { ...options.assistant, scriptFile: engineFile },
  });
  if (options.loads !== false) await eventually(() => outcome(site.page)).toEqual(['Loaded']);
  return { ...site, tokens: () => site.front.answered.filter(({ path }) => path === '/createJWT').length };
}

export async function logIn(page: Page, username: 'cade' | 'ana' = 'cade'): Promise<void> {
  await submitLogin(page, username);
  await eventually(() => outcome(page)).toEqual(['Logged in']);
}

export async function logOut(page: Page): Promise<void> {
  await page.click('button', 'Log out');
  await eventually(() => outcome(page)).toEqual(['Logged out']);
}
