/** Bundles a package into the one file that a browser loads, in the same way for every package. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build, type Format, type Plugin } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const sdk = fileURLToPath(new URL('../../dist/index.js', import.meta.url));
const require = createRequire(import.meta.url);

/** The site has loaded the peer packages before, so they are not part of the bundle. */
const PEERS = ['react', 'react-dom'];

const peers: Plugin = {
  name: 'peers',
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(${PEERS.join('|')})$`);
    onResolve({ filter }, ({ path }) => ({ path, namespace: 'peers' }));
    onLoad({ filter: /.*/, namespace: 'peers' }, ({ path }) => ({
      contents: `module.exports = window.peers[${JSON.stringify(path)}]`,
    }));
  },
};

/** @param code the import in a site's own code */
export async function bundle(code: string, format: Format = 'iife', plugins: Plugin[] = [peers]): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: here },
    alias: { 'secure-web-chat': sdk },
    bundle: true,
    minify: true,
    write: false,
    format,
    ...(format === 'iife' && { globalName: 'bundled' }),
    platform: 'browser',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    logLevel: 'error',
    plugins,
  });
  return outputFiles[0]!.text;
}

/** Bundles the peer packages, as a site that uses them has them on its page. */
export function bundlePeers(): Promise<string> {
  const entries = PEERS.map((name) => `${JSON.stringify(name)}: require('${name}')`);
  return bundle(`window.peers = { ${entries} };`, 'iife', []);
}

export function versionOf(name: string): string {
  const { dependencies } = require('./package.json') as { dependencies: Record<string, string> };
  return dependencies[name] ?? (require('../../package.json') as { version: string }).version;
}
