/**
 * The script that makes `inPage.ts` available in each document, before any code of the page runs.
 */
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

export const inEachDocument: string = buildSync({
  entryPoints: [fileURLToPath(new URL('inPage.ts', import.meta.url))],
  bundle: true,
  format: 'iife',
  write: false,
}).outputFiles[0]!.text;
