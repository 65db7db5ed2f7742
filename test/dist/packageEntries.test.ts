// @vitest-environment node
/** The exports of each entry of the package. A server can import them. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'acorn';
import * as sdk from 'secure-web-chat';
import * as react from 'secure-web-chat/react';
import * as server from 'secure-web-chat/server';
import * as testing from 'secure-web-chat/testing';
import { expect, test } from 'vitest';

const dist = new URL('../../dist/', import.meta.url);
const shipped = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(js|d\.ts)$/.test(name));
const read = (name: string) => readFileSync(new URL(name, dist), 'utf8');

test('secure-web-chat exports the public names and no other', () => {
  expect(Object.keys(sdk).sort()).toEqual(['SecureWebChat', 'SecureWebChatError', 'isSecureWebChatError']);
});

test('secure-web-chat/testing exports the public names and no other', () => {
  expect(Object.keys(testing).sort()).toEqual(['WebChatSimulator', 'installWebChatSimulator', 'testToken']);
});

test('secure-web-chat/server exports the public names and no other, and imports nothing', () => {
  expect(Object.keys(server).sort()).toEqual(['createTokenIssuer', 'toNodeHandler']);
  expect(read('server.js')).not.toMatch(/^import|\bimport\(|\brequire\(/m);
});

test('secure-web-chat/react exports the public names and no other', () => {
  expect(Object.keys(react).sort()).toEqual([
    'SecureWebChatProvider',
    'UserDefinedResponses',
    'WebChatElement',
    'useSecureWebChat',
    'useWebChatEvent',
    'webChatElement',
  ]);
});

test('secure-web-chat/react is marked for the client, and contains no second copy of the SDK', () => {
  const imports = [...read('react.js').matchAll(/\bfrom '(.+)'/g)].map(([, name]) => name);
  expect(read('react.js')).toMatch(/^'use client';\n/);
  expect(new Set(imports)).toEqual(new Set(['react', 'react-dom']));
  expect(read('react.d.ts')).toMatch(/import \{ SecureWebChat,.*\} from 'secure-web-chat';/);
});

test('in plain Node, importing and constructing has no side effect, and every call says that there is no page', async () => {
  const told = await node(`
    const before = Object.getOwnPropertyNames(globalThis);
    const { SecureWebChat } = await import('${new URL('index.js', dist)}');
    const chat = new SecureWebChat({ webChat: { integrationID: 'a', region: 'b' }, tokenEndpoint: '/createJWT' });
    const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name));
    const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout');
    const { phase } = chat.getState();
    const calls = [chat.load(), chat.open(), chat.login({ username: 'cade' }), chat.login(), chat.logout()];
    const codes = new Set((await Promise.allSettled(calls)).map(({ reason }) => reason?.code));
    console.log(JSON.stringify({ added, timers, phase, codes: [...codes], after: chat.getState().phase }));
  `);

  expect(told).toEqual({ added: [], timers: [], phase: 'idle', codes: ['UNSUPPORTED_ENVIRONMENT'], after: 'idle' });
});

test('the simulator can be imported in plain Node', async () => {
  const told = await node(`
    const before = Object.getOwnPropertyNames(globalThis);
    const { testToken } = await import('${new URL('testing.js', dist)}');
    const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name));
    console.log(JSON.stringify({ added, parts: testToken({ sub: 'a' }).split('.').length }));
  `);

  expect(told).toEqual({ added: [], parts: 3 });
});

test.each(shipped)('%s runs without a bundler, because it does not use process.env', (name) => {
  expect(read(name)).not.toContain('process.env');
});

test.each(shipped.filter((name) => /^[^/]*(?<!min)\.js$/.test(name)))('%s is a module of ES2022', (name) => {
  expect(() => parse(read(name), { ecmaVersion: 2022, sourceType: 'module', allowHashBang: true })).not.toThrow();
});

/**
 * Returns the JSON that the script prints. The script must print nothing else, and must exit on its
 * own.
 */
async function node(script: string): Promise<unknown> {
  const options = { cwd: fileURLToPath(dist), timeout: 20_000 };
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script],
    options,
  );
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}
