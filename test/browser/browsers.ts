/**
 * The browsers that the scenarios run in. A missing browser is reported, never skipped silently.
 */
import { afterAll, describe } from 'vitest';
import { leaveOut } from '../leftOut.js';
import type { Driver } from './driver.js';
import { chromium } from './drivers/chromium.js';
import { firefox } from './drivers/firefox.js';
import { webKit } from './drivers/webKit.js';

const all: readonly Driver[] = [chromium(), firefox(), webKit()];
const isInstalled = ({ missing }: Driver) => missing === null;

const first = all.find(isInstalled) ?? all[0]!;

/** With `BROWSERS=first` the first that is installed, otherwise all. */
export const drivers = process.env['BROWSERS'] === 'first' ? [first] : all;

const isRequired = process.env['REQUIRE_BROWSER'] === '1';

/** The features that not every browser has. */
const NEEDS = { 'the leak run': 'holds' } as const;

/**
 * Defines the scenarios once for each browser. With `REQUIRE_BROWSER=1` they fail in a browser that
 * is missing; otherwise they are skipped, and the run says so.
 */
export function inEachBrowser(scenarios: (driver: Driver) => void, title?: keyof typeof NEEDS): void {
  for (const driver of drivers) inBrowser(driver, scenarios, title);
}

/** For scenarios that are the same in every browser. They run in the first that is installed. */
export function inOneBrowser(scenarios: (driver: Driver) => void): void {
  inBrowser(first, scenarios);
}

function inBrowser(driver: Driver, scenarios: (driver: Driver) => void, title?: keyof typeof NEEDS): void {
  const reason = title && driver.cannot[NEEDS[title]];
  if (reason) leaveOut(`${title} in ${driver.name}`, `It cannot be done there, because ${reason}.`);
  describe.skipIf(reason !== undefined || !isUsed(driver))(`in ${driver.name}`, () => {
    afterAll(() => driver.quit());
    scenarios(driver);
  });
}

/**
 * Whether the scenarios of this browser run. If the browser is required but missing, they run and
 * fail.
 */
export function isUsed({ name, missing }: Driver): boolean {
  if (missing === null || isRequired) return true;
  leaveOut(`everything in ${name}`, missing);
  return false;
}
