/** Prose has at most 100 columns, so that it can be read in an editor, in a diff and on a phone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readGuides, root } from './blocks.js';

const COLUMNS = 100;
/** Still to be wrapped. A file leaves the list when it is, and none may be added. */
const NOT_YET = [
  'docs/angular.md',
  'docs/backend-contract.md',
  'docs/content-security-policy.md',
  'docs/frames.md',
  'docs/migrating.md',
  'docs/nextjs.md',
  'docs/on-premises-and-proxies.md',
  'docs/own-login-and-sso.md',
  'docs/performance.md',
  'docs/README.md',
  'docs/shared-computers.md',
  'docs/storm.md',
  'docs/subjects-that-change.md',
  'docs/testing-with-the-simulator.md',
  'docs/vue.md',
  'examples/backend/README.md',
];
const files = [...readGuides().map(({ path }) => path), 'CONTRIBUTING.md'].filter((path) => !NOT_YET.includes(path));

describe.each(files)('%s', (path) => {
  test('has no line of prose that is too long', () => {
    expect(longLinesOf(readFileSync(join(root, path), 'utf8'))).toEqual([]);
  });
});

test('a long line is found, but not in code, in a table, or for the address of a link', () => {
  const long = 'x '.repeat(60);
  expect(
    longLinesOf(`${long}\n\`\`\`sh\n${long}\n\`\`\`\n| ${long} |\n[a]: https://example.com/${'x'.repeat(99)}`),
  ).toEqual([`1: ${long}`]);
});

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
