/** The published types mean the same to each compiler that we name. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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
const resolutions = [
  ['ESNext', 'Bundler'],
  ['NodeNext', 'NodeNext'],
] as const;

/** @returns the compiler's errors, line by line */
async function compile(compiler: string, files: Record<string, string>, settings: object): Promise<string[]> {
  const folder = mkdtempSync(join(inject('stranger'), 'compile-'));
  cpSync(path('../types/samples'), folder, { recursive: true });
  cpSync(path('../types/ambient.d.ts'), join(folder, 'ambient.d.ts'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const compilerOptions = {
    target: 'ES2022',
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    jsx: 'react-jsx',
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    skipDefaultLibCheck: true,
    types: [],
    noEmit: true,
    ...settings,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['.'] }));
  const tsc = [join(compiler, 'bin/tsc'), '--project', folder, '--pretty', 'false'];
  const { stdout } = await promisify(execFile)(process.execPath, tsc, { cwd: folder }).catch((failure) => failure);
  return stdout.trim().split('\n').filter(Boolean);
}

const page = `import type {} from 'secure-web-chat/script-tag';
import { installWebChatSimulator, testToken } from 'secure-web-chat/testing';
export const token: string = testToken({ sub: 'anon-1' });
export const say: (text: string) => Promise<string> = installWebChatSimulator().say;
document.addEventListener('securewebchat:ready', ({ detail }) => detail.on('error', ({ code }) => code === 'TOKEN_DENIED'));
export const subject: string | null | undefined = window.SecureWebChat.current?.getState().subject;
`;
/** Proves that the compiler checks the types: it finds the one error. */
const wrong = `import { SecureWebChat } from 'secure-web-chat';
export const chat = new SecureWebChat({ webChat: { integrationID: 1, region: 'r' }, tokenEndpoint: '/t' });
`;

describe.each(compilers)('TypeScript %s', (version, compiler) => {
  test('is the version that runs', () => {
    const { version: actual } = JSON.parse(
      readFileSync(createRequire(import.meta.url).resolve(`${compiler}/package.json`), 'utf8'),
    );
    expect(actual).toMatch(new RegExp(`^${version.replace('.', '\\.')}\\.`));
  });

  // If a line below `@ts-expect-error` in must-not-compile.ts compiles, the comment is an error.
  test.each(resolutions)('%s, %s: correct uses compile, and wrong ones do not', async (module, moduleResolution) => {
    const complaints = await compile(compiler, { 'page.ts': page, 'wrong.ts': wrong }, { module, moduleResolution });
    expect(complaints).toEqual([expect.stringMatching(/^wrong\.ts\(2,52\): error TS2322/)]);
  });
});
