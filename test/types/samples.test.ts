import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Consumer, createConsumer, root } from './consumer.js';

const SAMPLES = join(root, 'test/types/samples');
const read = (path: string) => readFileSync(path, 'utf8');
const ambient = { 'ambient.d.ts': read(join(root, 'test/types/ambient.d.ts')) };
const filesOf = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, read(join(folder, name))]));
const samples = filesOf(SAMPLES);
const ibmSamples = filesOf(join(root, 'test/ibmSamples'));

let consumer: Consumer;
beforeAll(() => {
  consumer = createConsumer();
});
afterAll(() => consumer.remove());

const resolutions: [string, ts.CompilerOptions][] = [
  ['Bundler', { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
  ['NodeNext', { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext }],
];

describe.each(resolutions)('with module resolution %s', (_name, resolution) => {
  test.each([true, false])('all samples compile, exactOptionalPropertyTypes: %s', (exactOptionalPropertyTypes) => {
    expect(Object.keys(samples)).toHaveLength(6);
    const files = { ...ambient, ...samples };
    expect(consumer.complaints(files, { ...resolution, exactOptionalPropertyTypes })).toEqual([]);
  });

  test.each([true, false])('the code of IBM’s own samples compiles, exactOptionalPropertyTypes: %s', (exact) => {
    expect(Object.keys(ibmSamples).length).toBeGreaterThan(15);
    expect(consumer.complaints(ibmSamples, { ...resolution, exactOptionalPropertyTypes: exact })).toEqual([]);
  });

  test('a test of the site compiles with secure-web-chat/testing', () => {
    const page = read(join(root, 'test/dist/6-page.test.ts'));
    const vitest = `declare module 'vitest' {
      export function test(name: string, body: () => Promise<void>): void;
      export function afterEach(body: () => void): void;
      export function expect(value: unknown): { toContain(part: string): void; toBe(value: unknown): void };
    }`;
    expect(consumer.complaints({ 'vitest.d.ts': vitest, 'page.test.ts': page }, resolution)).toEqual([]);
  });
});

test('each line with @ts-expect-error is an error for the compiler without that comment', () => {
  const text = samples['must-not-compile.ts'] ?? '';
  const expected = text.split('\n').flatMap((line, index) => (line.includes('@ts-expect-error') ? [index + 2] : []));
  const naked = text.replaceAll('// @ts-expect-error', '// no longer expected:');
  const complaints = consumer.complaints({ ...ambient, 'naked.ts': naked });
  const lines = complaints.map((complaint) => Number(/^naked\.ts:(\d+) /.exec(complaint)?.[1]));
  expect(expected).toHaveLength(7);
  expect(lines).toEqual(expected);
});

test('the compiler checks the built types: a wrong use is an error', () => {
  const wrong = `import { SecureWebChat } from 'secure-web-chat';\nnew SecureWebChat(42);\n`;
  expect(consumer.complaints({ 'wrong.ts': wrong })).toEqual([expect.stringMatching(/^wrong\.ts:2 TS2345/)]);
});

describe('every optional property accepts undefined', () => {
  const compiles = (code: string) => {
    const head = `import { SecureWebChat, type SecureWebChatOptions, type Endpoint } from 'secure-web-chat';
      declare const text: string | undefined;
      declare const flag: boolean | undefined;
      const webChat = { integrationID: 'a', region: 'r' };\n`;
    return consumer.complaints({ 'optional.ts': head + code }, { exactOptionalPropertyTypes: true });
  };

  test('of the options', () => {
    expect(
      compiles(`export const options: SecureWebChatOptions = {
        webChat, tokenEndpoint: '/t', loginEndpoint: text, logoutEndpoint: undefined, userCookie: text, csrf: undefined,
        conversationAfterLogout: undefined, script: { url: text, integrity: text, timeoutMs: undefined }, debug: flag,
      };
      export const bare: SecureWebChatOptions = { webChat, tokenEndpoint: '/t', script: undefined };`),
    ).toEqual([]);
  });

  test("of IBM's options", () => {
    expect(
      compiles(`new SecureWebChat({ tokenEndpoint: '/t', webChat: { ...webChat, serviceInstanceID: text, subscriptionID: text,
        clientVersion: text, element: undefined, showLauncher: flag, openChatByDefault: flag, namespace: text, cspNonce: text,
        cloudPrivateHostURL: text, servers: { assistantURLPrefix: text, webChatScriptPrefix: text }, shouldSanitizeHTML: flag,
        onLoad: undefined, onError: undefined } });`),
    ).toEqual([]);
  });

  test('of an endpoint', () => {
    expect(
      compiles(`export const endpoint: Endpoint = { url: '/t', method: text, headers: undefined, credentials: undefined,
        mode: undefined, body: undefined };`),
    ).toEqual([]);
  });

  test('of destroy()', () => {
    expect(
      compiles(`const chat = new SecureWebChat({ webChat, tokenEndpoint: '/t' });
      void chat.destroy({ endSession: flag }); void chat.destroy({}); void chat.destroy();`),
    ).toEqual([]);
  });
});
