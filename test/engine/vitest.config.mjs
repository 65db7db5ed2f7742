import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const project = (name, test) => ({ extends: true, test: { name, ...test } });

/** The statements of `test/contract` and the SDK itself, against IBM's engine. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    projects: [
      project('contract', {
        include: ['test/contract/**/*.test.ts'],
        environment: 'happy-dom',
        env: { WEB_CHAT: 'ibm' },
        testTimeout: 30_000,
      }),
      project('engine', {
        include: ['test/engine/*.test.ts'],
        environment: 'node',
        testTimeout: 90_000,
        hookTimeout: 60_000,
        fileParallelism: false,
        sequence: { groupOrder: 1 },
      }),
    ],
    silent: 'passed-only',
    reporters: ['default', './test/tally.mjs'],
  },
});
