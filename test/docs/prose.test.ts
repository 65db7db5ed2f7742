/**
 * Prose has at most 100 columns, to be read in an editor, in a diff and on a phone, and no word that
 * stops a reader.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readGuides, root } from './blocks.js';

const COLUMNS = 100;
/** Words that stop a reader, or that have a plainer synonym. */
const FORBIDDEN = /\b(whoever|anew|mend(s|ed|ing)?|by itself|by themselves|in place of|for ever)\b/i;
const FRONTED = /(?:^|[.!?|:] +|- )Where\b/;

const readmes = ['.', 'test', 'examples'].flatMap((folder) =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .map((entry) => join(folder, entry.name, entry.isDirectory() && folder !== '.' ? 'README.md' : ''))
    .map((path) => path.replace(/\/$/, ''))
    .filter((path) => path.endsWith('.md') && existsSync(join(root, path))),
);
const files = [...new Set([...readGuides().map(({ path }) => path), ...readmes])].filter(
  (path) => path !== 'AGENTS.md',
);

describe.each(files)('%s', (path) => {
  test('has no line of prose that is too long', () => {
    expect(longLinesOf(readFileSync(join(root, path), 'utf8')).map((line) => `${path}:${line}`)).toEqual([]);
  });

  test('has no word that stops a reader', () => {
    expect(wordsOf(readFileSync(join(root, path), 'utf8')).map((word) => `${path}:${word}`)).toEqual([]);
  });
});

test('a long line is found, but not in code, in a table, or for the address of a link', () => {
  const long = 'x '.repeat(60);
  expect(
    longLinesOf(`${long}\n\`\`\`sh\n${long}\n\`\`\`\n| ${long} |\n[a]: https://example.com/${'x'.repeat(99)}`),
  ).toEqual([`1: ${long}`]);
});

test('a forbidden word is found, but not in code', () => {
  const text =
    '# By itself\n`anew`\n```sh\nanew\n```\nIt starts anew.\nSee that.\n| Where it is | `a` |\nIt says where it is.';
  expect(wordsOf(text)).toEqual(['1: By itself', '6: anew', '8: | Where']);
});

function wordsOf(text: string): string[] {
  let isCode = false;
  return text.split('\n').flatMap((line, index) => {
    const isFence = /^\s*(> )?```/.test(line);
    if (isFence) isCode = !isCode;
    if (isFence || isCode) return [];
    const prose = line.replace(/`[^`]*`/g, '`');
    const [word] = FORBIDDEN.exec(prose) ?? FRONTED.exec(prose) ?? [];
    return word === undefined ? [] : [`${index + 1}: ${word}`];
  });
}

function longLinesOf(text: string): string[] {
  let isCode = false;
  return text.split('\n').flatMap((line, index) => {
    const isFence = /^\s*(> )?```/.test(line);
    if (isFence) isCode = !isCode;
    const isProse = !isFence && !isCode && !line.startsWith('|') && !/^\[[^\]]+\]: /.test(line);
    // No line break makes a long address shorter.
    const isOneWord = line.split(' ').some((word) => word.length > COLUMNS / 2);
    return isProse && !isOneWord && [...line].length > COLUMNS ? [`${index + 1}: ${line}`] : [];
  });
}
