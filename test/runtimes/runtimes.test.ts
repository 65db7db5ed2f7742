/**
 * Runs the token issuer in each runtime that it supports. Each signs and encrypts, and recognizes
 * its visitors.
 */
import { generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import NodeRSA from 'node-rsa';
import { expect, test } from 'vitest';
import { leaveOut } from '../leftOut.js';
import { findProgram, runtimes, serve } from './runtime.js';

const signing = generateKeyPairSync('rsa', { modulusLength: 2048 });
const payload = generateKeyPairSync('rsa', { modulusLength: 2048 });
const environment = {
  // A PKCS#1 key in one line, which no runtime can import as it is.
  SIGNING_KEY: signing.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString().replaceAll('\n', '\\n'),
  IBM_PUBLIC_KEY: payload.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  COOKIE_SECRET: 'a-secret-of-the-tests-with-enough-bytes',
};

const entries = Object.entries(runtimes).map(([name, runtime]) => ({ name, runtime, program: findProgram(runtime) }));
for (const { name, program } of entries) {
  if (program) continue;
  if (process.env['REQUIRE_RUNTIMES']) throw new Error(`${name} is not there, and REQUIRE_RUNTIMES demands it.`);
  leaveOut(name, 'npm has no build of it for this machine');
}

test.each(entries.filter(({ program }) => program))('$name', async ({ runtime, program = '' }) => {
  const url = await serve(program, runtime, environment);
  const ask = async (cookie = '', init: RequestInit = {}) => {
    const response = await fetch(url, { ...init, headers: { cookie, ...init.headers } });
    return { response, cookie: response.headers.getSetCookie()[0]?.split(';')[0] ?? '', text: await response.text() };
  };
  const verify = async (token: string) =>
    (await jwtVerify<{ user_payload: string }>(token, signing.publicKey, { algorithms: ['RS256'] })).payload;

  const first = await ask();
  expect(first.response.status).toBe(200);
  expect(first.response.headers.get('cache-control')).toBe('no-store');
  const anonymous = await verify(first.text);
  expect(anonymous.sub).toMatch(/^anon-/);

  const loggedIn = await verify((await ask(`${first.cookie}; SESSION=cade`)).text);
  expect([loggedIn.sub, loggedIn['sid']]).toEqual([anonymous.sub, 'sid-of-cade']);
  const ibm = new NodeRSA(payload.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
  expect(JSON.parse(ibm.decrypt(loggedIn.user_payload, 'utf8'))).toEqual({
    custom_user_id: 'cade-id',
    name: 'Cade '.repeat(100),
  });

  expect((await verify((await ask()).text)).sub).not.toBe(anonymous.sub);
  const forged = first.cookie.replace(/[^.]+$/, 'A'.repeat(43));
  expect((await verify((await ask(forged)).text)).sub).not.toBe(anonymous.sub);
  expect((await ask('', { method: 'POST' })).response.status).toBe(405);
});
