/** The texts for tools that write code: `AGENTS.md` in the package, and `llms.txt` in the site. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { agentsText, llmsText } from '../../build/agents.mjs';
import { anchorsOf } from './anchors.js';
import { readGuides, root } from './blocks.js';

const SITE = 'https://secure-web-chat.github.io/secure-web-chat/';
const linksIn = (text: string) => [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
const guides = readGuides()
  .map(({ path }) => path)
  .filter((path) => path.startsWith('docs/') && path !== 'docs/README.md');

describe('AGENTS.md', () => {
  const text = agentsText();

  test('is built beside the package, in at most 30 lines', () => {
    expect(readFileSync(join(root, 'AGENTS.md'), 'utf8')).toBe(text);
    expect(text.trim().split('\n').length).toBeLessThanOrEqual(30);
  });

  test('names the five commonest mistakes, each with a guide', () => {
    const [, mistakes = ''] = text.split('## The five commonest mistakes');
    const lines = mistakes.trim().split('\n');
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(line).toMatch(/^- \*\*.+\.\*\* .+\]\(docs\/[\w-]+\.md/);
  });

  test('links to files and headings that exist', () => {
    expect(linksIn(text).filter((link) => !isThere(link))).toEqual([]);
  });

  test('lists every guide', () => {
    expect(guides.filter((path) => !linksIn(text).includes(path))).toEqual([]);
  });
});

describe('llms.txt', () => {
  const text = llmsText();
  const paths = linksIn(text).map((link) => link.replace(SITE, ''));

  test('is in the site, beside each guide that it links', () => {
    expect(readFileSync(join(root, 'site/llms.txt'), 'utf8')).toBe(text);
    expect(paths.filter((path) => !existsSync(join(root, 'site', path)))).toEqual([]);
  });

  test('lists every guide, and begins with what the package is', () => {
    expect(guides.filter((path) => !paths.includes(path))).toEqual([]);
    expect(text).toMatch(/^# Secure Web Chat\n\n> .+\n\n## /);
  });
});

function isThere(link: string): boolean {
  const [file = '', anchor] = link.split('#');
  const target = join(root, file);
  return existsSync(target) && (anchor === undefined || anchorsOf(target).includes(anchor));
}
