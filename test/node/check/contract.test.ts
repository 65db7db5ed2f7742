/** The written contract: the guide, where every finding leads, and the OpenAPI file. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { groups } from '../../../cli/report.js';
import { startBackend } from '../backend/referenceBackend.js';

const file = (path: string) => fileURLToPath(new URL(`../../../docs/${path}`, import.meta.url));
const guide = readFileSync(file('backend-contract.md'), 'utf8');
const validator = new Validator();
const { valid, errors } = await validator.validate(file('backend-contract.openapi.yaml'));
const ids = groups.flatMap(({ checks }) => checks.map(({ id }) => id));

test('the guide has a section for every check, in the order of the report, and for nothing else', () => {
  expect([...guide.matchAll(/^#### (.+)$/gm)].map(([, heading]) => heading)).toEqual(ids);
});

test('every section has a unique anchor', () => {
  const headings = [...guide.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  const anchors = headings.map((heading) => heading.toLowerCase().replaceAll(' ', '-'));
  expect(anchors).toEqual([...new Set(anchors)]);
});

test('the OpenAPI file is valid', () => {
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
  expect(validator.version).toBe('3.1');
});

test('the reference backend has every endpoint of the OpenAPI file, and answers with a status and type of its', async () => {
  const { paths } = validator.resolveRefs() as { paths: Record<string, Record<string, Operation>> };
  const { visitor } = await startBackend();
  const body = { username: 'cade', password: 'lendyr-demo' };
  const asked = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map((entry) => [path, ...entry] as const),
  );

  expect(asked).toHaveLength(3);
  for (const [path, method, { responses }] of asked) {
    const answer = await (method === 'get' ? visitor().get(path) : visitor().post(path, body));
    const response = responses[String(answer.status)];
    expect(response, `${path} answers ${answer.status}`).toBeDefined();
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const type = answer.headers.get('content-type')?.split(';')[0];
    if (response?.content) expect(Object.keys(response.content)).toContain(type);
  }
});

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}
