/** Owns the documentation site: the guides in reading order, then the API reference. `npm run docs` builds it, and fails at a warning or a broken link. */
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { Converter, OptionDefaults, Renderer } from 'typedoc';
import { llmsText } from './build/agents.mjs';
import { makeAccessible } from './docs/site/accessible.mjs';

const guides = {
  'Start here': ['README.md', 'docs/first-chat.md', 'docs/enable-security.md'],
  'For the site': [
    'docs/script-tag.md',
    'docs/content-security-policy.md',
    'docs/shared-computers.md',
    'docs/options.md',
    'docs/troubleshooting.md',
    'docs/errors.md',
  ],
  'For the application': [
    'docs/react.md',
    'docs/vue.md',
    'docs/angular.md',
    'docs/nextjs.md',
    'docs/other-frameworks.md',
    'docs/page-libraries.md',
    'docs/own-login-and-sso.md',
    'docs/frames.md',
    'docs/testing-with-the-simulator.md',
    'docs/migrating.md',
  ],
  Recipes: [
    'docs/context-variables.md',
    'docs/form-before-the-chat.md',
    'docs/language.md',
    'docs/analytics.md',
    'docs/consent.md',
    'docs/human-agents.md',
    'docs/mobile-web-views.md',
  ],
  'For the backend': [
    'docs/server.md',
    'docs/backend-contract.md',
    'examples/backend/README.md',
    'docs/subjects-that-change.md',
    'docs/on-premises-and-proxies.md',
    'docs/storm.md',
    'docs/performance.md',
  ],
  'For contributors': ['docs/architecture.md', 'docs/web-chat-behaviour.md'],
};
const API = 'API reference';

/**
 * Parts of types whose comment would say again what stands right above or beside them: the literal `type` of an event, the two halves of a
 * pair, the names that one thing may go by. The comment of what they belong to is about them.
 */
const describedWithTheirOwner = [
  'WebChatInput.getHTMLElement.__type.value',
  'WebChatSessionExpiredEvent.session.__type.id',
  'WebChatResponseItem.dimensions.__type.base_height',
  'WebChatResponseItem.agent_available.__type.message',
  'WebChatResponseItem.agent_unavailable.__type.message',
  'WebChatResponseItem.columns.__type.width',
  'WebChatResponseItem.value.__type.input',
  'WebChatOption.value.__type.input',
  'WebChatCitation.ranges.__type.start',
  'WebChatCitation.ranges.__type.end',
  'WebChatStartChatOptions.agentAppInfo.__type.sessionHistoryKey',
  'WebChatServiceDeskError.__type.logInfo',
  'WebChatServiceDeskError.__type.type',
  'WebChatServiceDeskError.__type.messageToUser',
  'WebChatServiceDeskError.__type.isDisconnected',
  'WebChatServiceDeskError.__type.messageID',
  'WebChatTourStep.__type.step_id',
  'Diagnosis.transitions.__type.at',
  'Diagnosis.transitions.__type.what',
  'ScriptOptions.url.__type.toJSON',
  'SecureWebChatOptions.csrf.__type.cookie',
  'SecureWebChatOptions.csrf.__type.header',
  'SecureWebChatState.__type.phase',
  'SecureWebChatState.__type.error',
  'Token.__type.token',
  'Token.__type.identityToken',
  'Token.__type.jwt',
];
const describedInServer = [
  'Key.__type.type',
  'Key.__type.algorithm',
  'TokenIssuerOptions.signingKey.__type.key',
  'TokenIssuerOptions.signingKey.__type.startsAt',
];

/** @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  name: 'Secure Web Chat',
  readme: 'docs/README.md',
  entryPoints: [
    'src/index.ts',
    'src/script-tag/global.ts',
    'src/testing/index.ts',
    'src/testing/global.ts',
    'src/react/index.ts',
    'src/server/index.ts',
  ],
  projectDocuments: Object.values(guides).flat(),
  out: 'site',
  plugin: [arrangeGuides, fitPages, addTexts],
  customCss: 'docs/site/site.css',
  favicon: 'examples/site/icon.svg',
  categorizeByGroup: false,
  defaultCategory: API,
  categoryOrder: [...Object.keys(guides), API],
  sort: ['kind', 'instance-first', 'alphabetical-ignoring-documents'],
  sortEntryPoints: false,
  navigation: { includeCategories: true, includeGroups: false, includeFolders: false },
  // A link inside of what unfolds its branch cannot be reached by everybody.
  navigationLeaves: [
    'secure-web-chat',
    'secure-web-chat/script-tag',
    'secure-web-chat/testing',
    'secure-web-chat/testing/browser',
    'secure-web-chat/server',
    'secure-web-chat/react',
  ],
  includeHierarchySummary: false,
  highlightLanguages: [...OptionDefaults.highlightLanguages, 'vue', 'svelte', 'astro'],
  ignoredHighlightLanguages: ['csp'],
  searchInDocuments: true,
  searchInComments: true,
  excludeInternal: true,
  disableSources: true,
  hideGenerator: true,
  treatWarningsAsErrors: true,
  validation: { notExported: true, invalidLink: true, rewrittenLink: true, notDocumented: true },
  intentionallyNotDocumented: [
    ...describedWithTheirOwner.map((name) => `secure-web-chat.${name}`),
    ...describedInServer.map((name) => `secure-web-chat/server.${name}`),
  ],
};

/**
 * Each guide goes by its heading.
 *
 * @param {import('typedoc').Application} app
 */
function arrangeGuides({ converter }) {
  const files = Object.values(guides).flat();
  let count = 0;
  converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    const text = document.content.map(({ text }) => text).join('');
    document.name = /^# (.+)$/m.exec(text)?.[1] ?? document.name;
    const file = files[count++];
    const [category] = Object.entries(guides).find(([, paths]) => paths.includes(file)) ?? [];
    document.frontmatter['category'] = category;
  });
}

/** @param {import('typedoc').Application} app */
function fitPages({ renderer }) {
  renderer.on(Renderer.EVENT_END_PAGE, (page) => {
    page.contents = makeAccessible(page.contents ?? '');
  });
}

/**
 * For tools that read text: `llms.txt`, and the guides as Markdown, which it links.
 *
 * @param {import('typedoc').Application} app
 */
function addTexts({ renderer }) {
  renderer.on(Renderer.EVENT_END, ({ outputDirectory }) => {
    writeFileSync(`${outputDirectory}/llms.txt`, llmsText());
    mkdirSync(`${outputDirectory}/docs`, { recursive: true });
    const guides = readdirSync('docs').filter((name) => /\.(md|svg|png|yaml)$/.test(name));
    for (const file of ['README.md', ...guides.map((name) => `docs/${name}`)]) {
      copyFileSync(file, `${outputDirectory}/${file}`);
    }
  });
}
