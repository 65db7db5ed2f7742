/** Owns which browsers the scenarios run in, and that a missing one is never passed over in silence. */
import { describe } from 'vitest';
import type { Driver } from './driver.js';
import { chromium } from './engines/chromium.js';
import { firefox } from './engines/firefox.js';
import { webKit } from './engines/webKit.js';

export const drivers: readonly Driver[] = [chromium(), firefox(), webKit()];

/** With `REQUIRE_BROWSER=1` a missing browser is a failure, otherwise its scenarios are skipped; `browsers.test.ts` says so. */
export const isRequired = process.env['REQUIRE_BROWSER'] === '1';

/** Defines the scenarios once for each browser. */
export function inEachBrowser(scenarios: (driver: Driver) => void): void {
  for (const driver of drivers) {
    describe.skipIf(driver.missing && !isRequired)(`in ${driver.name}`, () => scenarios(driver));
  }
}
