/** Owns which browsers the scenarios run in, and that nothing is left out in silence. */
import { afterAll, describe } from 'vitest';
import type { Driver } from './driver.js';
import { chromium } from './drivers/chromium.js';
import { firefox } from './drivers/firefox.js';
import { webKit } from './drivers/webKit.js';

export const drivers: readonly Driver[] = [chromium(), firefox(), webKit()];

/** With `REQUIRE_BROWSER=1` a missing browser is a failure, otherwise its scenarios are skipped; `browsers.test.ts` says so. */
export const isRequired = process.env['REQUIRE_BROWSER'] === '1';

/** What needs a method that not every engine has; `browsers.test.ts` names it wherever it is left out. */
const NEEDS = { 'the leak run (npm run test:leak)': 'holds' } as const;

/** Defines the scenarios once for each browser. */
export function inEachBrowser(scenarios: (driver: Driver) => void, title?: keyof typeof NEEDS): void {
  for (const driver of drivers) {
    const isOut = title !== undefined && driver.cannot[NEEDS[title]] !== undefined;
    describe.skipIf(isOut || (driver.missing && !isRequired))(`in ${driver.name}`, () => {
      afterAll(() => driver.quit());
      scenarios(driver);
    });
  }
}

/** One line for each scenario that the engine cannot do. */
export function leftOut({ name, cannot }: Driver): string[] {
  return Object.entries(NEEDS).flatMap(([title, method]) =>
    cannot[method] ? `NOT IN ${name.toUpperCase()}: ${title}, because ${cannot[method]}.` : [],
  );
}
