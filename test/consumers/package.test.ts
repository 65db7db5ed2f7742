/**
 * The files of the package, and how a package manager, a compiler and a CDN find their way in it.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { expect, inject, test } from 'vitest';

const stranger = join(inject('stranger'), 'node_modules/secure-web-chat');
const root = fileURLToPath(new URL('../../', import.meta.url));
const manifest = JSON.parse(readFileSync(join(stranger, 'package.json'), 'utf8'));

test('npm pack lists the files of the package and no others', () => {
  const isGuide = (file: string) => /^docs\/[\w-]+\.md$/.test(file);
  expect(
    inject('packed')
      .filter((file) => !isGuide(file))
      .sort(),
  ).toEqual([
    'AGENTS.md',
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist/SecureWebChat.js',
    'dist/WebChatSimulator.d.ts',
    'dist/cli-dev.js',
    'dist/cli.js',
    'dist/cli.licences.txt',
    'dist/errors.js',
    'dist/index.d.ts',
    'dist/index.js',
    'dist/react.d.ts',
    'dist/react.js',
    'dist/script-tag.d.ts',
    'dist/secure-web-chat.iife.licences.txt',
    'dist/secure-web-chat.iife.min.js',
    'dist/secure-web-chat.iife.min.js.map',
    'dist/server.d.ts',
    'dist/server.js',
    'dist/simulator/WatsonAssistantChatEntry.js',
    'dist/sri.json',
    'dist/testing-browser.d.ts',
    'dist/testing-browser.js',
    'dist/testing-browser.js.map',
    'dist/testing.d.ts',
    'dist/testing.js',
    'docs/architecture.svg',
    'docs/backend-contract.openapi.yaml',
    'package.json',
  ]);
});

test('an installation contains no development files and only one dependency', () => {
  expect(Object.keys(manifest.dependencies).sort()).toEqual(['nanoevents']);
  expect(
    readdirSync(join(inject('stranger'), 'node_modules'))
      .filter((name) => !name.startsWith('.'))
      .sort(),
  ).toEqual(['nanoevents', 'secure-web-chat']);
  expect(readFileSync(join(stranger, 'dist/index.js'), 'utf8')).not.toContain(root);
});

test.each([
  ['secure-web-chat.iife.licences.txt', ['nanoevents']],
  ['cli.licences.txt', ['jose', 'tldts', 'tldts-core', 'tough-cookie', 'zod']],
])('%s has the licence of each package that is bundled', (name, packages) => {
  const text = readFileSync(join(stranger, 'dist', name), 'utf8');
  expect([...text.matchAll(/^([\w-]+)\/LICEN[CS]E\S*$/gm)].map(([, named]) => named)).toEqual(packages);
  expect(text.match(/Copyright/g)?.length).toBeGreaterThanOrEqual(packages.length);
});

test('the script file names the authors of its code, because a CDN serves the file alone', () => {
  const [first] = readFileSync(join(stranger, 'dist/secure-web-chat.iife.min.js'), 'utf8').split('\n');
  expect(first).toContain(
    `secure-web-chat ${manifest.version} | MIT | with the packages in secure-web-chat.iife.licences.txt`,
  );
});

test('each entry names its types first, and every named file exists', () => {
  for (const [name, entry] of Object.entries<string | Record<string, string>>(manifest.exports)) {
    if (typeof entry === 'string') continue;
    expect(Object.keys(entry), name).toEqual(['types', 'default']);
  }
  const { main, types, unpkg, jsdelivr, exports } = manifest;
  const files = [
    main,
    types,
    unpkg,
    jsdelivr,
    ...Object.values(exports).flatMap((entry) => (typeof entry === 'string' ? entry : Object.values(entry as object))),
  ];
  for (const file of files) expect(existsSync(join(stranger, file)), file).toBe(true);
});

test('a support report names the version that was installed', async () => {
  const { SecureWebChat } = await import(join(stranger, manifest.exports['.'].default));
  const chat = new SecureWebChat({ webChat: { integrationID: 'a', region: 'r' }, tokenEndpoint: '/t' });
  expect(chat.diagnose().version).toBe(manifest.version);
});

test('an error leads to the guide of the version that was installed', async () => {
  const { SecureWebChat } = await import(join(stranger, manifest.exports['.'].default));
  const make = () => new SecureWebChat({});
  const tag = `https://github.com/secure-web-chat/secure-web-chat/blob/v${manifest.version}`;
  expect(make).toThrow(expect.objectContaining({ help: `${tag}/docs/errors.md#invalid_options` }));
});

test('a published version says where it was built', () => {
  expect(manifest.publishConfig).toEqual({ access: 'public', provenance: true });
  expect(manifest.repository.url).toContain(new URL(manifest.bugs).pathname.replace('/issues', ''));
});

test('publint finds no problem', async () => {
  const tarball = readFileSync(inject('tarball'));
  const { messages } = await publint({ pack: { tarball: new Uint8Array(tarball).buffer }, strict: true });
  expect(messages).toEqual([]);
});

test('the types are right for each way to resolve an ES module', async () => {
  const attw = join(root, 'node_modules/.bin/attw');
  // The package is of ES modules alone, on purpose: a second copy for `require` would be a second
  // chat with a state of its own.
  const words = [inject('tarball'), '--profile', 'esm-only', '--format', 'json'];
  const { stdout } = await promisify(execFile)(attw, words, { maxBuffer: 1e8 });
  const { analysis } = JSON.parse(stdout);
  const entries = ['.', './package.json', './react', './script-tag', './server', './testing', './testing/browser'];
  expect(Object.keys(analysis.entrypoints).sort()).toEqual(entries);
  const isOfProfile = ({ resolutionKind = '' }) => !['node10', 'node16-cjs'].includes(resolutionKind);
  expect(analysis.problems.filter(isOfProfile)).toEqual([]);
});

test('the addresses in the guide are those of this version', () => {
  const guide = readFileSync(join(root, 'docs/script-tag.md'), 'utf8') + readFileSync(join(root, 'README.md'), 'utf8');
  const versions = [...guide.matchAll(/npm\/secure-web-chat@([\d.]+\d)|unpkg\.com\/secure-web-chat@([\d.]+\d)/g)];
  const named = new Set(versions.map(([, jsdelivr, unpkg]) => jsdelivr ?? unpkg));
  expect(named).toEqual(new Set([manifest.version, manifest.version.replace(/\.\d+$/, '')]));
  expect(guide).toContain(manifest.jsdelivr.slice('./'.length));
});

test('sri.json has the hash of each script that a page can load', () => {
  const dist = join(stranger, 'dist');
  const scripts = readdirSync(dist).filter((name) => name.endsWith('.js') && !name.startsWith('cli'));
  const sri: Record<string, string> = JSON.parse(readFileSync(join(dist, 'sri.json'), 'utf8'));
  expect(Object.keys(sri).sort()).toEqual(scripts.sort());
  for (const name of scripts) {
    const hash = createHash('sha384')
      .update(readFileSync(join(dist, name)))
      .digest('base64');
    expect(sri[name], name).toBe(`sha384-${hash}`);
  }
});
