// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const src = fileURLToPath(new URL('../../src', import.meta.url));

/**
 * The modules that each folder may import in addition to its own. `.` is a plain module of the
 * root.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  '.': ['web-chat/ibm'],
  backend: ['.'],
  'web-chat': ['.'],
  identity: ['.', 'backend', 'web-chat'],
  'script-tag': ['.', 'identity/userCookie', 'web-chat/tabSessions'],
  react: [],
  testing: ['web-chat/ibm'],
  server: [],
};
/** These two put everything together. */
const IMPORT_EVERYTHING = ['index', 'SecureWebChat'];
const ON_TOP = ['script-tag'];

/** The only module that may use each power. The simulator and the library for servers are apart. */
const OWNERS: Readonly<Record<string, { use: RegExp; owner: string }>> = {
  'makes script elements': { use: /createElement\('script'\)/, owner: 'web-chat/scriptElement' },
  'calls fetch': { use: /(?<![\w.#])fetch\(/, owner: 'backend/endpoint' },
  'sets timers': { use: /\b(setTimeout|setInterval|requestIdleCallback)\(/, owner: 'clock' },
  "calls IBM's loader": { use: /window\.loadWatsonAssistantChat/, owner: 'web-chat/loader' },
  'writes cookies': { use: /document\.cookie =/, owner: 'backend/cookie' },
  'opens a channel to other tabs': { use: /new BroadcastChannel/, owner: 'pageEvents' },
};

const modules = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => {
    const text = readFileSync(join(src, file), 'utf8');
    const imports = [...text.matchAll(/\bfrom '(\.[^']+)\.js'/g)].map(([, path = '']) =>
      relative(src, join(src, dirname(file), path)),
    );
    return { name: file.replace(/\.tsx?$/, ''), text, imports };
  });

const folderOf = (name: string) => name.split('/').slice(0, -1)[0] ?? '.';

test('each folder imports only from the folders below it', () => {
  const wrong = modules
    .filter(({ name }) => !IMPORT_EVERYTHING.includes(name))
    .flatMap(({ name, imports }) => {
      const folder = folderOf(name);
      const allowed = MAY_IMPORT[folder] ?? [];
      return imports
        .filter((path) => folderOf(path) !== folder)
        .filter((path) => !allowed.some((other) => folderOf(path) === other || path.startsWith(other)))
        .concat(imports.filter((path) => IMPORT_EVERYTHING.includes(path) && !ON_TOP.includes(folder)))
        .map((path) => `${name} imports ${path}`);
    });
  expect(modules.length).toBeGreaterThan(50);
  expect(wrong).toEqual([]);
});

test('every folder has a place in that order', () => {
  expect(modules.map(({ name }) => folderOf(name)).filter((folder) => !MAY_IMPORT[folder])).toEqual([]);
});

test.each(Object.entries(OWNERS))('one module %s', (_what, { use, owner }) => {
  const users = modules
    .filter(({ name }) => !['testing', 'server'].includes(folderOf(name)))
    .filter(({ text }) => use.test(text))
    .map(({ name }) => name);
  expect(users).toEqual([owner]);
});

test('each link of a comment to a document leads to a heading of it', () => {
  const links = modules.flatMap(({ text }) => [...text.matchAll(/\b(docs\/[\w-]+\.md)#([\w-]+)/g)]);
  const broken = links.filter(([, path = '', anchor]) => !anchorsOf(path).includes(String(anchor)));
  expect(links.length).toBeGreaterThan(5);
  expect(broken.map(([link]) => link)).toEqual([]);
});

test('the tables of the rule are the same in the code and in docs/architecture.md', () => {
  const textOf = (name: string) => modules.find((module) => module.name === `identity/${name}`)?.text ?? '';
  const names = [
    ...[...textOf('sessionEvents').matchAll(/^export function (\w+)/gm)].map(([, name]) => `\`${name}\``),
    ...['identify', 'isHidden', 'isWorthChecking', 'goesOn', 'markOf', 'mayRead'].map((name) => `\`${name}\``),
  ];
  const [comment = ''] = textOf('session').split('*/');
  const inCode = rowsOf(comment.replace(/^ \* /gm, ''));
  const onPage = rowsOf(readFileSync(join(src, '../docs/architecture.md'), 'utf8'));
  expect([...inCode.keys()].sort()).toEqual(names.sort());
  for (const [name, rule] of inCode) expect(onPage.get(name), name).toBe(rule);
});

/** The second cell of each row by the first. A row without a name continues the one above it. */
function rowsOf(text: string): Map<string, string> {
  const rows = new Map<string, string>();
  let last = '';
  for (const [, name = '', rule = ''] of text.matchAll(/^\| (`\w+`|) *\| (.*?) *\|$/gm)) {
    last = name || last;
    rows.set(last, `${rows.get(last) ?? ''} ${rule}`.trim());
  }
  return rows;
}

function anchorsOf(path: string): string[] {
  const headings = readFileSync(join(src, '..', path), 'utf8').match(/^#+ .+$/gm) ?? [];
  return headings.map((heading) =>
    heading
      .replace(/^#+ /, '')
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}
