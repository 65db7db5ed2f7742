/**
 * The guide to React as a page: its two files, rendered on a server, and hydrated by the browser.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import express from 'express';
import { onTestFinished } from 'vitest';
import { listen } from '../../examples/listen.js';
import { readGuides } from '../docs/blocks.js';

const SERVER = `import { renderToString } from 'react-dom/server';
import App from './App';

export const html = renderToString(<App />);
`;
const BROWSER = `import { hydrateRoot } from 'react-dom/client';
import App from './App';

const root = document.querySelector('#root')!;
hydrateRoot(root, <App />, { onRecoverableError: (error) => console.error(String(error)) });
`;

declare global {
  interface Window {
    /** The form that the server rendered. */
    fromServer: HTMLFormElement;
  }
}

/**
 * @param folder a folder with React and the package in its `node_modules`
 * @returns the address of the page, and the HTML of the server
 */
export async function serveGuideToReact(folder: string) {
  const blocks = readGuides().find(({ path }) => path === 'docs/react.md')?.blocks ?? [];
  const files = blocks.map(({ file, text }): [string, string] => [basename(file), text]);
  const guide = join(folder, 'guide');
  mkdirSync(guide, { recursive: true });
  for (const [name, text] of [...files, ['server.tsx', SERVER], ['browser.tsx', BROWSER]] as const) {
    writeFileSync(join(guide, name), text);
  }
  const how = { bundle: true, jsx: 'automatic', define: { 'process.env.NODE_ENV': '"development"' } } as const;
  const outfile = join(guide, 'server.cjs');
  const made = await Promise.all([
    build({ ...how, entryPoints: [join(guide, 'browser.tsx')], write: false }),
    build({ ...how, entryPoints: [join(guide, 'server.tsx')], outfile, platform: 'node' }),
  ]);
  const { html } = createRequire(import.meta.url)(outfile);
  const app = express()
    .get('/', (_request, response) => {
      const head = '<title>A page from a server</title><link rel="icon" href="data:,">';
      const scripts = '<script>fromServer = document.forms[0]</script><script src="browser.js"></script>';
      response.send(`<!doctype html>${head}<div id="root">${html}</div>${scripts}`);
    })
    .get('/browser.js', (_request, response) => {
      response.type('js').send(made[0].outputFiles[0]?.text);
    });
  const { url, close } = await listen(app, { port: 0, host: 'localhost' });
  onTestFinished(close);
  return { url, html: String(html) };
}
