/**
 * The types of `secure-web-chat/server` compile where servers are written: with the types of
 * Node.js and without the DOM's, in Workers without the types of Node.js, and with none of them.
 * The declaration files are checked too.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, inject, test } from 'vitest';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const compilers = [
  ['5.4', path('node_modules/typescript-5.4')],
  ['5.9', path('node_modules/typescript-5.9')],
  ['6.0', path('../../node_modules/typescript')],
] as const;

const anywhere = `import { createTokenIssuer, type TokenIssuer } from 'secure-web-chat/server';
export const issuer: TokenIssuer = createTokenIssuer({
  signingKey: [{ key: 'text', startsAt: new Date(0) }], payloadKey: undefined, cookieSecret: ['a', 'b'],
  cookie: { sameSite: 'none' }, onSubject: async () => {},
});
export const GET = issuer.handler((request) =>
  request.headers.get('cookie') === null ? null : { sid: 'a', customerID: 'b' });
`;
const node = `import { createServer } from 'node:http';
import { createTokenIssuer, toNodeHandler } from 'secure-web-chat/server';
import { GET, issuer } from './anywhere.js';
createServer(toNodeHandler(GET));
const session = async (request: Request): Promise<null> => { await request.json(); return null; };
export const answer: Promise<Response> = issuer.handler(session)(new Request('http://localhost'));
export const withKey = async () => createTokenIssuer({ cookieSecret: 'a',
  signingKey: await crypto.subtle.importKey('raw', new Uint8Array(), 'x', false, []) });
`;
const worker = `import { createTokenIssuer } from 'secure-web-chat/server';
import { issuer } from './anywhere.js';
const session = async (request: Request): Promise<null> => { await request.json(); return null; };
export default { fetch: (request: Request) => issuer.handler(session)(request) } satisfies ExportedHandler;
export const withKey = async () => createTokenIssuer({ cookieSecret: 'a',
  signingKey: await crypto.subtle.importKey('raw', new Uint8Array(), 'x', false, []) });
`;
const wrong = `import { issuer } from './anywhere.js';
export const GET = issuer.handler(() => ({ sid: 1, customerID: 'b' }));
`;

const places: readonly [string, Readonly<Record<string, string>>, { lib: string[]; types: string[] }][] = [
  ['Node.js', { 'node.ts': node }, { lib: ['ES2022'], types: ['node'] }],
  ['Node.js and the DOM', { 'node.ts': node }, { lib: ['ES2022', 'DOM'], types: ['node'] }],
  ['Workers', { 'worker.ts': worker }, { lib: ['ES2022'], types: ['@cloudflare/workers-types'] }],
  ['neither', {}, { lib: ['ES2022'], types: [] }],
];

async function compile(compiler: string, files: Readonly<Record<string, string>>, settings: object): Promise<string[]> {
  const folder = mkdtempSync(join(inject('stranger'), 'server-'));
  const link = (name: string, target: string) => {
    mkdirSync(join(folder, 'node_modules', name, '..'), { recursive: true });
    symlinkSync(path(target), join(folder, 'node_modules', name), 'junction');
  };
  link('@types/node', '../../node_modules/@types/node');
  link('@cloudflare/workers-types', 'node_modules/@cloudflare/workers-types');
  for (const [name, text] of Object.entries({ 'anywhere.ts': anywhere, ...files }))
    writeFileSync(join(folder, name), text);
  const compilerOptions = {
    target: 'ES2022',
    module: 'NodeNext',
    moduleResolution: 'NodeNext',
    strict: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    skipDefaultLibCheck: true,
    skipLibCheck: false,
    noEmit: true,
    ...settings,
  };
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  const tsc = [join(compiler, 'bin/tsc'), '--project', folder, '--pretty', 'false'];
  const { stdout } = await promisify(execFile)(process.execPath, tsc, { cwd: folder }).catch((failure) => failure);
  return stdout.trim().split('\n').filter(Boolean);
}

describe.each(compilers)('TypeScript %s', (_version, compiler) => {
  test.each(places)('%s', async (_place, files, settings) => {
    expect(await compile(compiler, files, settings)).toEqual([]);
  });

  test('checks the types: a wrong login is an error', async () => {
    const complaints = await compile(compiler, { 'wrong.ts': wrong }, { lib: ['ES2022'], types: [] });
    expect(complaints.join('\n')).toMatch(/^wrong\.ts\(2,\d+\): error TS2322/);
  });
});
