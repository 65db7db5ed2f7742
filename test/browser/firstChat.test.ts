/** The guide to a first chat, walked with the packed package as a newcomer would. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { readGuides } from '../docs/blocks.js';
import { inEachBrowser, inOneBrowser } from './browsers.js';
import { temporaryFolder } from './demo.js';
import { startDevCommand } from './devCommand.js';
import type { Driver } from './driver.js';
import { install, ownEnvironment, pack } from './packed.js';
import { askWhoIAm, logIn, logOut, openChat } from './visitor.js';
import { serveWithVite } from './vite.js';

const createVite = fileURLToPath(new URL('../../node_modules/create-vite/index.js', import.meta.url));
const blocks = readGuides().find(({ path }) => path === 'docs/first-chat.md')?.blocks ?? [];
const textsIn = (language: string) => blocks.filter((block) => block.language === language).map(({ text }) => text);
const [commands = ''] = textsIn('sh');
const [page = ''] = textsIn('html');

const folder = temporaryFolder();
const site = join(folder.path, 'my-site');

beforeAll(async () => {
  const [create = '', ...others] = commands.trim().split('\n');
  expect(others).toEqual(['cd my-site', 'npm install secure-web-chat', 'npx secure-web-chat dev']);
  const [, words = ''] = /^npm create vite@latest (.+)$/.exec(create) ?? [];
  const args = [createVite, ...words.split(' ').filter((word) => word !== '--'), '--no-interactive'];
  await promisify(execFile)(process.execPath, args, { cwd: folder.path, env: ownEnvironment() });
  await install(site, await pack(folder.path));
}, 180_000);
afterAll(() => folder.remove());

inEachBrowser((driver) => {
  test('the page of the guide knows a visitor before, during and after a login', async () => {
    const vite = await serveWithVite(site, 'dev');
    const { url: backend, output } = await startDevCommand(site, '--origin', new URL(vite).origin);
    // The code that the command prints is the code of the guide.
    expect(printedCode(output())).toBe(shownCode(backend));
    await writeFile(join(site, 'index.html'), page.replaceAll('http://localhost:3001', backend));
    await walk(driver, vite);
  });
});

inOneBrowser((driver) => {
  test('the same page does the same once Vite has built it', async () => {
    await build();
    const preview = await serveWithVite(site, 'preview');
    const { url: backend } = await startDevCommand(site, '--origin', new URL(preview).origin);
    await writeFile(join(site, 'index.html'), page.replaceAll('http://localhost:3001', backend));
    await build();
    await walk(driver, preview);
  });

  test('the page of the command itself does the same', async () => {
    const { url } = await startDevCommand(site);
    await walk(driver, url);
  });
});

const build = () => promisify(execFile)('npm', ['run', 'build'], { cwd: site, env: ownEnvironment() });

async function walk(driver: Driver, url: string): Promise<void> {
  const browser = await driver.launch();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.goto(url);
  await openChat(page);
  const before = await askWhoIAm(page);
  expect(before.subject).toMatch(/^anon-/);
  expect(before.customUserID).toBe(before.subject);
  await logIn(page, 'cade');
  expect(await askWhoIAm(page)).toEqual({ subject: before.subject, customUserID: 'cade-id' });
  await logOut(page);
  expect(await askWhoIAm(page)).toEqual(before);
}

/**
 * Matches the code from the `import` up to the first line that only the guide or only the command
 * has.
 */
const START = /^( *)import \{ SecureWebChat \}[\s\S]*?^\1\}\);$/m;

function printedCode(output: string): string {
  return withoutIndent(START.exec(output));
}

function shownCode(backend: string): string {
  const text = page.replaceAll('http://localhost:3001', backend);
  // Only the guide has a login form, which tells a wrong password from other failures.
  return withoutIndent(START.exec(text.replace('isSecureWebChatError, ', '')));
}

function withoutIndent(found: RegExpExecArray | null): string {
  const [text = '', indent = ''] = found ?? [];
  return text.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}
