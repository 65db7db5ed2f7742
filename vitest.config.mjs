import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const alias = [
  { find: /^secure-web-chat\/react$/, replacement: path('dist/react.js') },
  { find: /^secure-web-chat\/testing$/, replacement: path('dist/testing.js') },
  { find: /^secure-web-chat\/server$/, replacement: path('dist/server.js') },
  { find: /^secure-web-chat$/, replacement: path('dist/index.js') },
];
const react = (version) => ({
  environment: 'happy-dom',
  setupFiles: ['test/react/developmentPage.ts'],
  env: { REACT_VERSION: version },
});
const project = (name, test) => ({
  extends: true,
  test: { name, include: [`test/${name}/**/*.test.{ts,tsx}`], ...test },
});

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      project('unit', {
        environment: 'happy-dom',
        setupFiles: ['test/unit/steadyJitter.ts'],
        testTimeout: 30_000,
      }),
      project('react', react('19')),
      {
        ...project('react-18', { ...react('18'), include: ['test/react/*.test.tsx'] }),
        resolve: {
          alias: {
            react: path('test/react/react-18/node_modules/react'),
            'react-dom': path('test/react/react-18/node_modules/react-dom'),
          },
        },
      },
      project('model', { environment: 'happy-dom' }),
      project('mutations', { environment: 'node' }),
      project('contract', { environment: 'happy-dom' }),
      project('issuer', { include: ['test/node/server/**/*.test.ts'], environment: 'node' }),
      // Not isolated: the files share one database in memory, which takes seconds to start. Others start servers and databases of their own.
      project('node', {
        include: ['test/node/**/*.test.ts', 'test/*.test.ts'],
        exclude: ['test/node/server/**'],
        environment: 'node',
        isolate: false,
        testTimeout: 60_000,
        hookTimeout: 60_000,
      }),
      project('types', { environment: 'node', testTimeout: 120_000 }),
      project('docs', { environment: 'node', testTimeout: 120_000 }),
      project('dist', { environment: 'happy-dom', testTimeout: 60_000 }),
      project('consumers', {
        environment: 'node',
        testTimeout: 120_000,
        globalSetup: 'test/consumers/install.ts',
        sequence: { groupOrder: 2 },
      }),
      project('frameworks', { environment: 'node', testTimeout: 300_000, sequence: { groupOrder: 2 } }),
      project('runtimes', { environment: 'node', testTimeout: 60_000, sequence: { groupOrder: 2 } }),
      project('browser', {
        environment: 'node',
        testTimeout: 90_000,
        hookTimeout: 60_000,
        // More than there may be processors: most of what they do is waiting.
        maxWorkers: 3,
        // After the others: what a browser takes depends on who else is at work.
        sequence: { groupOrder: 1 },
      }),
    ],
    silent: 'passed-only',
    reporters: ['default', './test/tally.mjs'],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/web-chat/ibm/**', 'src/**/global.ts'],
      reporter: ['text'],
      thresholds: { lines: 95, branches: 95 },
    },
  },
});
