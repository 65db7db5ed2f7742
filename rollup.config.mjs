// Builds what is published: two ESM entries with types, the command, the script-tag file, and the simulator under the name of IBM's loader.
import { readFileSync } from 'node:fs';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import dts from 'rollup-plugin-dts';

const dependencies = ['js-cookie', 'jwt-decode', 'nanoevents'];
const entries = { index: 'src/index.ts', testing: 'src/testing/index.ts' };

/** The licences of what is bundled into the command, beside it. */
const licences = {
  name: 'licences',
  generateBundle() {
    const files = ['jose/LICENSE.md', 'tldts/LICENSE', 'tldts-core/LICENSE', 'tough-cookie/LICENSE'];
    const source = files.map((file) => `${file}\n\n${readFileSync(`node_modules/${file}`, 'utf8')}`).join('\n\n');
    this.emitFile({ type: 'asset', fileName: 'cli.licences.txt', source });
  },
};

export default [
  {
    input: entries,
    external: dependencies,
    output: { dir: 'dist', format: 'es', chunkFileNames: '[name].js' },
    plugins: [typescript()],
  },
  {
    input: entries,
    external: dependencies,
    output: { dir: 'dist', format: 'es', chunkFileNames: '[name].d.ts' },
    plugins: [dts({ compilerOptions: { stripInternal: true } })],
  },
  script('src/script-tag.ts', 'dist/secure-web-chat.iife.min.js'),
  {
    input: 'cli/main.ts',
    external: [/^node:/, ...dependencies],
    output: { file: 'dist/cli.js', format: 'es', banner: '#!/usr/bin/env node' },
    plugins: [
      resolve({ exportConditions: ['node'] }),
      typescript({ tsconfig: 'cli/tsconfig.json' }),
      terser(),
      licences,
    ],
  },
  script('src/testing/loader.ts', 'dist/simulator/WatsonAssistantChatEntry.js'),
];

/** One self-contained, minified file for a `<script>` tag. */
function script(input, file) {
  return {
    input,
    output: { file, format: 'iife', sourcemap: true },
    plugins: [resolve({ browser: true }), typescript({ sourceMap: true }), terser()],
  };
}
