// Builds what is published: two ESM entries with types, the script-tag file, the hashes of all of them, and the simulator under the name of IBM's loader.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import dts from 'rollup-plugin-dts';

const dependencies = ['js-cookie', 'jwt-decode', 'nanoevents'];
const entries = { index: 'src/index.ts', testing: 'src/testing/index.ts' };
/** Apart, so that a page which only tells one error from another gets no more than that: some bundlers drop nothing less than a file. */
const CHUNKS = { errors: ['src/errors.ts'], SecureWebChat: ['src/SecureWebChat.ts'] };

export default [
  {
    input: entries,
    external: dependencies,
    output: {
      dir: 'dist',
      format: 'es',
      chunkFileNames: '[name].js',
      manualChunks: CHUNKS,
      hoistTransitiveImports: false,
    },
    plugins: [typescript()],
  },
  {
    input: { ...entries, 'script-tag': 'src/global.ts' },
    external: dependencies,
    output: { dir: 'dist', format: 'es', chunkFileNames: '[name].d.ts', banner: nameLibrary },
    plugins: [dts({ compilerOptions: { stripInternal: true } })],
  },
  script('src/testing/loader.ts', 'dist/simulator/WatsonAssistantChatEntry.js'),
  script('src/script-tag.ts', 'dist/secure-web-chat.iife.min.js', { name: 'integrity', writeBundle: writeIntegrity }),
];

/** `using` is in no library that a compiler takes by itself, and the bundler of the types drops a reference in the source. */
function nameLibrary({ name }) {
  return name === 'testing' ? '/// <reference lib="esnext.disposable" />' : '';
}

/** One self-contained, minified file for a `<script>` tag. */
function script(input, file, ...plugins) {
  return {
    input,
    output: { file, format: 'iife', sourcemap: true },
    plugins: [resolve({ browser: true }), typescript({ sourceMap: true }), terser(), ...plugins],
  };
}

/** What goes into `integrity` attributes and import maps: the last build writes it, once every file is there. */
function writeIntegrity() {
  const hash = (name) =>
    `sha384-${createHash('sha384')
      .update(readFileSync(`dist/${name}`))
      .digest('base64')}`;
  const files = readdirSync('dist').filter((name) => name.endsWith('.js'));
  writeFileSync('dist/sri.json', JSON.stringify(Object.fromEntries(files.map((name) => [name, hash(name)])), null, 2));
}
