/**
 * The token endpoints of examples/next and examples/hono, built and started as their guides say.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { parseCommandLine } from '../../cli/commandLine.js';
import { checkBackend } from '../../cli/report.js';
import { copyExample, execute, serve, signatureOf, signing, visit } from './example.js';

const next = fileURLToPath(new URL('node_modules/next/dist/bin/next', import.meta.url));

async function remarksOn(url: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'examples-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const publicKey = join(folder, 'public.pem');
  writeFileSync(publicKey, signing.publicKey.export({ type: 'spki', format: 'pem' }));
  const command = parseCommandLine(['check', url, '--public-key', publicKey], {});
  if (command.name !== 'check') throw new Error('It is another command.');
  const { groups } = await checkBackend(command.settings);
  const findings = groups.flatMap((group) => group.findings);
  return findings.flatMap(({ outcome, id, reason }) => (/fail|warn/.test(outcome) ? `${id}: ${reason}` : []));
}

async function expectVisitorsApart(url: string, session: string): Promise<void> {
  const [one, other] = [await visit(url), await visit(url)];
  expect(one.claims.sub).toMatch(/^anon-/);
  expect(other.claims.sub).not.toBe(one.claims.sub);
  expect(one.claims['sid']).toBeUndefined();
  const loggedIn = await visit(url, `${one.cookie}; ${session}`);
  expect([loggedIn.claims.sub, loggedIn.claims['sid']]).toEqual([one.claims.sub, 'sid-of-cade']);
  const forged = await visit(url, `${one.cookie}; ${session.slice(0, -8)}`);
  expect([forged.claims.sub, forged.claims['sid']]).toEqual([one.claims.sub, undefined]);
  expect(await remarksOn(url)).toEqual([]);
}

test('Next.js: server and client components build, and the token is never prerendered', async () => {
  const folder = copyExample('next');
  expect(await execute(folder, next, 'build')).toMatch(/ƒ \/api\/chat-token/);
  const origin = await serve(folder, next, 'start');

  const text = Buffer.from(JSON.stringify({ id: 'sid-of-cade', userID: 'cade-id', userName: 'Cade' })).toString(
    'base64url',
  );
  await expectVisitorsApart(`${origin}/api/chat-token`, `SESSION=${text}.${signatureOf(text, 'base64url')}`);

  const page = await (await fetch(origin)).text();
  expect(page, 'of the server').toContain('<h1>Secure Web Chat with Next.js</h1>');
  expect(page, 'of the client, rendered on the server').toContain('<button type="button">Ask us</button>');
});

test('Hono', async () => {
  const origin = await serve(copyExample('hono'), 'server.js');

  const text = JSON.stringify({ sid: 'sid-of-cade', customerID: 'cade-id' });
  const session = encodeURIComponent(`${text}.${signatureOf(text, 'base64')}`);
  await expectVisitorsApart(`${origin}/createJWT`, `SESSION=${session}`);
});
