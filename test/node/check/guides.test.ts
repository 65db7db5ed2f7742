/** The short backends in other languages pass the checks, if their runtimes are installed. */
import NodeRSA from 'node-rsa';
import { expect, test } from 'vitest';
import { leaveOut } from '../../leftOut.js';
import { payload } from '../keys.js';
import { check, idsWith } from './check.js';
import { otherLanguages, startBackendIn, writeKeys } from './otherLanguages.js';

for (const [language, backend] of Object.entries(otherLanguages)) {
  const { isThere, packages, encryptLong } = backend;
  if (!isThere) leaveOut(`the backend in ${language}`, `Install what it needs (Debian: apt-get install ${packages}).`);

  test.skipIf(!isThere)(`the backend in ${language} passes every check`, async () => {
    const { env, publicKey } = writeKeys();
    const url = await startBackendIn(backend, env).url;
    const routes = ['--login', '/authenticate', '--logout', '/logout', '--public-key', publicKey];
    const report = await check([`${url}/createJWT`, ...routes], { username: 'cade', password: 'lendyr-demo' });

    expect([...idsWith(report, 'fail'), ...idsWith(report, 'warn')]).toEqual([]);
    expect(report.count.pass).toBeGreaterThan(40);
  });

  test.skipIf(!isThere)(`the assistant can decrypt a payload of several blocks from ${language}`, () => {
    const encrypted = encryptLong(writeKeys().env).trim();
    const assistant = new NodeRSA(payload.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());

    expect(Buffer.from(encrypted, 'base64').length).toBe(3 * 256);
    expect(JSON.parse(assistant.decrypt(encrypted, 'utf8'))).toEqual({ name: 'x'.repeat(600) });
  });
}
