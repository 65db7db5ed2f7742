/**
 * The token endpoints of the guides, saved and started as the guides say, pass the check that the
 * guides end with.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readGuides, root } from '../../docs/blocks.js';
import { signing } from '../keys.js';
import { check, idsWith, openFolder, writePublicKey } from './check.js';

test.each([
  ['docs/enable-security.md', 'server.mjs'],
  ['docs/server.md', 'express.mjs'],
])('the endpoint of %s passes every check', async (path, name) => {
  const blocks = readGuides().find((guide) => guide.path === path)?.blocks ?? [];
  const shown = String(blocks.find(({ file }) => file.endsWith(name))?.text);
  const folder = openFolder();
  const write = (name: string, text: string | Buffer) => writeFileSync(join(folder, name), text);
  // The test needs any free port, and the server has to print which one it got.
  const listening = /^(.+)\.listen\(3001\);$/m;
  expect(shown).toMatch(listening);
  write(name, shown.replace(listening, 'const server = $1.listen(0, () => console.log(server.address().port));'));
  write('signing-private.pem', signing.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/secure-web-chat'), 'junction');
  symlinkSync(join(root, 'node_modules/express'), join(folder, 'node_modules/express'), 'junction');

  const server = spawn(process.execPath, [name], {
    cwd: folder,
    env: { COOKIE_SECRET: 'a-secret-of-the-tests-with-enough-bytes' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void server.kill());
  const [port] = await once(server.stdout, 'data');
  const report = await check([`http://localhost:${Number(port)}/createJWT`, '--public-key', writePublicKey()]);

  expect([...idsWith(report, 'fail'), ...idsWith(report, 'warn')]).toEqual([]);
  expect(report.count.pass).toBeGreaterThan(20);
});
