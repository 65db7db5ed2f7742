/** The package as a consumer has it: packed, and installed by npm. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../', import.meta.url));
const execute = promisify(execFile);

export const npm = (folder: string, ...words: string[]) =>
  execute('npm', words, { cwd: folder, env: ownEnvironment() });

/**
 * Packs the existing build, because another build would disturb the tests that run at the same
 * time.
 * @returns the tarball
 */
export async function pack(folder: string): Promise<string> {
  const { stdout } = await npm(root, 'pack', '--ignore-scripts', '--json', '--pack-destination', folder);
  return join(folder, JSON.parse(stdout)[0].filename);
}

export const install = (folder: string, tarball: string) =>
  npm(folder, 'install', '--prefer-offline', '--no-audit', '--no-fund', tarball);

/**
 * The environment without Vitest's variables, because React and Vite build other code for tests.
 */
export function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(NODE_ENV$|VITEST)/.test(name)));
}
