/**
 * A copy of `examples/spa` with the packed package installed, as a consumer has it. Vite serves it
 * beside the demo.
 */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { openDemo, temporaryFolder } from './demo.js';
import type { Driver } from './driver.js';
import { install, npm, pack } from './packed.js';
import { serveWithVite } from './vite.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

declare global {
  interface Window {
    /** The uncaught errors of this document, and its lines of `console.error`. */
    pageErrors: string[];
  }
}

export type Spa = Awaited<ReturnType<typeof installSpa>>;

export async function installSpa() {
  const { path, remove } = temporaryFolder();
  const folder = join(path, 'spa');
  const tarball = pack(path);
  const isSource = (file: string) => !/[\\/](node_modules|dist)$/.test(file);
  await cp(join(root, 'examples/spa'), folder, { recursive: true, filter: isSource });
  await install(folder, await tarball);
  return {
    folder,
    remove,
    run: (script: 'types' | 'build') => npm(folder, 'run', script),
    /** Changes a file until the end of the test. */
    async edit(file: string, from: string, to: string) {
      const text = await readFile(join(folder, file), 'utf8');
      if (!text.includes(from)) throw new Error(`Could not edit ${file} because it does not contain "${from}".`);
      onTestFinished(() => writeFile(join(folder, file), text));
      await writeFile(join(folder, file), text.replace(from, to));
    },
    serve: (command: 'dev' | 'preview', backendURL: string) =>
      serveWithVite(folder, command, { BACKEND_URL: backendURL }),
  };
}

/** The application in a browser of its own; everything ends with the test. */
export async function openSpa(driver: Driver, spa: Spa, command: 'dev' | 'preview') {
  const demo = await openDemo(driver, { tokenLifetimeSeconds: 10 });
  const url = await spa.serve(command, demo.url);
  await demo.page.beforeEachDocument(() => {
    const errors: string[] = [];
    window.pageErrors = errors;
    addEventListener('error', ({ message }) => errors.push(message));
    addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)));
    const log = console.error;
    console.error = (...what) => {
      errors.push(what.join(' '));
      log(...what);
    };
  });
  await demo.page.goto(url);
  return { ...demo, tokens: () => demo.front.answered.filter(({ path }) => path === '/createJWT') };
}
