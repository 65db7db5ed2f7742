/** Owns the licences of what is bundled into the command: they are published beside it. */
import { readFileSync } from 'node:fs';

const FILES = ['jose/LICENSE.md', 'tldts/LICENSE', 'tldts-core/LICENSE', 'tough-cookie/LICENSE'];

export const licences = {
  name: 'licences',
  generateBundle() {
    const source = FILES.map((file) => `${file}\n\n${readFileSync(`node_modules/${file}`, 'utf8')}`).join('\n\n');
    this.emitFile({ type: 'asset', fileName: 'cli.licences.txt', source });
  },
};
