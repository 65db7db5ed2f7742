/** The binding beside each React that a site may have, old ones too. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

const require = createRequire(import.meta.url);
const webpack = require('webpack');
const esbuild = require('esbuild');
const run = promisify(execFile);

describe('beside React 17', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'secure-web-chat-react-17-'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'site', private: true, type: 'module' }));
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
    // Without a flag that would have npm accept what does not fit.
    await run('npm', ['install', 'react@17', 'react-dom@17', inject('tarball'), ...quiet], { cwd: folder });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

  const execute = (...words: string[]) => run(process.execPath, words, { cwd: folder }).then(({ stdout }) => stdout);
  const says = 'Could not start secure-web-chat/react because React is 17.0.2; update react and react-dom to 18.';
  const tellsWhy = `import('secure-web-chat/react').catch(({ message }) => console.log(message));`;

  test('the package is installed, and React stays as it is', async () => {
    const { version } = JSON.parse(readFileSync(join(folder, 'node_modules/react/package.json'), 'utf8'));
    expect(version).toBe('17.0.2');
    const made = `import { SecureWebChat } from 'secure-web-chat'; console.log(typeof SecureWebChat);`;
    expect(await execute('--input-type=module', '--eval', made)).toBe('function\n');
  });

  test('the binding says that it needs a newer one', async () => {
    expect(await execute('--input-type=module', '--eval', tellsWhy)).toBe(`${says}\n`);
  });

  test('it says so in a bundle too, and the bundler does not complain of it', async () => {
    writeFileSync(join(folder, 'main.js'), tellsWhy);
    const common = { entryPoints: [join(folder, 'main.js')], bundle: true, platform: 'node', logLevel: 'silent' };
    const { warnings } = await esbuild.build({ ...common, outfile: join(folder, 'esbuild.cjs') });
    expect(warnings).toEqual([]);
    const output = { path: folder, filename: 'webpack.cjs' };
    const settings = { context: folder, mode: 'development', target: 'node', entry: './main.js', output };
    const stats = await new Promise<{ toString(how: string): string }>((resolve, reject) => {
      webpack(settings, (error: Error | null, done: { toString(how: string): string }) =>
        error ? reject(error) : resolve(done),
      );
    });
    expect(stats.toString('errors-warnings')).toBe('webpack compiled successfully');
    for (const name of ['esbuild.cjs', 'webpack.cjs']) expect(await execute(name), name).toBe(`${says}\n`);
  });
});
