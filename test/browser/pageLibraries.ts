/**
 * The libraries that replace the body of a page on a visit, each as one script, with the markup of
 * their pages.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { installTools } from '../installTools.mjs';

export interface PageLibrary {
  readonly name: string;
  /** The script in the head of each page. */
  script(): Promise<string> | string;
  /** Further elements of the head. */
  readonly head?: string;
  readonly bodyAttributes?: string;
  /** How docs/page-libraries.md tells a site to mark the element of a chat. */
  readonly marks?: string;
  /**
   * The markup that docs/page-libraries.md adds, so that the library stores nothing of the chat.
   */
  readonly kept?: { readonly marks: string; readonly head?: string };
}

const folder = join(import.meta.dirname, '../page-libraries');
/** Installed apart from the project, because Astro brings 240 packages. */
export const installPageLibraries = () => installTools(folder);

const read = (file: string) => readFileSync(join(folder, 'node_modules', file), 'utf8');

/** Nothing but the browser: follows links with `fetch`, and keeps the markup of the pages left. */
function followLinks(): void {
  const left = new Map<string, string>();
  let here = location.href;
  const leave = () => {
    left.set(here, document.body.innerHTML);
    here = location.href;
  };
  document.addEventListener('click', async (event) => {
    const link = (event.target as Element).closest('a');
    if (!link) return;
    event.preventDefault();
    const text = await (await fetch(link.href)).text();
    history.pushState(null, '', link.href);
    leave();
    document.body.innerHTML = new DOMParser().parseFromString(text, 'text/html').body.innerHTML;
  });
  addEventListener('popstate', () => {
    const markup = left.get(location.href) ?? '';
    leave();
    document.body.innerHTML = markup;
  });
}

async function bundleAstroRouter(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'astroRouter.js')],
    bundle: true,
    write: false,
    define: { 'import.meta.env.SSR': 'false', 'import.meta.env.DEV': 'false' },
    plugins: [
      {
        name: 'what Astro’s build provides',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^virtual:astro:/ }, ({ path }) => ({ path, namespace: 'astro' }));
          onLoad({ filter: /./, namespace: 'astro' }, () => ({ contents: 'export const internalFetchHeaders = {};' }));
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? '';
}

export const pageLibraries: readonly PageLibrary[] = [
  { name: 'plain innerHTML', script: () => `(${followLinks})();` },
  {
    name: 'Turbo Drive',
    script: () => read('@hotwired/turbo/dist/turbo.es2017-umd.js'),
    kept: { marks: 'data-turbo-permanent', head: '<meta name="turbo-cache-control" content="no-cache">' },
  },
  {
    name: 'htmx 2, boosted',
    bodyAttributes: 'hx-boost="true"',
    script: () => read('htmx.org/dist/htmx.js'),
    marks: 'hx-disable',
    kept: { marks: 'hx-history="false"' },
  },
  {
    name: 'htmx 4, boosted',
    bodyAttributes: 'hx-boost:inherited="true"',
    script: () => read('htmx-4/dist/htmx.js'),
    marks: 'hx-ignore',
  },
  {
    name: 'Astro’s client router',
    head: '<meta name="astro-view-transitions-enabled" content="true">',
    script: bundleAstroRouter,
    // The output of Astro's compiler for `transition:persist`.
    kept: { marks: 'data-astro-transition-persist="assistant"' },
  },
  {
    name: 'Swup',
    script: () => `${read('swup/dist/Swup.umd.js')};
document.addEventListener('DOMContentLoaded', () => new Swup({ containers: ['#swup'], animationSelector: false }));`,
    kept: { marks: 'data-swup-persist="assistant"' },
  },
  {
    name: 'Unpoly',
    script: () => `${read('unpoly/unpoly.js')};
up.link.config.followSelectors.push('a[href]');`,
    kept: { marks: 'up-keep' },
  },
];
