/** The guide to errors, where the `help` of every error leads. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name).sort();

test('the guide has a section for every code, and for nothing else', () => {
  const codes = found(read('src/errors.ts'), /^ {2}\| '([A-Z_]+)'/gm);
  expect(codes).toHaveLength(15);
  expect(found(read('docs/errors.md'), /^## (.+)$/gm)).toEqual(codes);
});
