// @vitest-environment node
/**
 * The effects of the file for a `<script>` tag on a page, and its fitness for the browsers that we
 * name.
 */
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { parse } from 'acorn';
import { expect, test } from 'vitest';

const file = new URL('../../dist/secure-web-chat.iife.min.js', import.meta.url);
const code = readFileSync(file, 'utf8');

test('it defines only SecureWebChat on the page, and needs nothing from the page', () => {
  const page: Record<string, unknown> = {};
  page['window'] = page;
  const globals = 'Object.getOwnPropertyNames(globalThis)';
  createContext(page);
  const before: string[] = runInContext(globals, page);
  runInContext(code, page);
  const added = (runInContext(globals, page) as string[]).filter((name) => !before.includes(name));

  expect(added).toEqual(['SecureWebChat']);
  expect(page['SecureWebChat']).toBeTypeOf('function');
});

test('it is a plain script of ES2022', () => {
  expect(() => parse(code, { ecmaVersion: 2022, sourceType: 'script' })).not.toThrow();
  expect(() => parse('/a/v', { ecmaVersion: 2022 })).toThrow();
});

test('it names its source map, which leads back to the source', () => {
  const name = /\n\/\/# sourceMappingURL=(\S+)\s*$/.exec(code)?.[1];
  const { sources } = JSON.parse(readFileSync(new URL(name ?? '', file), 'utf8'));

  expect(name).toBe('secure-web-chat.iife.min.js.map');
  expect(sources).toContainEqual(expect.stringMatching(/src\/SecureWebChat\.ts$/));
});

test('a page that uses the ES module does not load its code', () => {
  const modules = ['index.js', 'SecureWebChat.js', 'errors.js'].map((name) => new URL(name, file));
  expect(code).toContain('data-secure-web-chat');
  expect(modules.map((module) => readFileSync(module, 'utf8')).join('')).not.toMatch(/data-secure-web-chat|data-start/);
});
