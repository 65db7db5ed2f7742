/** Owns the one loud line for each browser that is not there, or the failure where it is required, and the list of what an engine cannot do. */
import { writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { drivers, isRequired, leftOut } from './browsers.js';

test.each(drivers)('$name is installed, or the run says that it is not', (driver) => {
  const { name, missing } = driver;
  const line = missing && `NO BROWSER: the tests in ${name} were skipped. ${missing}`;
  if (isRequired) expect(line, 'REQUIRE_BROWSER is set').toBeNull();
  // Past the test runner, which would tell where it came from in lines of its own.
  for (const said of line ? [line] : leftOut(driver)) writeSync(2, `\n${said}\n\n`);
});
