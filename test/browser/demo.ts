/** The demo for the scenarios: with its own keys, and a front before its backend. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterAll, onTestFinished } from 'vitest';
import { type DemoOptions, startDemo } from '../../examples/demo.js';
import { listen } from '../../examples/listen.js';
import { freshStore } from '../node/memoryStore.js';
import type { Driver, LaunchOptions, PageOptions } from './driver.js';
import { Front } from './front.js';

export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'secure-web-chat-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/**
 * Made once for each file, and only if one of its tests runs, because making two RSA keys takes a
 * while.
 */
let keys: ReturnType<typeof temporaryFolder> | undefined;
afterAll(() => keys?.remove());

/** Ends with the test. */
export async function openDemo(
  driver: Driver,
  options: DemoOptions = {},
  browserOptions: LaunchOptions & PageOptions = {},
) {
  keys ??= temporaryFolder();
  const demo = await startDemo({ port: 0, keysFolder: keys.path, store: await freshStore(), ...options });
  onTestFinished(demo.close);
  const front = new Front();
  const { url, close } = await listen(express().use(front.handle, demo.backend), { port: 0, host: 'localhost' });
  onTestFinished(close);

  let browser = await driver.launch(browserOptions);
  onTestFinished(() => browser.close());
  const openPage = async () => {
    const page = await browser.newPage(browserOptions);
    await page.goto(url);
    return page;
  };

  return {
    url,
    front,
    /** The messages that the assistant answered, oldest first; a greeting has no text. */
    messages: () => demo.requests.filter(({ path, status }) => path.endsWith('/message') && status === 200),
    page: await openPage(),
    async reopenBrowser() {
      await browser.close();
      browser = await driver.launch(browserOptions);
      return openPage();
    },
  };
}
