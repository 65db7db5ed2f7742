/** `npx secure-web-chat dev`: the built command, with its backend, its assistant and its page. */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jwtVerify } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { decryptUserPayload } from '../../examples/assistant/userPayload.js';
import { run as runCommand } from './check/command.js';
import { HttpVisitor } from './httpVisitor.js';
import { payload, signing } from './keys.js';
import { run } from './process.js';

const OWN_PAGE = 'http://localhost:5173';
const credentials = JSON.stringify({ username: 'cade', password: 'lendyr-demo' });

async function startDev(...args: string[]) {
  const dev = run('dist/cli.js', {}, ['dev', '--port', '0', ...args]);
  await dev.prints(/Ctrl\+C/);
  return { ...dev, url: /Page\s+(\S+)/.exec(dev.output())?.[1] ?? '' };
}

function writeKeys() {
  const folder = mkdtempSync(join(tmpdir(), 'dev-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string | Buffer) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  return {
    signingKey: write('private.pem', signing.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    ownPublicKey: write('public.pem', signing.publicKey.export({ type: 'spki', format: 'pem' })),
    payloadKey: write('ibm.pem', payload.publicKey.export({ type: 'spki', format: 'pem' })),
  };
}

const ibmArgs = ({ signingKey, payloadKey }: { signingKey: string; payloadKey: string }) => [
  ...['--integration-id', 'my-integration', '--region', 'us-south', '--service-instance-id', 'my-instance'],
  ...['--signing-key', signingKey, '--payload-key', payloadKey],
];

test('its backend passes every check, also for a page on another origin', async () => {
  const { url } = await startDev();
  const routes = ['--login', '/authenticate', '--login-body', '-', '--logout', '/logout'];
  const args = ['check', `${url}/createJWT`, ...routes, '--origin', OWN_PAGE];
  const { status, stdout } = await runCommand(args, { input: credentials });

  expect(stdout).toMatch(/ 0 warn, 0 fail\n$/);
  expect(status).toBe(0);
});

test('if the port is in use, it takes the next one and says so', async () => {
  const taken = createServer().listen(0, 'localhost');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const dev = run('dist/cli.js', {}, ['dev', '--port', String(port)]);
  const [, moved] = await dev.prints(/Page\s+http:\/\/localhost:(\d+)/);

  expect(dev.output()).toContain(`Port ${port} is in use, so this command uses port `);
  expect(Number(moved)).toBeGreaterThan(port);
});

test('it ends when it is interrupted', async () => {
  const { child, ended } = await startDev();
  child.kill('SIGINT');
  expect(await ended()).toBe(0);
});

test('a page on an unknown origin is refused, and the terminal says how to add the origin', async () => {
  const { url, prints } = await startDev('--origin', 'https://shop.example.com');
  const ask = (origin: string) => fetch(`${url}/createJWT`, { headers: { origin, 'sec-fetch-site': 'cross-site' } });
  const named = await ask('https://shop.example.com');
  const other = await ask(OWN_PAGE);

  expect(named.status).toBe(200);
  expect(named.headers.get('access-control-allow-origin')).toBe('https://shop.example.com');
  expect(named.headers.get('access-control-allow-credentials')).toBe('true');
  expect(other.status).toBe(403);
  expect(other.headers.get('access-control-allow-origin')).toBeNull();
  await prints(/The backend refused a page at http:\/\/localhost:5173 because .*--origin http:\/\/localhost:5173\.$/m);
});

test('for a page at an address of this computer, to which no cookie goes, the terminal names localhost', async () => {
  const { url, prints } = await startDev();
  await fetch(`${url}/createJWT`, { headers: { origin: 'http://127.0.0.1:5500', 'sec-fetch-site': 'cross-site' } });
  await prints(
    /at http:\/\/127.0.0.1:5500 because .* open it at http:\/\/localhost:5500 and .*--origin http:\/\/localhost:5500\.$/m,
  );
});

test('the pages of Vite may use it unless --origin names another origin', async () => {
  const { url } = await startDev();
  const preflight = await fetch(`${url}/authenticate`, {
    method: 'OPTIONS',
    headers: {
      origin: OWN_PAGE,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  });

  expect(preflight.status).toBe(204);
  expect(Object.fromEntries(preflight.headers)).toMatchObject({
    'access-control-allow-origin': OWN_PAGE,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type',
  });
});

test('a user cookie whose session is over is removed with the next token', async () => {
  const first = await startDev();
  const before = new HttpVisitor(first.url);
  await before.login('cade');
  const isGreeted = before.cookies.has('SESSION_INFO');
  const second = await startDev();
  const after = new HttpVisitor(second.url, {}, before.cookies);
  await after.token();

  expect(isGreeted).toBe(true);
  expect(after.cookies.has('SESSION_INFO')).toBe(false);
});

test('a host name of another site that points to this computer is refused', async () => {
  const { url } = await startDev();
  const status = await new Promise((resolve, reject) => {
    const asked = httpRequest(`${url}/createJWT`, { headers: { host: 'attacker.example' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject).end();
  });
  expect(status).toBe(421);
});

test('a body that is too large is refused', async () => {
  const { url } = await startDev();
  const headers = { 'content-type': 'application/json' };
  const { status } = await fetch(`${url}/authenticate`, { method: 'POST', headers, body: 'x'.repeat(100_000) });
  expect(status).toBe(413);
});

test("with IBM's values, its page, the printed code and the tokens are for IBM's service", async () => {
  const { url, output } = await startDev(...ibmArgs(writeKeys()));
  const page = await (await fetch(url)).text();
  const visitor = new HttpVisitor(url);
  await visitor.login('ana');
  const token = await visitor.token();
  const { payload: claims } = await jwtVerify(token, signing.publicKey, { algorithms: ['RS256'] });

  expect(page).toContain('data-integration-id="my-integration"');
  expect(page).toContain('data-region="us-south"');
  expect(page).toContain('data-service-instance-id="my-instance"');
  expect(page).not.toContain('data-servers');
  expect(output()).toContain("integrationID: 'my-integration'");
  expect(output()).not.toContain('servers:');
  expect(decryptUserPayload(claims['user_payload'], payload.privateKey)).toEqual({
    name: 'Ana',
    custom_user_id: 'ana-id',
  });
  // The command starts no stand-in for IBM's service.
  expect((await fetch(`${url}/versions/latest/WatsonAssistantChatEntry.js`)).status).toBe(404);
  expect((await fetch(`${url}/public/chat/my-integration/config`)).status).toBe(404);
});

test("without IBM's public key, tokens of users carry no payload", async () => {
  const withoutPayloadKey = ibmArgs(writeKeys()).slice(0, -2);
  const { url } = await startDev(...withoutPayloadKey);
  const visitor = new HttpVisitor(url);
  await visitor.login('cade');
  const { payload: claims } = await jwtVerify(await visitor.token(), signing.publicKey);

  expect(claims).toHaveProperty('sid');
  expect(claims).not.toHaveProperty('user_payload');
});

const ids = ['--integration-id', 'a', '--region', 'b', '--service-instance-id', 'c'];
test.each<[string, (keys: ReturnType<typeof writeKeys>) => string[], RegExp]>([
  ['a port that is none', () => ['--port', 'x'], /^Could not use --port because its value is not a port number; /],
  [
    'an origin with a path',
    () => ['--origin', `${OWN_PAGE}/a`],
    /^Could not use --origin because its value is not an origin; /,
  ],
  [
    'a page at 127.0.0.1, to which no cookie goes',
    () => ['--origin', 'http://127.0.0.1:5500'],
    /^Could not use --origin because browsers send no cookies .*; open your page at http:\/\/localhost:5500, and /,
  ],
  [
    'a page at [::1], to which no cookie goes',
    () => ['--origin', 'http://[::1]:5500'],
    /^Could not use --origin because browsers send no cookies .*; open your page at http:\/\/localhost:5500, and /,
  ],
  [
    'an option that it does not have',
    () => ['--json2'],
    /^Could not use the options because one is wrong: Unknown option '--json2'; /,
  ],
  [
    "a part of IBM's values",
    () => ids.slice(0, 4),
    /^Could not use IBM's service because these options are missing: --service-instance-id, --signing-key; /,
  ],
  [
    'a key file that is not there',
    () => [...ids, '--signing-key', '/nowhere'],
    /^Could not read the file of --signing-key because the system reports ENOENT/,
  ],
  [
    'the public half to sign with',
    ({ ownPublicKey }) => [...ids, '--signing-key', ownPublicKey],
    /^Could not use the file of --signing-key because its content is the public half of a key pair/,
  ],
  [
    "its own public key as IBM's",
    ({ signingKey, ownPublicKey }) => [...ids, '--signing-key', signingKey, '--payload-key', ownPublicKey],
    /^Could not use `payloadKey` because its content is the public half of your own `signingKey`/,
  ],
])('%s is refused in one line', async (_what, args, text) => {
  const { status, stdout, stderr } = await runCommand(['dev', ...args(writeKeys())]);

  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(text);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('the other commands start without the code that only "dev" needs', () => {
  const text = readFileSync(new URL('../../dist/cli.js', import.meta.url), 'utf8');
  expect(text).toMatch(/import\("\.\/cli-dev\.js"\)/);
  expect(text).not.toMatch(/(?:from|import)\s*"\.\/cli-dev\.js"/);
});
