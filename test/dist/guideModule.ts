/** Runs a module that a guide shows. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';
import { readGuides } from '../docs/blocks.js';

/** Bundles the guide's module beside this file, where the frameworks are found, and imports it. */
export async function runGuide(path: string, name: string): Promise<unknown> {
  const block = readGuides()
    .find((guide) => guide.path === path)
    ?.blocks.find(({ file }) => file.endsWith(`/${name}`));
  if (!block) throw new Error(`Could not run ${name} because ${path} does not show it; name a block that it shows.`);
  const folder = mkdtempSync(join(import.meta.dirname, 'guide-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'chat.ts'), block.text);
  const outfile = join(folder, 'chat.mjs');
  await build({
    entryPoints: [join(folder, 'chat.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
    external: ['secure-web-chat'],
    logLevel: 'silent',
  });
  return import(/* @vite-ignore */ outfile);
}
