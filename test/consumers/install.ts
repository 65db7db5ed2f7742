/**
 * The folder of a consumer who has installed the packed package, with the bundlers and compilers
 * that consumers use.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { installTools } from '../installTools.mjs';

declare module 'vitest' {
  export interface ProvidedContext {
    /** With the package and its dependencies in `node_modules`, as npm puts them there. */
    stranger: string;
    /** The packed package. */
    tarball: string;
    /** The files that `npm pack` added. */
    packed: string[];
  }
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const tools = fileURLToPath(new URL('.', import.meta.url));

async function npm(folder: string, ...words: string[]): Promise<string> {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  return (await promisify(execFile)('npm', [...words, ...quiet], { cwd: folder })).stdout;
}

export default async function install(project: TestProject): Promise<() => void> {
  installTools(tools);
  const folder = mkdtempSync(join(tmpdir(), 'secure-web-chat-stranger-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    // The build exists, because all other tests use it.
    const [pack] = JSON.parse(await npm(root, 'pack', '--json', '--ignore-scripts', `--pack-destination=${folder}`));
    const tarball = join(folder, pack.filename);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'stranger', private: true, type: 'module' }));
    await npm(folder, 'install', '--prefer-offline', tarball);
    project.provide('stranger', folder);
    project.provide('tarball', tarball);
    project.provide(
      'packed',
      pack.files.map(({ path }: { path: string }) => path),
    );
    return remove;
  } catch (error) {
    remove();
    throw error;
  }
}
