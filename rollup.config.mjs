// Builds what is published: two ESM entries with types, the script-tag file, and the simulator under the name of IBM's loader.
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import dts from 'rollup-plugin-dts';

const dependencies = ['js-cookie', 'jwt-decode', 'nanoevents'];
const entries = { index: 'src/index.ts', testing: 'src/testing/index.ts' };

export default [
  {
    input: entries,
    external: dependencies,
    output: { dir: 'dist', format: 'es', chunkFileNames: '[name].js' },
    plugins: [typescript()],
  },
  {
    input: { ...entries, 'script-tag': 'src/global.ts' },
    external: dependencies,
    output: { dir: 'dist', format: 'es', chunkFileNames: '[name].d.ts' },
    plugins: [dts({ compilerOptions: { stripInternal: true } })],
  },
  script('src/script-tag.ts', 'dist/secure-web-chat.iife.min.js'),
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
