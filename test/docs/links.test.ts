/**
 * Checks the links in Markdown files, which people read on GitHub or in the package. Each link must
 * lead to an existing file. `npm run docs` checks the links of the site.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import markdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { anchorsOf } from './anchors.js';
import { readGuides, root } from './blocks.js';

const markdown = markdownIt();

function linksOf(path: string): string[] {
  const tokens = markdown.parse(readFileSync(join(root, path), 'utf8'), {}).flatMap(({ children }) => children ?? []);
  const links = tokens.map((token) => token.attrGet('href') ?? token.attrGet('src'));
  return links.filter((link) => link !== null).filter((link) => !/^(https?:|#)/.test(link));
}

describe.each(readGuides())('$path', ({ path }) => {
  test('has no broken link', () => {
    const broken = linksOf(path).filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = join(root, dirname(path), file);
      return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
    expect(broken).toEqual([]);
  });
});

test('a file in the package links to other files of the package, or to absolute addresses', () => {
  const isPacked = (target: string) =>
    /^(README|CHANGELOG)\.md$|^LICENSE$|^docs\/[\w.-]+\.(md|yaml|svg|png)$/.test(target);
  const packed = readGuides().filter(({ path }) => isPacked(path));
  const leaving = packed.flatMap(({ path }) =>
    linksOf(path)
      .map((link) => link.replace(/#.*/, ''))
      .filter((link) => !isPacked(join(dirname(path), link)))
      .map((link) => `${path}: ${link}`),
  );
  expect(leaving).toEqual([]);
});

/** As a comment writes it: `docs/web-chat-behaviour.md#storage`. */
const MENTION = /\bdocs\/[\w-]+\.md(?:#([\w-]+))?/g;
const mentions = ['src', 'test', 'cli', 'examples', 'build'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|tsx|mjs|js)$/.test(name) && !name.includes('node_modules'))
    .flatMap((name) => {
      const text = readFileSync(join(root, folder, name), 'utf8');
      return [...text.matchAll(MENTION)].map(([link, anchor]) => ({ place: `${folder}/${name}`, link, anchor }));
    }),
);

test('a page that a source file mentions exists, and has the heading', () => {
  const broken = mentions.filter(({ link, anchor }) => {
    const target = join(root, link.replace(/#.*/, ''));
    return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
  });
  expect(broken).toEqual([]);
});

test('the check finds links', () => {
  expect(linksOf('docs/README.md')).toContain('enable-security.md');
  expect(mentions.map(({ link }) => link)).toContain('docs/web-chat-behaviour.md#storage');
});
