// Bundles IBM's engine under the name of IBM's own script: into one file for the tests, and for the
// benchmark as a site gets it.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { engineFile, servedEngineFile } from './engineFile.mjs';

const entryPoint = fileURLToPath(new URL('entry.js', import.meta.url));
const CHAT = '@carbon/ai-chat/dist/es/AppContainer.js';
/** @type {import('esbuild').BuildOptions} */
const usual = { bundle: true, define: { 'process.env.NODE_ENV': '"production"' }, logLevel: 'error' };
/** @type {import('esbuild').Plugin} */
const beside = {
  name: 'beside',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^@carbon/ }, ({ path }) =>
      path === CHAT ? { path: './AppContainer.js', external: true } : null,
    ),
};

await build({ ...usual, entryPoints: [entryPoint], outfile: engineFile });
// Built like IBM's own script: a small script, and parts beside it. A page loads only the parts
// that it needs.
await build({ ...usual, minify: true, entryPoints: [entryPoint], plugins: [beside], outfile: servedEngineFile });
await build({
  ...usual,
  minify: true,
  splitting: true,
  format: 'esm',
  stdin: { contents: `import '${CHAT}';`, resolveDir: import.meta.dirname },
  outdir: dirname(servedEngineFile),
  entryNames: 'AppContainer',
  chunkNames: '[hash]',
});
