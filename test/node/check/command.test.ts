/** The built command: its output on each stream, and its exit status. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { toText } from '../../../cli/textReport.js';
import { startBackend } from '../backend/referenceBackend.js';
import { startBrokenBackend } from './brokenBackend.js';
import { check, openFolder } from './check.js';
import { run } from './command.js';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
const ESCAPE = '\u001b';
const routes = ['--login', '/authenticate', '--logout', '/logout'];
const credentials = JSON.stringify({ username: 'cade', password: 'lendyr-demo' });

test('--help names every option and the exit statuses', async () => {
  const { status, stdout } = await run(['--help']);

  expect(status).toBe(0);
  for (const option of [
    'login',
    'login-body',
    'logout',
    'origin',
    'public-key',
    'header',
    'csrf',
    'user-cookie',
    'timeout',
    'json',
  ]) {
    expect(stdout).toContain(`--${option}`);
  }
  expect(stdout).toContain('Exit status: 0');
  expect(stdout.split('\n').every((line) => line.length <= 120)).toBe(true);
  expect((await run([])).stdout).toBe(stdout);
});

test('--version is the version of the package', async () => {
  expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('if nothing fails, it exits with 0, and without a terminal it prints no colours', async () => {
  const { url } = await startBackend();
  const { status, stdout, stderr } = await run(['check', `${url}/createJWT`, ...routes, '--login-body', '-'], {
    input: credentials,
  });

  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/ {2}pass {2}The token is signed with RS256/);
  expect(stdout).toMatch(/\d+ pass, 0 warn, 0 fail\n$/);
  expect(stdout).not.toContain(ESCAPE);
});

test('if a check fails, it exits with 1 and names the failure, the reason, the remedy and the guide', async () => {
  const url = await startBrokenBackend({ userPayload: (data) => data });
  const { status, stdout } = await run(['check', `${url}/token`]);

  expect(status).toBe(1);
  expect(stdout).toContain(
    [
      '  fail  The claim user_payload is encrypted: user_payload is readable, and the assistant cannot decrypt it',
      "        Encrypt the JSON block by block with IBM's public key (RSA-OAEP with SHA-1), and encode all blocks as base64.",
      `        https://github.com/secure-web-chat/secure-web-chat/blob/v${version}/docs/backend-contract.md#user-payload`,
    ].join('\n'),
  );
});

test('a warning alone still exits with 0', async () => {
  const url = await startBrokenBackend({ headers: {} });
  const { status, stdout } = await run(['check', `${url}/token`]);

  expect(status).toBe(0);
  expect(stdout).toMatch(/\d+ pass, 1 warn, 0 fail\n$/);
});

test('--json is one JSON text with every finding', async () => {
  const { url } = await startBackend();
  const file = join(openFolder(), 'credentials.json');
  writeFileSync(file, credentials);
  const { status, stdout } = await run(['check', `${url}/createJWT`, ...routes, '--login-body', `@${file}`, '--json']);
  const report = JSON.parse(stdout);

  expect(status).toBe(0);
  expect(report).toMatchObject({ ok: true, endpoint: `GET ${url}/createJWT`, count: { fail: 0 } });
  expect(report.findings).toHaveLength(53);
  expect(report.findings[0]).toEqual({
    group: 'Token endpoint',
    id: 'https',
    title: expect.any(String),
    outcome: 'pass',
    reason: expect.any(String),
    link: expect.stringMatching(/#https$/),
  });
});

test('a clone can run the built command as npx does', () => {
  expect(statSync(new URL('../../../dist/cli.js', import.meta.url)).mode & 0o111).toBe(0o111);
});

test.each(['\u0085', '\u009b31m', '\u202e', '\u2066', '\u200f', '\u2028', '\u007f'])(
  'neither report holds a control or bidirectional character of the backend: %j',
  async (control) => {
    const url = await startBrokenBackend({
      claims: (claims) => ({ ...claims, [`a${control}e-mail`]: 'a@example.com' }),
    });
    const report = await check([`${url}/token`]);
    const reason = (text: string) => /anybody with the token can read [^\n]*/.exec(text)?.[0];

    expect(reason(toText(report, false))).toContain('e-mail');
    expect(toText(report, false)).not.toContain(control[0]);
    const { stdout } = await run(['check', `${url}/token`, '--json']);
    expect(stdout).not.toContain(control[0]);
    expect(JSON.stringify(JSON.parse(stdout))).toContain(control[0]);
  },
);

test('--header accepts a file, so that no secret has to be in the arguments', async () => {
  const keys: (string | undefined)[] = [];
  const url = await startBrokenBackend({
    before(request, _response, next) {
      if (request.path === '/token')
        keys.push(`${request.get('x-api-key')} ${request.get('x-site')} ${request.get('x-c')}`);
      next();
    },
  });
  const file = join(openFolder(), 'headers.txt');
  writeFileSync(file, 'X-Api-Key: hunter2\r\n\nX-Site: a:b\n');
  await check([`${url}/token`, '--header', `@${file}`, '--header', 'X-C: 3']);
  expect(keys[0]).toBe('hunter2 a:b 3');
});

test('on a terminal it prints colours, but no control characters from the backend', async () => {
  const url = await startBrokenBackend({
    claims: (claims) => ({ ...claims, [`\u001b]0;e-mail\u0007`]: 'a@example.com' }),
  });
  const report = await check([`${url}/token`]);

  expect(toText(report, true)).toContain(`${ESCAPE}[32mpass${ESCAPE}[39m`);
  for (const control of [`${ESCAPE}]`, '\u0007']) expect(toText(report, true)).not.toContain(control);
  expect(toText(report, false)).not.toContain(ESCAPE);
});

test.each([
  ['nothing to check', ['check'], 'the address of the token endpoint is missing'],
  ['an address that is none', ['check', 'example.com/token'], 'not an http(s) address'],
  ['a password in the address', ['check', 'https://cade:secret@example.com/'], 'not an http(s) address'],
  ['an unknown command', ['chekc', 'https://example.com'], 'Could not use the command "chekc"'],
  ['an unknown option', ['check', 'https://example.com', '--lgoin', '/x'], "Unknown option '--lgoin'"],
  ['a method without quotes', ['check', 'POST', 'https://example.com/token'], 'one word too many'],
  ['a login without credentials', ['check', 'https://example.com', '--login', '/x'], 'SECURE_WEB_CHAT_LOGIN_BODY'],
  ['a logout without a login', ['check', 'https://example.com', '--logout', '/x'], '--login'],
  [
    'an origin with a path',
    ['check', 'https://example.com', '--origin', 'https://a.example/b'],
    'Could not use --origin because its value is not an origin',
  ],
  [
    'a key that is not there',
    ['check', 'https://example.com', '--public-key', '/none.pem'],
    'Could not read the file of --public-key because the system reports ENOENT',
  ],
  [
    'a file that is no key',
    ['check', 'https://example.com', '--public-key', '/etc/hostname'],
    'not a key in any known form',
  ],
  [
    'a header that is none',
    ['check', 'https://example.com', '--header', 'none at all'],
    'Could not use --header because its value is not a header',
  ],
  ['a header without a value', ['check', 'https://example.com', '--header', 'Authorization'], 'X-Api-Version: 2'],
  [
    'a header with an empty value',
    ['check', 'https://example.com', '--header', 'X-Site: '],
    'Could not use --header because its value is not a header',
  ],
  [
    'a file of headers that is not there',
    ['check', 'https://example.com', '--header', '@/none.txt'],
    'Could not read the file of --header',
  ],
  ['a CSRF pair that is none', ['check', 'https://example.com', '--csrf', 'XSRF'], 'Could not use --csrf'],
  ['a timeout that is none', ['check', 'https://example.com', '--timeout', 'long'], 'Could not use --timeout'],
])('%s is refused with 2 and one clear line', async (_what, args, told) => {
  const { status, stdout, stderr } = await run(args);

  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(told);
  expect(stderr).toMatch(/^[^\n]+\n$/);
});

test('credentials on the command line are refused, and not repeated', async () => {
  const args = ['check', 'https://example.com', '--login', '/x', '--login-body', credentials];
  const { status, stderr } = await run(args);

  expect(status).toBe(2);
  expect(stderr).toContain('@file');
  expect(stderr).not.toContain('lendyr-demo');
});

test('for a host that does not exist, it exits with 2, with --json too', async () => {
  const { status, stderr } = await run(['check', 'http://nowhere.invalid/token']);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: 'Could not check the backend because there is no host named nowhere.invalid; check the name.\n',
  });

  const asJSON = await run(['check', 'http://nowhere.invalid/token', '--json']);
  expect(asJSON).toEqual({ status: 2, stdout: expect.stringMatching(/^\{"error":"Could not check/), stderr: '' });
});

test('it reports a port where nothing listens, a port that browsers refuse, and a port without HTTP', async () => {
  const closed = await listenTo(() => {});
  await closed.close();
  expect((await run(['check', `${closed.url}/`])).stderr).toContain('nothing listens at 127.0.0.1');
  expect((await run(['check', 'http://127.0.0.1:1/'])).stderr).toContain('browsers refuse port 1');

  const other = await listenTo((socket) => socket.end('220 mail.example ESMTP\r\n').destroySoon());
  expect((await run(['check', `${other.url}/`])).stderr).toContain('does not answer in HTTP');
  const { status, stderr } = await run(['check', `${other.url.replace('http', 'https')}/`]);
  expect(status).toBe(2);
  expect(stderr).toMatch(/does not speak TLS \(\w+\); try http\.\n$/);
});

async function listenTo(answer: (socket: Socket) => void) {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    answer(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise((resolve) => server.close(resolve));
  onTestFinished(() => void close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close };
}
