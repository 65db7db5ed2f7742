// Builds the published files: the ESM entries with types, the command, the script-tag file, and the
// simulator as a script for end-to-end tests. Also builds the simulator under the name of IBM's
// loader, which the demo serves.
import { chmodSync, readFileSync } from 'node:fs';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import dts from 'rollup-plugin-dts';
import { agents } from './build/agents.mjs';
import { integrity } from './build/integrity.mjs';
import { licences } from './build/licences.mjs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const dependencies = ['nanoevents'];
/** npm sets the bit when it installs the package, but in a clone nothing else does. */
const runnable = { name: 'runnable', writeBundle: () => chmodSync('dist/cli.js', 0o755) };
const entries = { index: 'src/index.ts', testing: 'src/testing/index.ts', server: 'src/server/index.ts' };
const modules = { dir: 'dist', format: 'es', hoistTransitiveImports: false };
/** Apart, because it imports the package by its name: a second copy of the class would be another class. */
const react = { input: { react: 'src/react/index.ts' }, external: ['react', 'react-dom', 'secure-web-chat'] };
/** Apart, so that a page which only tells one error from another gets no more than that: some bundlers drop nothing less than a file. */
const manualChunks = { errors: ['src/errors.ts'], SecureWebChat: ['src/SecureWebChat.ts'] };
const node = { exportConditions: ['node'] };

export default [
  {
    input: entries,
    external: dependencies,
    output: { ...modules, chunkFileNames: '[name].js', manualChunks },
    plugins: [typescript(), nameVersion()],
  },
  {
    input: { ...entries, 'script-tag': 'src/script-tag/global.ts', 'testing-browser': 'src/testing/global.ts' },
    external: dependencies,
    output: { ...modules, chunkFileNames: '[name].d.ts', banner: nameLibrary },
    plugins: [dts({ compilerOptions: { stripInternal: true } })],
  },
  {
    ...react,
    output: { ...modules, banner: "'use client';" },
    plugins: [typescript()],
  },
  { ...react, output: modules, plugins: [dts()] },
  {
    input: { cli: 'cli/main.ts' },
    external: [/^node:/, ...dependencies],
    // The code that only `dev` needs is in its own file.
    output: { dir: 'dist', format: 'es', banner: runCommand, chunkFileNames: 'cli-dev.js' },
    plugins: [
      resolve(node),
      // The assistant's stand-in of `dev` is JavaScript, which needs no compiler. `npm run types` looks at its types.
      typescript({ tsconfig: 'cli/tsconfig.json', compilerOptions: { allowJs: false, noImplicitAny: false } }),
      nameVersion(),
      terser(),
      licences('cli.licences.txt'),
      runnable,
    ],
  },
  script('src/testing/loader.ts', 'dist/simulator/WatsonAssistantChatEntry.js'),
  script('src/testing/browser.ts', 'dist/testing-browser.js'),
  script('src/script-tag/index.ts', 'dist/secure-web-chat.iife.min.js', {
    // Stays where the file is taken alone, from a CDN.
    banner: `/*! secure-web-chat ${version} | MIT | with the packages in secure-web-chat.iife.licences.txt */`,
    plugins: [licences('secure-web-chat.iife.licences.txt'), integrity, agents],
  }),
];

function runCommand({ isEntry }) {
  return isEntry ? '#!/usr/bin/env node' : '';
}

/** A release changes `package.json` alone. */
function nameVersion() {
  return {
    name: 'version',
    transform(code, id) {
      if (!/[\\/]src[\\/]version\.ts$/.test(id)) return null;
      if (!code.includes("'0.0.0'")) this.error('src/version.ts has no 0.0.0 for the version.');
      return { code: code.replace("'0.0.0'", JSON.stringify(version)), map: null };
    },
  };
}

/** `using` is in no library that a compiler takes by itself, and the bundler of the types drops a reference in the source. */
function nameLibrary({ name }) {
  return name === 'WebChatSimulator' ? '/// <reference lib="esnext.disposable" />' : '';
}

/** One self-contained, minified file for a `<script>` tag. */
function script(input, file, { banner = '', plugins = [] } = {}) {
  return {
    input,
    output: { file, format: 'iife', sourcemap: true, banner },
    plugins: [resolve({ browser: true }), typescript({ sourceMap: true }), nameVersion(), terser(), ...plugins],
  };
}
