/**
 * A consumer's app builds and runs with each bundler, and its bundle holds only the code that it
 * uses.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import express from 'express';
import { build as viteBuild } from 'vite';
import { afterAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { listen } from '../../examples/listen.js';
import { drivers, isUsed } from '../browser/browsers.js';
import { eventually } from '../browser/eventually.js';

const require = createRequire(import.meta.url);
const esbuild = require('esbuild');
const webpack = require('webpack');
const stranger = inject('stranger');

/** Says who the assistant thinks you are. */
const APP = `import { isSecureWebChatError, SecureWebChat } from 'secure-web-chat';
import { installWebChatSimulator, testToken } from 'secure-web-chat/testing';

const simulator = installWebChatSimulator();
const chat = new SecureWebChat({
  webChat: { integrationID: 'a', region: 'test' },
  tokenEndpoint: () => testToken({ sub: 'anon-1' }),
});
await chat.load();
await simulator.open();
const answer = await simulator.say('Who am I?');
const failure = await chat.login({ username: 'cade' }).catch((error) => error);
document.title = [answer, isSecureWebChatError(failure) && failure.code].join(' ');
`;
const ONE_NAME = `import { isSecureWebChatError } from 'secure-web-chat';
console.log(isSecureWebChatError(new Error()));
`;
const IMPORT_MAP = {
  imports: {
    'secure-web-chat': '/node_modules/secure-web-chat/dist/index.js',
    'secure-web-chat/testing': '/node_modules/secure-web-chat/dist/testing.js',
    nanoevents: '/node_modules/nanoevents/index.js',
  },
};

/** Builds `<folder>/main.js` to `<folder>/out/main.js`. */
type Bundle = (folder: string) => Promise<unknown>;
const bundlers: [string, Bundle][] = [
  [
    'Vite',
    (folder) =>
      viteBuild({
        root: folder,
        configFile: false,
        logLevel: 'silent',
        build: {
          target: 'es2022',
          outDir: 'out',
          modulePreload: false,
          rollupOptions: { input: join(folder, 'main.js'), output: { entryFileNames: 'main.js' } },
        },
      }),
  ],
  [
    'webpack',
    (folder) =>
      new Promise<void>((resolve, reject) => {
        const output = { path: join(folder, 'out'), filename: 'main.js' };
        const settings = { context: folder, mode: 'production', target: ['web', 'es2022'], entry: './main.js', output };
        webpack(settings, (error: Error | null, stats: { hasErrors(): boolean; toString(): string }) => {
          if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString()));
          else resolve();
        });
      }),
  ],
  [
    'esbuild',
    (folder) =>
      esbuild.build({
        entryPoints: [join(folder, 'main.js')],
        outfile: join(folder, 'out/main.js'),
        bundle: true,
        minify: true,
        format: 'esm',
        target: 'es2022',
      }),
  ],
];

function write(name: string, code: string): string {
  const folder = join(stranger, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.js'), code);
  return folder;
}

/** Built once for all browsers, and only if one of them runs it, because a build takes seconds. */
const builds = new Map<string, Promise<unknown>>();
function buildApp(name: string, bundle: Bundle): Promise<unknown> {
  const build = builds.get(name) ?? bundle(write(`${name}-app`, APP));
  builds.set(name, build);
  return build;
}

describe.each(bundlers)('with %s', (name, bundle) => {
  test('an import of one small function adds only that function to the bundle', async () => {
    const folder = write(`${name}-one`, ONE_NAME);
    await bundle(folder);
    const code = readFileSync(join(folder, 'out/main.js'), 'utf8');
    expect(code).toContain('SecureWebChatError');
    expect(code.length).toBeLessThan(300);
  });
});

describe.each(drivers)('in $name', (driver) => {
  afterAll(() => driver.quit());
  /** @returns the last text of the page */
  async function titleOf(head: string): Promise<string> {
    const app = express();
    app.get('/', (_request, response) => void response.send(`<!doctype html><title>…</title>${head}`));
    app.use(express.static(stranger));
    const { url, close } = await listen(app, { port: 0, host: 'localhost' });
    onTestFinished(close);
    const browser = await driver.launch();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await page.goto(url);
    const title = () => page.evaluate(() => document.title);
    await eventually(title).not.toBe('…');
    return title();
  }
  const works = /anon-1.* INVALID_OPTIONS$/;

  test.skipIf(!isUsed(driver)).each(bundlers)('an app built with %s runs', async (name, bundle) => {
    await buildApp(name, bundle);
    expect(await titleOf(`<script type="module" src="${name}-app/out/main.js"></script>`)).toMatch(works);
  });

  test.skipIf(!isUsed(driver))('a page with an import map and no bundler runs', async () => {
    write('plain-app', APP);
    const map = `<script type="importmap">${JSON.stringify(IMPORT_MAP)}</script>`;
    expect(await titleOf(`${map}<script type="module" src="plain-app/main.js"></script>`)).toMatch(works);
  });
});
