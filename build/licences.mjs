/** Writes the licences of the bundled packages into a file beside each bundle. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** @param {string} fileName such as `cli.licences.txt` */
export function licences(fileName) {
  return {
    name: 'licences',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap(({ modules = {} }) => Object.entries(modules));
      const used = modules.filter(([, { renderedLength }]) => renderedLength > 0).map(([id]) => packageOf(id));
      const source = [...new Set(used)].filter(Boolean).sort().map(licenceOf).join('\n\n');
      this.emitFile({ type: 'asset', fileName, source });
    },
  };
}

/** Its folder; nothing for a file of our own. */
const packageOf = (id) => /^.*[\\/]node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0];

function licenceOf(folder) {
  const name = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
  if (!name) throw new Error(`Could not publish ${basename(folder)} because it has no licence beside it; ask for one.`);
  return `${basename(folder)}/${name}\n\n${readFileSync(join(folder, name), 'utf8')}`;
}
