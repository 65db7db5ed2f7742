/** The binding beside each React that a site may have, old ones too. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

const require = createRequire(import.meta.url);
const webpack = require('webpack');
const esbuild = require('esbuild');
const run = promisify(execFile);

describe('beside React 17', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'secure-web-chat-react-17-'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'site', private: true, type: 'module' }));
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
    // Installs without the flag that lets npm accept versions that do not match.
    await run('npm', ['install', 'react@17', 'react-dom@17', inject('tarball'), ...quiet], { cwd: folder });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

  const execute = (...words: string[]) => run(process.execPath, words, { cwd: folder }).then(({ stdout }) => stdout);
  const says = 'Could not start secure-web-chat/react because React is 17.0.2; update react and react-dom to 18.';
  const tellsWhy = `import('secure-web-chat/react').catch(({ message }) => console.log(message));`;

  test('installing the package does not change the installed React', async () => {
    const { version } = JSON.parse(readFileSync(join(folder, 'node_modules/react/package.json'), 'utf8'));
    expect(version).toBe('17.0.2');
    const made = `import { SecureWebChat } from 'secure-web-chat'; console.log(typeof SecureWebChat);`;
    expect(await execute('--input-type=module', '--eval', made)).toBe('function\n');
  });

  test('the binding says that it needs a newer React', async () => {
    expect(await execute('--input-type=module', '--eval', tellsWhy)).toBe(`${says}\n`);
  });

  test('the binding says so in a bundle too, and the bundler reports no error', async () => {
    writeFileSync(join(folder, 'main.js'), tellsWhy);
    const common = { entryPoints: [join(folder, 'main.js')], bundle: true, platform: 'node', logLevel: 'silent' };
    const { warnings } = await esbuild.build({ ...common, outfile: join(folder, 'esbuild.cjs') });
    expect(warnings).toEqual([]);
    const output = { path: folder, filename: 'webpack.cjs' };
    const settings = { context: folder, mode: 'development', target: 'node', entry: './main.js', output };
    const stats = await new Promise<{ toString(how: string): string }>((resolve, reject) => {
      webpack(settings, (error: Error | null, done: { toString(how: string): string }) =>
        error ? reject(error) : resolve(done),
      );
    });
    expect(stats.toString('errors-warnings')).toBe('webpack compiled successfully');
    for (const name of ['esbuild.cjs', 'webpack.cjs']) expect(await execute(name), name).toBe(`${says}\n`);
  });
});

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const compilers = [
  ['5.4', path('node_modules/typescript-5.4')],
  ['6.0', path('../../node_modules/typescript')],
] as const;
const types = [
  ['18', path('node_modules/@types/react-18')],
  ['19', path('../../node_modules/@types/react')],
] as const;
const APPLICATION = `import { StrictMode } from 'react';
import { SecureWebChat } from 'secure-web-chat';
import {
  SecureWebChatProvider, UserDefinedResponses, useSecureWebChat, useWebChatEvent, WebChatElement, webChatElement,
} from 'secure-web-chat/react';

interface User { userName: string }
const chat = new SecureWebChat<User>({
  webChat: { integrationID: 'a', region: 'r', element: webChatElement, showLauncher: false }, tokenEndpoint: '/t',
});
function Account() {
  const { user, phase, error, open, login, logout } = useSecureWebChat<User>();
  const name: string | undefined = useSecureWebChat(chat).user?.userName;
  useWebChatEvent('pre:send', ({ data }, instance) => { data.context = {}; void instance.getState(); });
  const logIn = async () => (await login<{ hello: string }>({ username: 'cade' })).hello;
  if (phase === 'failed') return <p>{error.message}</p>;
  return <button onClick={() => void (user ? logout() : logIn().then(() => open()))}>{name}</button>;
}
export const App = () => (
  <StrictMode>
    <SecureWebChatProvider chat={chat} load="idle">
      <Account />
      <UserDefinedResponses render={({ data }) => <b>{String(data.message.user_defined)}</b>} />
      <WebChatElement className="chat" />
    </SecureWebChatProvider>
  </StrictMode>
);
`;
const WRONG = `import { SecureWebChatProvider } from 'secure-web-chat/react';
export const App = () => <SecureWebChatProvider chat={{}} />;
`;

describe.each(compilers)('TypeScript %s', (_version, compiler) => {
  test.each(types)(
    'an application compiles with the types of React %s, and a wrong one does not',
    async (_react, react) => {
      const folder = mkdtempSync(join(inject('stranger'), 'react-types-'));
      mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
      symlinkSync(react, join(folder, 'node_modules/@types/react'), 'junction');
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
      writeFileSync(join(folder, 'application.tsx'), APPLICATION);
      writeFileSync(join(folder, 'wrong.tsx'), WRONG);
      const compilerOptions = {
        target: 'ES2022',
        lib: ['ES2022', 'DOM'],
        module: 'NodeNext',
        moduleResolution: 'NodeNext',
        jsx: 'react-jsx',
        strict: true,
        exactOptionalPropertyTypes: true,
        verbatimModuleSyntax: true,
        // The package's own declarations find React's where the package is installed.
        paths: { react: [react] },
        skipLibCheck: true,
        types: [],
        noEmit: true,
      };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.tsx'] }));
      const tsc = [join(compiler, 'bin/tsc'), '--project', folder, '--pretty', 'false'];
      const { stdout = '' } = await run(process.execPath, tsc, { cwd: folder }).catch((failure) => failure);
      expect(stdout.trim().split('\n')).toEqual([expect.stringMatching(/^wrong\.tsx\(2,\d+\): error TS27\d\d/)]);
    },
  );
});
