/** The release: the changelog of a version, and the permissions of the workflows. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { faultsOf, stampChangelog, stampReadme } from '../../build/release.mjs';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const readme = read('README.md');
const hash = `sha384-${'A'.repeat(64)}`;

test('the README names an exact version and its hash, and a release writes both', () => {
  const stamped = stampReadme(readme, '7.8.9', hash);
  const [tag = ''] = /<script[^>]*cdn\.jsdelivr\.net[^>]*>/.exec(stamped) ?? [];

  expect(readme).toMatch(/integrity="sha384-[\w+/]{64}"/);
  expect(tag).toContain('npm/secure-web-chat@7.8.9/dist/secure-web-chat.iife.min.js"');
  expect(tag).toContain(`integrity="${hash}"`);
  // A browser compares the hash of another origin's file only if the file is asked for with CORS.
  expect(tag).toContain('crossorigin="anonymous"');
});

test('the section of unreleased changes becomes the section of the version, once', () => {
  const before = '## [Unreleased]\n\n### Added\n\n- One.\n\n[Unreleased]: https://example.com\n';
  const after = stampChangelog(before, '7.8.9', '2027-01-31');

  expect(after).toContain('## [Unreleased]\n\n## [7.8.9] - 2027-01-31\n\n### Added\n\n- One.');
  expect(after).toMatch(/^\[7\.8\.9\]: https:.+\/v7\.8\.9$/m);
  expect(stampChangelog(after, '7.8.9', '2027-02-01')).toBe(after);
});

test('the release job refuses a tag, a changelog or a README of another build', () => {
  const changelog = '## [7.8.9] - 2027-01-31';
  const right = { tag: 'v7.8.9', version: '7.8.9', integrity: hash, changelog };

  expect(faultsOf({ ...right, readme: stampReadme(readme, '7.8.9', hash) })).toEqual([]);
  expect(faultsOf({ ...right, readme: stampReadme(readme, '7.8.8', hash), tag: 'v7.8.8', changelog: '' })).toEqual([
    expect.stringContaining('The tag is v7.8.8'),
    expect.stringContaining('CHANGELOG.md'),
    expect.stringContaining('README.md'),
  ]);
});

const folder = '.github/workflows/';
describe.each(readdirSync(new URL(`../../${folder}`, import.meta.url)))('%s', (name) => {
  const workflow = read(folder + name);

  test('names actions and images by digest', () => {
    const uses = [...workflow.matchAll(/uses: (.+)/g)].map(([, action]) => action);
    const images = [...workflow.matchAll(/\bnode:\d\S*/g)].map(([image]) => image);
    expect(uses.length).toBeGreaterThan(0);
    for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/);
    for (const image of images) expect(image).toMatch(/@sha256:[\da-f]{64}$/);
  });

  test("gives no job that runs other people's code the right to sign", () => {
    const [head = '', ...jobs] = workflow.split(/^ {2}(?=\w+:$)/m);
    expect(head).not.toContain('id-token');
    for (const job of jobs.filter((text) => text.includes('id-token: write'))) {
      expect(job).not.toMatch(/actions\/checkout|npm (ci|install|run|test)|\.ci\/run/);
    }
  });
});
