/** Owns the one loud line that says that there is no browser, or the failure where one is required. */
import { writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { drivers, isRequired } from './browsers.js';

test.each(drivers)('$name is installed, or the run says that it is not', ({ name, missing }) => {
  const line = missing && `NO BROWSER: the tests in ${name} were skipped. ${missing}`;
  if (isRequired) expect(line, 'REQUIRE_BROWSER is set').toBeNull();
  // Past the test runner, which would tell where it came from in lines of its own.
  if (line) writeSync(2, `\n${line}\n\n`);
});
