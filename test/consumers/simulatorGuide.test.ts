/** Runs the guide's examples for other test runners, as a consumer would. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import express from 'express';
import { testToken } from 'secure-web-chat/testing';
import { expect, inject, onTestFinished, test } from 'vitest';
import { listen } from '../../examples/listen.js';
import { isUsed } from '../browser/browsers.js';
import { chromium, findChromium } from '../browser/drivers/chromium.js';
import { readGuides } from '../docs/blocks.js';

const tools = fileURLToPath(new URL('./node_modules/', import.meta.url));
const stranger = inject('stranger');
const shown = readGuides().find(({ path }) => path === 'docs/testing-with-the-simulator.md')?.blocks ?? [];

/** A project with the package, one of the tools, and files of the guide. */
function startProject(type: 'module' | 'commonjs', tool: string, ...names: string[]) {
  const folder = mkdtempSync(join(stranger, 'guide-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type }));
  mkdirSync(dirname(join(folder, 'node_modules', tool)), { recursive: true });
  symlinkSync(join(tools, tool), join(folder, 'node_modules', tool), 'dir');
  symlinkSync(join(stranger, 'node_modules/secure-web-chat'), join(folder, 'node_modules/secure-web-chat'), 'dir');
  for (const name of names) {
    const block = shown.find(({ file }) => basename(file) === name);
    if (!block) throw new Error(`The guide shows no ${name}`);
    writeFileSync(join(folder, name), block.text);
  }
  return folder;
}

/** @returns its output, even if it failed */
async function run(folder: string, command: string, words: string[], flags: string[] = []) {
  const { NODE_OPTIONS, VITEST, ...env } = process.env;
  const done = promisify(execFile)(process.execPath, [...flags, join(tools, command), ...words], { cwd: folder, env });
  const { stdout, stderr, code = 0 } = await done.catch((failure) => failure);
  return { code, printed: `${stdout}${stderr}` };
}

test('the test for Jest with jsdom passes', async () => {
  const folder = startProject('module', 'jest-environment-jsdom', 'jest.config.js', 'chat.test.js');
  const { code, printed } = await run(folder, 'jest/bin/jest.js', ['--no-cache'], ['--experimental-vm-modules']);
  expect(printed).toContain('1 passed');
  expect(code).toBe(0);
});

test.skipIf(!isUsed(chromium())).each(['module', 'commonjs'] as const)(
  'the tests for Playwright pass in a package of type %s, on a page with a backend of its own',
  async (type) => {
    const app = express();
    app.get('/', (_request, response) => {
      response.send(`<!doctype html><title>Site</title><script src="/secure-web-chat.js" data-integration-id="a"
      data-region="us-south" data-token-endpoint="/createJWT"></script>`);
    });
    app.get('/createJWT', (_request, response) => {
      response.send(testToken({ sub: 'anon-1' }));
    });
    app.get('/secure-web-chat.js', (_request, response) => {
      response.sendFile(join(stranger, 'node_modules/secure-web-chat/dist/secure-web-chat.iife.min.js'));
    });
    const { url: baseURL, close } = await listen(app, { port: 0, host: 'localhost' });
    onTestFinished(close);
    const folder = startProject(type, '@playwright/test', 'chat.spec.ts');
    const use = { baseURL, launchOptions: { executablePath: findChromium(), args: ['--no-sandbox'] } };
    writeFileSync(
      join(folder, 'playwright.config.mjs'),
      `export default ${JSON.stringify({ use, reporter: 'line', workers: 1 })};`,
    );
    const { code, printed } = await run(folder, '@playwright/test/cli.js', ['test']);
    expect(printed).toContain('2 passed');
    expect(code).toBe(0);
  },
);
