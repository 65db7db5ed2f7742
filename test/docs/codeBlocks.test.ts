/**
 * Checks every code block of the README and the guides. It compiles a block against the built
 * package, parses it, or compares it with code that a test runs.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DefaultTreeAdapterTypes, parse, parseFragment } from 'parse5';
import { svelte2tsx } from 'svelte2tsx';
import { describe, expect, test } from 'vitest';
import { compileScript, parse as parseComponent } from 'vue/compiler-sfc';
import { type Block, readGuides, root } from './blocks.js';
import { complaints } from './compiler.js';

/**
 * Turns a block into files for the compiler. A language without an entry fails, because nothing
 * would check it.
 */
const sources: Record<string, (block: Block) => string[]> = {
  ts: ({ text }) => [text],
  tsx: ({ text }) => [text],
  js: ({ text }) => [text],
  jsx: ({ text }) => [text],
  vue: ({ text }) => [compileComponent(text)],
  svelte: ({ text }) => [svelte2tsx(text, { isTsFile: true, mode: 'ts' }).code],
  astro: ({ text }) => splitAstro(text),
  html: ({ text }) => inlineScripts(text),
  json: ({ text }) => [`export default ${JSON.stringify(JSON.parse(text))};`],
  sh: (block) => checkCommands(block),
  // Not code. The policies are produced by a browser test.
  text: () => [],
  csp: () => [],
};

/** The names that the rows of the comparison with IBM's wrapper may use. */
const IBM_NAMES = `import { setEnableDebug, WebChatContainer, WebChatCustomElement } from '@ibm-watson/assistant-web-chat-react';
declare const config: { integrationID: string; region: string };
declare const register: () => Promise<void>;
declare const ref: { current: null };
declare const draw: () => null;
declare const changed: () => void;`;
const OWN_NAMES = `import type { ReactNode } from 'react';
import { SecureWebChat, type WebChatEvents, type WebChatHandler, type WebChatInstance, type WebChatOptions } from 'secure-web-chat';
import { SecureWebChatProvider, UserDefinedResponses, useSecureWebChat, useWebChatEvent, WebChatElement, webChatElement } from 'secure-web-chat/react';
declare const config: WebChatOptions;
declare const chat: SecureWebChat;
declare const register: (instance: WebChatInstance) => void;
declare const handle: WebChatHandler<'receive'>;
declare const draw: (event: WebChatEvents['userDefinedResponse'], instance: WebChatInstance) => ReactNode;
declare const changed: WebChatHandler<'view:change'>;`;

const guides = readGuides().filter(({ blocks }) => blocks.length > 0);

test('the check reads every guide with code', () => {
  expect(guides.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['README.md', 'docs/errors.md', 'docs/react.md']),
  );
});

describe.each(guides)('$path', ({ blocks }) => {
  test('has code in languages that are checked here', () => {
    const unknown = blocks.filter(({ language }) => !Object.hasOwn(sources, language));
    expect(unknown.map(({ place, language }) => `${place} ${language || 'without a language'}`)).toEqual([]);
  });

  test('has code that compiles', () => {
    const files = blocks.flatMap((block) =>
      (sources[block.language]?.(block) ?? []).map((text, index): [string, string] => [nameOf(block, index), text]),
    );
    expect(new Set(files.map(([name]) => name)).size).toBe(files.length);
    expect(complaints(new Map(files))).toEqual([]);
  });
});

test('no guide subscribes to an event that IBM has deprecated', () => {
  const events = readFileSync(join(root, 'src/web-chat/ibm/events.ts'), 'utf8');
  const deprecated = [...events.matchAll(/@deprecated .*\n\s+'?([\w:]+)'?: /g)].map(([, name]) => name);
  expect(deprecated).toContain('window:open');
  const used = guides.flatMap(({ blocks }) =>
    blocks.flatMap(({ place, text }) => [...text.matchAll(/type: '([\w:]+)'/g)].map(([, name]) => ({ place, name }))),
  );
  expect(used.map(({ name }) => name)).toContain('view:change');
  expect(used.filter(({ name }) => deprecated.includes(name))).toEqual([]);
});

test('the guide to the simulator shows a test that this project runs', () => {
  const [shown] = readGuides().flatMap(({ blocks }) => blocks.filter(({ file }) => file.endsWith('chat.test.ts')));
  const run = readFileSync(join(root, 'test/dist/simulatorGuide.test.ts'), 'utf8');
  expect(shown?.text.replace(/^.*\n/, '')).toBe(run);
});

test('the guide to React shows the line by which the example survives an edit of its chat', () => {
  const [shown] = readGuides().flatMap(({ blocks }) => blocks.filter(({ file }) => file.endsWith('hot.ts')));
  const line = /^import\.meta\.hot.*$/m;
  const run = readFileSync(join(root, 'examples/spa/src/chat.ts'), 'utf8');
  expect(line.exec(shown?.text ?? '')?.[0]).toBe(line.exec(run)?.[0]);
  expect(shown?.text).toMatch(line);
});

describe("the comparison with IBM's wrapper for React", () => {
  const [, comparison = ''] = readFileSync(join(root, 'docs/migrating.md'), 'utf8').split('Prop by prop:');
  const rows = comparison.match(/^\| .* \| `.*\|$/gm) ?? [];
  const columns = rows.map((row) => row.slice(1, -1).split('|').slice(1));

  test.each([
    [0, IBM_NAMES],
    [1, OWN_NAMES],
  ])('has code that compiles in column %i', (column, names) => {
    const codes = columns.flatMap((row) =>
      [...(row[column] ?? '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code),
    );
    const components = codes.map((code, index) => `export const Row${index} = () => ${code};`);
    const file = join(root, `docs/column-${column}.tsx`);
    expect(codes.length).toBeGreaterThanOrEqual(11);
    expect(complaints(new Map([[file, [names, ...components].join('\n')]]))).toEqual([]);
  });

  test('would not compile with an unknown prop', () => {
    const wrong = `${OWN_NAMES}\nexport const Row0 = () => <WebChatElement className="chat" config={config} />;`;
    expect(complaints(new Map([[join(root, 'docs/wrong.tsx'), wrong]]))).toEqual([expect.stringContaining('TS2322')]);
  });
});

describe('the check itself', () => {
  const block = (language: string, text: string): Block => ({ language, text, place: '', file: '' });

  test('finds a wrong use of the package', () => {
    const wrong = `import { SecureWebChat } from 'secure-web-chat';\nnew SecureWebChat(42);\n`;
    expect(complaints(new Map([[join(root, 'docs/wrong.ts'), wrong]]))).toEqual([
      expect.stringMatching(/^docs\/wrong\.ts:2 TS2345/),
    ]);
  });

  test('finds a wrong use in a template and in a script element', () => {
    const component = `<script setup lang="ts">const state = { user: null };</script><template>{{ state.usr }}</template>`;
    const page = '<script>new SecureWebChat(42)</script>';
    const [first, second] = [...(sources['vue']?.(block('vue', component)) ?? []), ...inlineScripts(page)];
    const svelte = `<script lang="ts">const state = { user: null };</script><p>{state.usr}</p>`;
    const [third] = sources['svelte']?.(block('svelte', svelte)) ?? [];
    expect(complaints(new Map([[join(root, 'docs/c.tsx'), String(third)]]))).toHaveLength(1);
    const [, fourth] = sources['astro']?.(block('astro', `---\nconst a = 1;\n---\n${page}`)) ?? [];
    expect(complaints(new Map([[join(root, 'docs/d.ts'), String(fourth)]]))).toHaveLength(1);
    expect(complaints(new Map([[join(root, 'docs/a.ts'), String(first)]]))).toHaveLength(1);
    expect(complaints(new Map([[join(root, 'docs/b.js'), String(second)]]))).toHaveLength(1);
  });

  test('finds markup that is not well-formed', () => {
    expect(() => inlineScripts('<p><form></p>')).toThrow();
  });

  test('finds a script that is not in package.json', () => {
    expect(() => checkCommands(block('sh', 'npm run nothing'))).toThrow();
  });
});

/** The compiler recognizes the language by the ending. */
function nameOf({ file, language }: Block, index: number): string {
  const ending = { vue: '.ts', svelte: '.tsx', astro: `.${index}.ts`, html: `.${index}.js`, json: '.ts' }[language];
  return file + (ending ?? '');
}

/** Templates become part of the script, and so are checked with it. */
function compileComponent(text: string): string {
  const { descriptor, errors } = parseComponent(text);
  expect(errors).toEqual([]);
  return compileScript(descriptor, { id: 'guide', inlineTemplate: true }).content;
}

/** The part that runs on the server, and the scripts, which are TypeScript too. */
function splitAstro(text: string): string[] {
  const [, onServer = '', html = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? [];
  return [onServer, ...inlineScripts(html)];
}

function inlineScripts(text: string): string[] {
  const errors: string[] = [];
  const options = {
    sourceCodeLocationInfo: true,
    onParseError: ({ code, startLine }: { code: string; startLine: number }) => errors.push(`${startLine} ${code}`),
  };
  const tree = /^\s*<!doctype/i.test(text) ? parse(text, options) : parseFragment(text, options);
  const elements = elementsIn(tree);
  const unclosed = elements.filter(
    ({ tagName, sourceCodeLocation: at }) => at && !at.endTag && !VOID.includes(tagName),
  );
  expect([...errors, ...unclosed.map(({ tagName }) => `<${tagName}> is not closed`)]).toEqual([]);
  const scripts = elements.filter(({ tagName, childNodes }) => tagName === 'script' && childNodes.length > 0);
  return scripts.map(({ childNodes }) => childNodes.map((part) => ('value' in part ? part.value : '')).join(''));
}

const VOID = ['br', 'hr', 'img', 'input', 'link', 'meta'];

function elementsIn(node: DefaultTreeAdapterTypes.ParentNode): DefaultTreeAdapterTypes.Element[] {
  const elements = node.childNodes.filter((child) => 'tagName' in child);
  return elements.flatMap((element) => [element, ...elementsIn(element)]);
}

/** Programs that come with the system or with Node, with any arguments. */
const PROGRAMS = ['node', 'npx', 'openssl', 'curl', 'echo', 'git', 'cp', 'cd', 'mkdir'];

function checkCommands({ text }: Block): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const lines = text
    .replaceAll(/\\\n/g, '')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim());
  for (const command of lines.filter(Boolean).flatMap((line) => line.split('&&'))) {
    const [program = '', verb = '', name = ''] = command.trim().split(/\s+/);
    if (program !== 'npm') expect(PROGRAMS).toContain(program);
    else if (verb === 'run') expect(Object.keys(scripts)).toContain(name);
    else expect(['ci', 'create', 'install', 'pack', 'start', 'test']).toContain(verb);
  }
  return [];
}
