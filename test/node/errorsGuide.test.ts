/** The guide to errors, where the `help` of every error leads. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name);

test('the guide has a section for every code, and for nothing else', () => {
  const codes = found(read('src/errors.ts'), /^ {2}\| '([A-Z_]+)'/gm).sort();
  expect(codes).toHaveLength(15);
  expect(found(read('docs/errors.md'), /^## (.+)$/gm).sort()).toEqual(codes);
});

test('each section says what happened, what to check and how to fix it, in this order', () => {
  const sections = read('docs/errors.md')
    .split(/^## /m)
    .slice(1)
    .map((section) => [/^.*/.exec(section)?.[0], found(section, /^\*\*([\w ]+)\.\*\* \S/gm)]);
  const parts = ['What happened', 'What to check', 'How to fix it'];
  expect(sections).toEqual(sections.map(([code]) => [code, parts]));
});
