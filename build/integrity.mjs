/** Owns the hashes of the release files, for `integrity` attributes and import maps. Belongs to the last build, once every file is there. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

export const integrity = {
  name: 'integrity',
  writeBundle() {
    const files = readdirSync('dist').filter((name) => name.endsWith('.js') && !name.startsWith('cli'));
    writeFileSync(
      'dist/sri.json',
      JSON.stringify(Object.fromEntries(files.map((name) => [name, hash(name)])), null, 2),
    );
  },
};

function hash(name) {
  const digest = createHash('sha384')
    .update(readFileSync(`dist/${name}`))
    .digest('base64');
  return `sha384-${digest}`;
}
