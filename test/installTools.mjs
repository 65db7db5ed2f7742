// Installs the packages of one folder of tests, unless they are there already: `node
// test/installTools.mjs test/engine`.
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @param {string} folder with a lock file */
export function installTools(folder) {
  const changedAt = (/** @type {string} */ file) =>
    statSync(join(folder, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  // npm keeps the time of its last work in this file.
  if (changedAt('node_modules/.package-lock.json') >= changedAt('package-lock.json')) return;
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) installTools(resolve(process.argv[2] ?? '.'));
