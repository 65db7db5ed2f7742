/** The documentation site: the guides in reading order, then the API reference. `npm run docs` builds it, and fails at a warning or a broken link. */
import { Converter } from 'typedoc';

const guides = ['errors', 'storm'];

/** @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  name: 'Secure Web Chat',
  entryPoints: ['src/index.ts', 'src/testing/index.ts'],
  out: 'site',
  projectDocuments: [...guides.map((name) => `docs/${name}.md`), 'examples/backend/README.md'],
  searchInDocuments: true,
  searchInComments: true,
  excludeInternal: true,
  disableSources: true,
  sortEntryPoints: false,
  treatWarningsAsErrors: true,
  validation: { notExported: true, invalidLink: true, rewrittenLink: true, notDocumented: true },

  plugin: [nameByHeading],
};

/** @param {import('typedoc').Application} app */
function nameByHeading({ converter }) {
  converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    const [, heading] = /^# (.+)$/m.exec(document.content.map(({ text }) => text).join('')) ?? [];
    document.name = heading ?? document.name;
  });
}
