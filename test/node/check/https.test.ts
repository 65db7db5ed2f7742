/** On https: certificates that are not trusted, and cookies that are Secure. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createServer } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import type { BackendOptions } from '../../../examples/backend/backend.js';
import { startBackend } from '../backend/referenceBackend.js';
import { openFolder } from './check.js';
import { run } from './command.js';

const input = JSON.stringify({ username: 'cade', password: 'lendyr-demo' });
const routes = ['--login', '/authenticate', '--login-body', '-', '--logout', '/logout', '--json'];

test('an untrusted certificate ends the command with 2, and the message says what to do', async () => {
  const { url } = await startOnHttps();
  const { status, stderr } = await run(['check', `${url}/createJWT`]);

  expect(status).toBe(2);
  expect(stderr).toMatch(
    /^Could not check .* certificate of localhost:\d+ is not trusted \(\w+\); set NODE_EXTRA_CA_CERTS to .*\.\n$/,
  );
});

test('the reference backend passes on https', async () => {
  const { url, env } = await startOnHttps();
  const { status, stdout } = await run(['check', `${url}/createJWT`, ...routes], { env, input });

  expect(status).toBe(0);
  expect(find(stdout, 'https').reason).toBe('the endpoint uses https');
  expect(find(stdout, 'cookie-secure').reason).toBe('Secure is set on __Host-ANONYMOUS-USER-ID');
});

test('the reference backend passes for a page on another site', async () => {
  const origin = 'https://shop.example';
  const { url, env } = await startOnHttps({ allowedOrigins: [origin], cookieSameSite: 'none' });
  const { status, stdout } = await run(['check', `${url}/createJWT`, '--origin', origin, ...routes], { env, input });

  expect(status).toBe(0);
  expect(JSON.parse(stdout).count).toMatchObject({ warn: 0, fail: 0 });
});

test('the checker finds cookies that browsers would also send on plain http', async () => {
  const { url, env } = await startOnHttps({ secureCookies: false });
  const { status, stdout } = await run(['check', `${url}/createJWT`, ...routes], { env, input });

  expect(status).toBe(1);
  expect(find(stdout, 'cookie-secure')).toMatchObject({
    outcome: 'fail',
    reason: 'browsers also send ANONYMOUS-USER-ID over plain http, because Secure is missing',
  });
  expect(find(stdout, 'session-cookie').outcome).toBe('fail');
});

function find(report: string, id: string) {
  return JSON.parse(report).findings.find((finding: { id: string }) => finding.id === id);
}

/**
 * A proxy in front of the backend terminates TLS, as in most deployments.
 * @returns `env`: the environment in which Node trusts the certificate of the proxy
 */
async function startOnHttps(options: Partial<BackendOptions> = {}) {
  const backend = await startBackend({ secureCookies: true, ...options });
  const folder = openFolder();
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  const names = ['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert];
  execFileSync('openssl', [...request, ...names], { stdio: 'pipe' });
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (visitor) => {
    const onward = connect(Number(new URL(backend.url).port), 'localhost');
    pipeline(visitor, onward, visitor, () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `https://localhost:${port}`, env: { NODE_EXTRA_CA_CERTS: cert } };
}
