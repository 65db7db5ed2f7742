/**
 * The endpoint of the guide "Enable web chat security", saved and started as it says, passes the
 * check that it ends with.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readGuides, root } from '../../docs/blocks.js';
import { signing } from '../keys.js';
import { check, idsWith, openFolder, writePublicKey } from './check.js';

test('the endpoint of the guide passes every check', async () => {
  const [shown] = readGuides().flatMap(({ blocks }) => blocks.filter(({ file }) => file.endsWith('server.mjs')));
  const folder = openFolder();
  const write = (name: string, text: string | Buffer) => writeFileSync(join(folder, name), text);
  // Any free port, which it then has to tell.
  const told = 'const server = createServer(createJWT).listen(0, () => console.log(server.address().port));';
  expect(shown?.text).toContain('createServer(createJWT).listen(3001);');
  write('server.mjs', String(shown?.text).replace('createServer(createJWT).listen(3001);', told));
  write('signing-private.pem', signing.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/secure-web-chat'), 'junction');

  const server = spawn(process.execPath, ['server.mjs'], {
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
