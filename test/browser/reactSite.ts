/**
 * The site around `reactPage/`: rendered on a server, taken over by React 19, with a backend and an
 * assistant.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import express from 'express';
import { onTestFinished } from 'vitest';
import { backend } from './backends/reference.js';
import type { Driver } from './driver.js';
import { startSite } from './servedSite.js';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const alias = { 'secure-web-chat/react': path('../../dist/react.js'), 'secure-web-chat': path('../../dist/index.js') };

/** Once for all browsers. */
export async function buildReactPage() {
  const folder = mkdtempSync(join(tmpdir(), 'secure-web-chat-react-page-'));
  const how = { bundle: true, jsx: 'automatic', alias, define: { 'process.env.NODE_ENV': '"development"' } } as const;
  const outfile = join(folder, 'server.cjs');
  const [built] = await Promise.all([
    build({ ...how, entryPoints: [path('reactPage/browser.tsx')], write: false }),
    build({ ...how, entryPoints: [path('reactPage/server.tsx')], outfile, platform: 'node' }),
  ]);
  const { render }: { render(isEmbedded: boolean): string } = createRequire(import.meta.url)(outfile);
  rmSync(folder, { recursive: true });
  return { script: built.outputFiles[0]?.text ?? '', render };
}

/** The page in a browser of its own; both end with the test. */
export async function openReactPage(
  driver: Driver,
  built: Awaited<ReturnType<typeof buildReactPage>>,
  isEmbedded = false,
) {
  const site = await startSite({
    backend: () =>
      express()
        .get('/application.js', (_request, response) => void response.type('js').send(built.script))
        .use(backend()),
    pages(_request, response) {
      response.send(`<!doctype html><html lang="en"><title>A page from a server</title><link rel="icon" href="data:,">
        <style>.place { width: 400px; height: 500px }</style>
        <div id="root">${built.render(isEmbedded)}</div>
        <script>assistantURL = ${JSON.stringify(site.assistantURL)}; isEmbedded = ${isEmbedded};
          fromServer = document.querySelector('[role=status]')</script>
        <script src="application.js"></script></html>`);
    },
  });
  const browser = await driver.launch();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.goto(site.url);
  return { ...site, page };
}
