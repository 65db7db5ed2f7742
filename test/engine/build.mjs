// Bundles IBM's engine into one script, under the name of IBM's own.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { engineFile } from './engineFile.mjs';

await build({
  entryPoints: [fileURLToPath(new URL('entry.js', import.meta.url))],
  outfile: engineFile,
  bundle: true,
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'error',
});
