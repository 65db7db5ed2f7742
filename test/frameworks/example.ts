/**
 * A copy of an example, with the built package in it, and a server of it in a process of its own.
 */
import { execFile, spawn } from 'node:child_process';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { jwtVerify } from 'jose';
import { onTestFinished } from 'vitest';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export const signing = generateKeyPairSync('rsa', { modulusLength: 2048 });
const payload = generateKeyPairSync('rsa', { modulusLength: 2048 });
const secrets = { COOKIE_SECRET: 'the-secret-of-the-anonymous-cookie-0', SESSION_SECRET: 'the-secret-of-the-sessions' };

/** The environment without Vitest's variables, because frameworks build other code for tests. */
const environment = {
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  NEXT_TELEMETRY_DISABLED: '1',
  NO_COLOR: '1',
  SIGNING_KEY: signing.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  IBM_PUBLIC_KEY: payload.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  ...secrets,
};

/** Below this folder, so that the frameworks are found in its `node_modules`. */
export function copyExample(name: string): string {
  mkdirSync(path('copies'), { recursive: true });
  const folder = mkdtempSync(path(`copies/${name}-`));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const isSource = (file: string) => !/[\\/](node_modules|\.next|\.npmrc)$/.test(file);
  cpSync(path(`../../examples/${name}`), folder, { recursive: true, filter: isSource });
  const installed = join(folder, 'node_modules/secure-web-chat');
  for (const file of ['package.json', 'dist'])
    cpSync(path(`../../${file}`), join(installed, file), { recursive: true });
  return folder;
}

/** @returns its output */
export async function execute(folder: string, script: string, ...words: string[]): Promise<string> {
  const program = [script, ...words];
  const { stdout } = await promisify(execFile)(process.execPath, program, { cwd: folder, env: environment });
  return stdout;
}

/** @returns the origin that it prints */
export function serve(folder: string, script: string, ...words: string[]): Promise<string> {
  const env = { ...environment, PORT: '0' };
  const child = spawn(process.execPath, [script, ...words], { cwd: folder, env, detached: true });
  const ended = new Promise((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    // Also ends the processes that the framework has started.
    if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    await ended;
  });
  return new Promise((resolve, reject) => {
    let told = '';
    const listen = (chunk: Buffer) => {
      told += chunk;
      const origin = /http:\/\/localhost:\d+/.exec(told)?.[0];
      if (origin) resolve(origin);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    void ended.then(() => reject(new Error(`It ended: ${told}`)));
  });
}

export const signatureOf = (text: string, encoding: 'base64' | 'base64url') =>
  createHmac('sha256', secrets.SESSION_SECRET).update(text).digest(encoding);

/** One visitor's token: its claims, and the cookie that came with it. */
export async function visit(url: string, cookie = '') {
  const response = await fetch(url, { headers: { cookie } });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  const { payload: claims } = await jwtVerify(await response.text(), signing.publicKey, { algorithms: ['RS256'] });
  return { claims, cookie: response.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
}
