/** The browsers that a run demands are on the machine. */
import { expect, test } from 'vitest';
import { drivers } from './browsers.js';

test.runIf(process.env['REQUIRE_BROWSER'] === '1').each(drivers)('$name is installed', ({ missing }) => {
  expect(missing, 'REQUIRE_BROWSER is set').toBeNull();
});
