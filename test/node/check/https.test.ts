/** On https: certificates that are not trusted, and cookies that are Secure. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type BackendOptions, createBackend } from '../../../examples/backend/backend.js';
import { demoUsers } from '../../../examples/backend/demoUsers.js';
import { createMemoryStore } from '../../../examples/backend/store.js';
import { payload, signing } from '../keys.js';
import { openFolder } from './check.js';
import { run } from './command.js';

const input = JSON.stringify({ username: 'cade', password: 'lendyr-demo' });
const routes = ['--login', '/authenticate', '--login-body', '-', '--logout', '/logout', '--json'];

test('a certificate that nobody vouches for is told with 2, and what to do about it', async () => {
  const { url } = await startOnHttps();
  const { status, stderr } = await run(['check', `${url}/createJWT`]);

  expect(status).toBe(2);
  expect(stderr).toMatch(
    /^Could not check .* certificate of localhost:\d+ is not trusted \(\w+\); .*NODE_EXTRA_CA_CERTS\.\n$/,
  );
});

test('the reference backend passes on https', async () => {
  const { url, env } = await startOnHttps();
  const { status, stdout } = await run(['check', `${url}/createJWT`, ...routes], { env, input });

  expect(status).toBe(0);
  expect(find(stdout, 'https').reason).toBe('it is https');
  expect(find(stdout, 'cookie-secure').reason).toBe('__Host-ANONYMOUS-USER-ID');
});

test('the reference backend passes for a page on another site', async () => {
  const origin = 'https://shop.example';
  const { url, env } = await startOnHttps({ allowedOrigins: [origin], cookieSameSite: 'none' });
  const { status, stdout } = await run(['check', `${url}/createJWT`, '--origin', origin, ...routes], { env, input });

  expect(status).toBe(0);
  expect(JSON.parse(stdout).count).toMatchObject({ warn: 0, fail: 0 });
});

test('cookies that would go out on plain http too are found', async () => {
  const { url, env } = await startOnHttps({ secureCookies: false });
  const { status, stdout } = await run(['check', `${url}/createJWT`, ...routes], { env, input });

  expect(status).toBe(1);
  expect(find(stdout, 'cookie-secure')).toMatchObject({
    outcome: 'fail',
    reason: 'ANONYMOUS-USER-ID would go out on plain http too',
  });
  expect(find(stdout, 'session-cookie').outcome).toBe('fail');
});

function find(report: string, id: string) {
  return JSON.parse(report).findings.find((finding: { id: string }) => finding.id === id);
}

/** @returns `env`: with which Node trusts its certificate */
async function startOnHttps(options: Partial<BackendOptions> = {}) {
  const folder = openFolder();
  const file = (name: string) => join(folder, name);
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  const names = ['-addext', 'subjectAltName=DNS:localhost', '-keyout', file('key.pem'), '-out', file('cert.pem')];
  execFileSync('openssl', [...request, ...names], { stdio: 'pipe' });
  const keys = { signingKey: signing.privateKey, payloadKey: payload.publicKey };
  const app = createBackend({ ...keys, store: createMemoryStore(demoUsers), ...options });
  const server = createServer({ key: readFileSync(file('key.pem')), cert: readFileSync(file('cert.pem')) }, app);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `https://localhost:${port}`, env: { NODE_EXTRA_CA_CERTS: file('cert.pem') } };
}
