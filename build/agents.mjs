/**
 * Makes the texts of the guides for tools that write code: `AGENTS.md` in the package, and
 * `llms.txt` in the site. Both are made from the index `docs/README.md`, so nobody has to maintain
 * a list.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const SITE = 'https://secure-web-chat.github.io/secure-web-chat/';
const MISTAKES = 'The five commonest mistakes';

/** Belongs to a build. */
export const agents = { name: 'agents', writeBundle: () => writeFileSync('AGENTS.md', agentsText()) };

/** At most 30 lines: it is read before anything else. Links lead to files of the package. */
export function agentsText() {
  const index = readIndex().map(({ title, entries }) => `- ${title}: ${entries.map(linkOf).join(', ')}`);
  return `# Secure Web Chat, for agents

How to use this package in a site. To change the package itself, read CONTRIBUTING.md in its repository.

- In a page: \`new SecureWebChat({ webChat, tokenEndpoint, loginEndpoint, logoutEndpoint })\`, then \`load()\`, \`login()\`, \`logout()\`.
- On a server: \`createTokenIssuer()\` of \`secure-web-chat/server\`. In tests: \`secure-web-chat/testing\`.
- \`npx secure-web-chat dev\` runs a chat without an account; \`npx secure-web-chat check <token-url>\` judges a backend.
- Every error has a \`code\` and a \`help\`: [Errors](docs/errors.md).

## Guides

${index.join('\n')}

## ${MISTAKES}

${readMistakes().join('\n')}
`;
}

/** After https://llmstxt.org. Links lead to the guides as Markdown, which the site has beside its pages. */
export function llmsText() {
  const sections = readIndex().map(({ title, entries }) => {
    const lines = entries.map(({ name, path, about }) => `- [${name}](${SITE}${path})${about && `: ${about}`}`);
    return `## ${title}\n\n${lines.join('\n')}`;
  });
  const { description } = JSON.parse(readFileSync('package.json', 'utf8'));
  return `# Secure Web Chat\n\n> ${description}\n\n${sections.join('\n\n')}\n`;
}

const linkOf = ({ name, path }) => `[${name}](${path})`;

/**
 * The sections of the index. A line may have several links. The text after the last link describes
 * all of them.
 */
function readIndex() {
  const [, ...sections] = readFileSync('docs/README.md', 'utf8').split(/^## /m);
  return sections.map((section) => {
    const [title = '', ...lines] = section.split('\n');
    const items = lines
      .join('\n')
      .split(/^(?:\d+\.|-) /m)
      .slice(1);
    return { title, entries: items.flatMap(readItem) };
  });
}

function readItem(item) {
  const text = item.replace(/\s+/g, ' ').trim();
  const links = [...text.matchAll(/\[([^\]]+)\]\(([\w-]+\.md)\)/g)];
  const about = /\)(?:[^)]*?): (.+)$/.exec(text)?.[1] ?? '';
  return links.map(([, name = '', file = '']) => ({ name, path: `docs/${file}`, about: withoutLinks(about) }));
}

const withoutLinks = (text) => text.replace(/\[([^\]]+)\]\([^)]+\)/g, '$1');

/** One line each, with links from the root of the package. */
function readMistakes() {
  const guide = readFileSync('docs/troubleshooting.md', 'utf8');
  const [, rest = ''] = guide.split(`## ${MISTAKES}\n`);
  const [section = ''] = rest.split(/^## /m);
  const items = section.split(/^- /m).slice(1);
  return items.map((item) => `- ${item.replace(/\s+/g, ' ').trim().replaceAll('](', '](docs/')}`);
}
