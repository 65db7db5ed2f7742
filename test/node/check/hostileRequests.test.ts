/**
 * Requests of an attacker to the backends in other languages, and wrong settings of their owner.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { HttpVisitor } from '../httpVisitor.js';
import { signing } from '../keys.js';
import { openFolder } from './check.js';
import { type OtherLanguage, otherLanguages, startBackendIn, writeKeys } from './otherLanguages.js';

const json = { 'content-type': 'application/json' };
const pkcs8 = String(signing.privateKey.export({ type: 'pkcs8', format: 'pem' }));

/** Compiled once, because `java Server.java` takes a second for each start. */
const classes = mkdtempSync(join(tmpdir(), 'java-classes-'));
beforeAll(() => {
  if (otherLanguages.Java.isThere) execFileSync('javac', ['-d', classes, String(otherLanguages.Java.start[1])]);
  return () => rmSync(classes, { recursive: true });
});
const Java = { ...otherLanguages.Java, start: ['java', '-cp', classes, 'Server'] as const };
const backends = { ...otherLanguages, Java };

for (const [language, backend] of Object.entries(backends)) {
  const testIn = test.skipIf(!backend.isThere);

  testIn(`the backend in ${language} answers whatever is sent, and logs nobody out by a form`, async () => {
    const { env } = writeKeys();
    const server = startBackendIn(backend, env);
    const url = await server.url;
    const statusOf = async (body: string) =>
      (await new HttpVisitor(url).send('/authenticate', { method: 'POST', headers: json, body })).status;

    expect(await statusOf('{"username":"\\ud800","password":"x"}')).toBeOneOf([400, 401]);
    expect(await statusOf('{"username":"cade","password":"\\ud800"}')).toBeOneOf([400, 401]);
    expect(await statusOf(`{"username":"${'x'.repeat(2000)}","password":"x"}`)).toBeOneOf([400, 401]);
    expect(await statusOf(`{"username":"cade","password":"${'x'.repeat(2000)}"}`)).toBeOneOf([400, 401]);
    for (const length of ['-1', 'many']) expect(await statusLine(url, length)).toMatch(/^(HTTP\/1.[01] 4\d\d .*)?$/);

    const cade = new HttpVisitor(url);
    await cade.login('cade');
    expect([...cade.cookies.keys()].sort()).toEqual(['SESSION_INFO', '__Host-SESSION']);
    const form = { method: 'POST', body: new URLSearchParams({ a: 'b' }) };
    expect((await cade.send('/logout', form)).status).toBe(415);
    expect(await sidOf(cade)).toEqual(expect.any(String));
    expect((await cade.send('/logout', { method: 'POST' })).status).toBe(204);
    expect(await sidOf(cade)).toBeUndefined();
    expect([...cade.cookies.keys()]).toEqual(['__Host-ANONYMOUS-USER-ID']);
    expect(server.output()).not.toMatch(/Traceback|Warning|Exception|Error/);
  });

  testIn.each([
    ['the key itself for its file', () => ({ SIGNING_KEY_FILE: pkcs8 }), 'SIGNING_KEY_FILE'],
    ["the key itself for the file of IBM's key", () => ({ IBM_PUBLIC_KEY_FILE: pkcs8 }), 'IBM_PUBLIC_KEY_FILE'],
    ['a file that holds no key', () => ({ SIGNING_KEY_FILE: fileURLToPath(import.meta.url) }), 'SIGNING_KEY_FILE'],
    ['no file', () => ({ SIGNING_KEY_FILE: '' }), 'SIGNING_KEY_FILE'],
    ['an empty COOKIE_SECRET', () => ({ COOKIE_SECRET: '' }), 'COOKIE_SECRET'],
    ['a short COOKIE_SECRET', () => ({ COOKIE_SECRET: 'secret' }), 'COOKIE_SECRET'],
  ])(
    `the backend in ${language}, given %s, says so in one sentence and repeats nothing`,
    async (_what, wrong, name) => {
      const told = await refusalOf(backend, { ...writeKeys().env, ...wrong() });

      expect(told).toMatch(new RegExp(`Could not start because ${name} [^\\n]*\\.$`, 'm'));
      expect(told).not.toMatch(/Traceback|^\s+at |Exception|PRIVATE KEY/m);
      for (const line of pkcs8.split('\n').filter((line) => line.length > 10)) expect(told).not.toContain(line);
    },
  );
}

test.skipIf(!Java.isThere)('the backend in Java, given a PKCS#1 key, says how to convert it', async () => {
  const { env, write } = writeKeys();
  const pkcs1 = String(signing.privateKey.export({ type: 'pkcs1', format: 'pem' }));
  const told = await refusalOf(Java, { ...env, SIGNING_KEY_FILE: write('pkcs1.pem', pkcs1) });

  expect(told).toMatch(/SIGNING_KEY_FILE .*PKCS#1.*openssl pkcs8 -topk8 -nocrypt/);
  expect(told).not.toMatch(/^\s+at /m);
});

test.each(['Python', 'Java'] as const)(
  'many clients that begin requests and never finish them cannot stop the backend in %s',
  async (language) => {
    const backend = backends[language];
    if (!backend.isThere) return;
    const url = await startBackendIn(backend, writeKeys().env).url;
    for (let count = 0; count < 20; count++) {
      const socket = open(url);
      await new Promise<void>((resolve) =>
        socket.write('POST /authenticate HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{', () => resolve()),
      );
    }

    expect((await new HttpVisitor(url).get('/createJWT')).status).toBe(200);
  },
);

test.skipIf(!otherLanguages.PHP.isThere)(
  'the backend in PHP stores no session for a cookie that it did not set',
  async () => {
    const folder = openFolder();
    const sessions = `${folder}/sessions`;
    mkdirSync(sessions);
    const [command, ...args] = otherLanguages.PHP.start;
    const start = [command, '-d', `session.save_path=${sessions}`, ...args] as const;
    const url = await startBackendIn({ ...otherLanguages.PHP, start }, writeKeys().env).url;
    const stranger = new HttpVisitor(url);
    await stranger.token();
    const [anonymousID = ''] = stranger.cookies.values();
    for (const value of [
      'a'.repeat(26),
      anonymousID,
      anonymousID.split('.')[0]!,
      `${'b'.repeat(26)}.${'c'.repeat(64)}`,
    ]) {
      for (const name of ['SESSION', '__Host-SESSION']) stranger.cookies.set(name, value);
      await stranger.token();
      await stranger.post('/logout', {});
    }
    expect(readdirSync(sessions)).toEqual([]);

    const cade = new HttpVisitor(url);
    await cade.login('cade');
    expect(await sidOf(cade)).toEqual(expect.any(String));
    expect(readdirSync(sessions)).toHaveLength(1);
    await cade.post('/logout', {});
    expect(readdirSync(sessions)).toEqual([]);
  },
);

/**
 * Returns the message of a backend that refuses to start. Its process ends. In PHP, which starts
 * again for each request, the first request is answered with an error.
 */
async function refusalOf(backend: OtherLanguage, env: NodeJS.ProcessEnv): Promise<string> {
  const server = startBackendIn(backend, env);
  if (backend !== otherLanguages.PHP) {
    expect(await server.ended).toBe(1);
    return server.output();
  }
  const response = await new HttpVisitor(await server.url).get('/createJWT');
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ error: 'Could not answer because the backend failed; try again later.' });
  expect(response.headers.getSetCookie()).toEqual([]);
  await expect.poll(server.output).toMatch('Could not start');
  return server.output().replaceAll(/^\[.*?\] /gm, '');
}

async function sidOf(visitor: HttpVisitor): Promise<unknown> {
  const [, claims = ''] = (await visitor.token()).split('.');
  return JSON.parse(Buffer.from(claims, 'base64url').toString()).sid;
}

/**
 * Returns the first line of the answer to a body of this announced length. PHP's own server ends
 * the connection.
 */
function statusLine(url: string, contentLength: string): Promise<string> {
  const socket = open(url);
  const type = 'Content-Type: application/json';
  socket.write(
    `POST /authenticate HTTP/1.1\r\nHost: localhost\r\n${type}\r\nContent-Length: ${contentLength}\r\n\r\n{}`,
  );
  return new Promise((resolve) => {
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk));
    socket.on('close', () => resolve(answer.split('\r\n')[0] ?? ''));
    socket.on('data', () => answer.includes('\r\n') && socket.destroy());
  });
}

function open(url: string): Socket {
  const socket = connect(Number(new URL(url).port), 'localhost');
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  return socket;
}
