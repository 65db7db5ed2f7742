// The suites of `npm test`, and those that `npm run test:all` adds, in the order in which they run.

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} command in the shell, with the project's programs at hand
 * @property {Record<string, string>} [env]
 * @property {boolean} [isNeeded] whether the suites after it mean nothing once it has failed
 */

/** The suites to run after each change. @type {Suite[]} */
export const quick = [
  { name: 'lint', command: 'npm run lint' },
  { name: 'build', command: 'npm run build', isNeeded: true },
  { name: 'types', command: 'npm run types' },
  {
    name: 'unit',
    command: 'vitest run --project unit --project contract --project model --project issuer --project react --coverage',
  },
  { name: 'built files', command: 'vitest run --project dist' },
  { name: 'smoke', command: 'vitest run --project browser smoke', env: { BROWSERS: 'first' } },
];

/** The rest. Each takes the build as it is. @type {Suite[]} */
export const rest = [
  { name: 'server', command: 'vitest run --project node' },
  { name: 'documentation', command: 'npm run docs && vitest run --project docs' },
  { name: 'public types', command: 'vitest run --project types' },
  { name: 'package', command: 'vitest run --project consumers' },
  { name: 'React 18', command: 'node test/installTools.mjs test/react/react-18 && vitest run --project react-18' },
  { name: 'browsers', command: 'vitest run --project browser' },
  { name: 'frameworks', command: 'npm run test:frameworks' },
  { name: 'runtimes', command: 'npm run test:runtimes' },
  { name: "IBM's engine", command: 'npm run engine && vitest run --config test/engine/vitest.config.mjs' },
];
