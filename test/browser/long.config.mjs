import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The runs that take minutes and print figures; `npm test` leaves them out. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/browser/*Run.ts'],
    environment: 'node',
    testTimeout: 600_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    disableConsoleIntercept: true,
    reporters: ['default', './test/tally.mjs'],
  },
});
