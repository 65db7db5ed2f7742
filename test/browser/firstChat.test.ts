/** Owns the promise of the guide to a first chat: its files, saved as they are beside the packed package, are a site with a secured chat. */
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { WebChatOptions } from 'secure-web-chat';
import { createServer } from 'vite';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { readGuides } from '../docs/blocks.js';
import { inEachBrowser } from './browsers.js';
import { openDemo, temporaryFolder } from './demo.js';
import { install, pack } from './packed.js';
import { askWhoIAm, logIn, logOut, openChat } from './visitor.js';

const blocks = readGuides().find(({ path }) => path === 'docs/first-chat.md')?.blocks ?? [];
const pages = ['index.html', 'module.html'];
const site = temporaryFolder();

beforeAll(async () => {
  await writeFile(join(site.path, 'package.json'), '{}');
  await install(site.path, await pack(site.path));
}, 120_000);
afterAll(() => site.remove());

inEachBrowser((driver) => {
  test.each(pages)('%s of the guide knows a visitor before, during and after a login', async (name) => {
    const { page, url } = await openDemo(driver);
    await page.goto(new URL(name, await serveGuide(url)).href);
    await openChat(page);
    const before = await askWhoIAm(page);
    expect(before.subject).toMatch(/^anon-/);
    expect(before.customUserID).toBe(before.subject);
    await logIn(page, 'cade');
    expect(await askWhoIAm(page)).toEqual({ subject: before.subject, customUserID: 'cade-id' });
    await logOut(page);
    expect(await askWhoIAm(page)).toEqual(before);
  });
});

/** The demo of a test is not at the addresses of `npm start`. @returns where Vite serves the site */
async function serveGuide(backendURL: string): Promise<string> {
  const { servers }: WebChatOptions = await (await fetch(new URL('config.json', backendURL))).json();
  const unnamed = [...pages];
  for (const { language, text, file } of blocks.filter(({ language }) => ['html', 'js', 'ts'].includes(language))) {
    const name = language === 'html' ? (unnamed.shift() ?? '') : basename(file);
    const here = text
      .replaceAll('http://localhost:3001', new URL(backendURL).origin)
      .replaceAll('http://localhost:3002', servers?.assistantURLPrefix ?? '');
    await writeFile(join(site.path, name), here);
  }

  const server = await createServer({
    root: site.path,
    configFile: join(site.path, 'vite.config.mjs'),
    server: { port: 0, host: 'localhost' },
    logLevel: 'error',
  });
  onTestFinished(() => server.close());
  await server.listen();
  return server.resolvedUrls?.local[0] ?? '';
}
