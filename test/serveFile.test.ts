/** The project works in a clone whose path contains a folder with a leading dot. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { createAssistant } from '../examples/assistant/assistant.js';
import { listen } from '../examples/listen.js';
import { serveSite } from '../examples/serveSite.js';
import { payload, signing } from './node/keys.js';
import { serveFile } from './serveFile.js';

/** A file below a folder with a leading dot. It is deleted at the end of the test. */
function hiddenFile(name: string, text: string): string {
  const temporary = mkdtempSync(join(tmpdir(), 'clone-'));
  onTestFinished(() => rmSync(temporary, { recursive: true }));
  const folder = join(temporary, '.worktrees/clone/dist');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

async function get(app: express.Express, path: string): Promise<string> {
  const { url, close } = await listen(app, { port: 0, host: 'localhost' });
  onTestFinished(close);
  return (await fetch(url + path)).text();
}

test('a test server serves a file from there', async () => {
  const file = hiddenFile('sdk.js', 'the SDK');

  expect(await get(express().get('/sdk.js', serveFile(file)), '/sdk.js')).toBe('the SDK');
});

test("the demo's backend serves its page and the SDK from there", async () => {
  const sdkFile = hiddenFile('sdk.js', 'the SDK');
  const page = hiddenFile('index.html', 'the page');
  const site = express().use(serveSite({ folder: join(page, '..'), sdkFile, webChat: {} }));

  expect(await get(site, '/sdk.js')).toBe('the SDK');
  expect(await get(site, '/')).toBe('the page');
});

test("the stand-in for the assistant serves web chat's script from there", async () => {
  const scriptFile = hiddenFile('WatsonAssistantChatEntry.js', 'the script');
  const keys = { publicKey: signing.publicKey, payloadKey: payload.privateKey };

  expect(await get(createAssistant({ ...keys, scriptFile }), '/versions/latest/WatsonAssistantChatEntry.js')).toBe(
    'the script',
  );
});
