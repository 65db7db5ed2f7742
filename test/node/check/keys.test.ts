/** `npx secure-web-chat keys`: a pair that works, kept safely, never overwritten. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startBackend } from '../backend/referenceBackend.js';
import { openFolder } from './check.js';
import { run } from './command.js';

test('the pair has 4096 bits, its private half is readable by its owner only, and a backend signs with it', async () => {
  const folder = join(openFolder(), 'keys');
  const { status, stdout, stderr } = await run(['keys', folder]);
  const [privateFile, publicFile] = ['private', 'public'].map((half) => join(folder, `signing-${half}.pem`)) as [
    string,
    string,
  ];

  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const signingKey = createPrivateKey(readFileSync(privateFile));
  expect(signingKey.asymmetricKeyDetails?.modulusLength).toBe(4096);
  const derived = createPublicKey(signingKey).export({ type: 'spki', format: 'pem' });
  expect(readFileSync(publicFile, 'utf8')).toBe(derived);
  expect(statSync(privateFile).mode & 0o777).toBe(0o600);
  expect(stdout).toContain(privateFile);
  expect(stdout).toContain(publicFile);
  expect(stdout).toContain('Security tab');
  expect(stdout).not.toContain('BEGIN RSA');

  const { url } = await startBackend({ signingKey: readFileSync(privateFile, 'utf8') });
  expect((await run(['check', `${url}/createJWT`, '--public-key', publicFile])).status).toBe(0);
  const asPrivate = await run(['check', `${url}/createJWT`, '--public-key', privateFile]);
  expect(asPrivate.stderr).toMatch(
    /^Could not use the file of --public-key because its content is the private half of a key pair; use the public half /,
  );
});

test('an existing key is not overwritten, and no half of a pair is left behind', async () => {
  const folder = openFolder();
  writeFileSync(join(folder, 'signing-public.pem'), 'mine');
  const { status, stderr } = await run(['keys', folder]);

  expect(status).toBe(2);
  expect(stderr).toMatch(
    /signing-public\.pem already exists, and its content is not a key in any known form; .* Nothing was changed\./,
  );
  expect(readFileSync(join(folder, 'signing-public.pem'), 'utf8')).toBe('mine');
  expect(existsSync(join(folder, 'signing-private.pem'))).toBe(false);
});

test('if one half cannot be written, the other is not left behind', async () => {
  const folder = openFolder();
  // A symbolic link into a folder that does not exist, so that writing fails.
  symlinkSync(join(folder, 'nowhere', 'key'), join(folder, 'signing-public.pem'));
  const { status, stderr } = await run(['keys', folder]);

  expect(status).toBe(2);
  expect(stderr).toMatch(/^Could not write the key pair because /);
  expect(readdirSync(folder)).toEqual(['signing-public.pem']);
});

test('a folder that is not writable is reported in one line', async () => {
  const file = join(openFolder(), 'file');
  writeFileSync(file, '');
  const { status, stderr } = await run(['keys', join(file, 'keys')]);

  expect(status).toBe(2);
  expect(stderr).toMatch(
    /^Could not write the key pair because .* is not writable \(ENOTDIR\); name another folder\.\n$/,
  );
});
