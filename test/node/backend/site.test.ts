import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { serveSite } from '../../../examples/serveSite.js';
import { startBackend } from './referenceBackend.js';

const folder = fileURLToPath(new URL('../../../examples/site', import.meta.url));
const sdkFile = fileURLToPath(new URL('./site.test.ts', import.meta.url));
const webChat = { integrationID: 'a', region: 'b' };
const site = serveSite({ folder, sdkFile, webChat });

test('the backend serves the page, its files, the SDK and the options of web chat', async () => {
  const { visitor } = await startBackend({ site });

  expect(await (await visitor().get('/')).text()).toMatch('<script src="site.js" type="module">');
  expect((await visitor().get('/site.js')).headers.get('content-type')).toMatch('javascript');
  expect(await (await visitor().get('/site.test.ts')).text()).toBe(readFileSync(sdkFile, 'utf8'));
  expect(await (await visitor().get('/config.json')).json()).toEqual(webChat);
});

test('the page has neither inline script nor inline style', () => {
  const page = readFileSync(`${folder}/index.html`, 'utf8');

  expect(page).not.toMatch(/<script(?![^>]* src=)/);
  expect(page).not.toMatch(/<style|\sstyle=|\son\w+=/);
});

test("the page may load and call its own origin and web chat's, and run nothing inline", async () => {
  const { visitor } = await startBackend({
    site,
    webChatSources: ['http://localhost:3002'],
    allowInlineStyles: false,
  });
  const policy = (await visitor().get('/')).headers.get('content-security-policy');

  expect(policy).toMatch("script-src 'self' http://localhost:3002;");
  expect(policy).toMatch("connect-src 'self' http://localhost:3002;");
  expect(policy).not.toMatch('unsafe-inline');
});

test("IBM's own web chat may write inline styles, but no inline script", async () => {
  const { visitor } = await startBackend({ site });
  const policy = (await visitor().get('/')).headers.get('content-security-policy') ?? '';

  expect(policy).toMatch("style-src 'self' https://*.watson.appdomain.cloud 'unsafe-inline'");
  expect(policy).toMatch("script-src 'self' https://*.watson.appdomain.cloud;");
});

test('without a site, the backend serves only its routes', async () => {
  const { visitor } = await startBackend();

  expect((await visitor().get('/config.json')).status).toBe(404);
});
