// @vitest-environment node
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { rollup } from 'rollup';
import { expect, test } from 'vitest';

/** The SDK may shrink, and grows only if a line says why. */
const RAISES_BYTES = {
  'the SDK as it was designed': 12_750,
  'the rule in a module of its own, and the shell around it, until they have shrunk': 500,
  'lines said between a login and its token, which the walk over every state found to need an owner': 140,
  'answers as backends write them: wrapped tokens, a sentence for each fault, CSRF cookies that come late': 450,
  'user cookies as frameworks write them, and a warning of one that cannot be read': 150,
  'hostile pages: own options only, an address that is worked out once, a policy that passes one address': 240,
  'a cause and a remedy for a token answered 400, for a connect-src without the assistant, and for old browsers': 220,
  'handlers that are told of each instance, and an element that is found at each start': 330,
  'a human agent who is told at a logout that the conversation is over': 40,
  'a floating chat beside the body, an element that comes back, and copies of it that a page library keeps': 260,
  'a pause before the chat comes back to a page that takes it away each time': 45,
  'a start that waits until somebody wants web chat, and a token that does not wait for the script': 270,
  'a tab in front again, whose visitor may be another, and a word to the other tabs': 470,
  'a warning that names the cause if the token after a login names nobody': 110,
  'a token that a prerendered page does not take from its preload': 60,
  'answers of before a login or logout, which caches and service workers give': 450,
  'a remedy of its own for each failure of web chat, and a reason beside each warning': 50,
  'one check for all the events of a return, and a window that never had the focus': 50,
  'open() while web chat is rebuilt opens the window of the new instance': 20,
  'a logout that leaves a user logged in whom only the cookie had named, because their token was late': 15,
  'a destroyed window that stays out of the page, and an open() that rejects if web chat fails meanwhile': 5,
  'an error panel that the visitor removes with "Retry", after which no rebuild is necessary': 15,
  'a body that comes later than web chat, because a stylesheet in the head is slow': 25,
  'no wait for the token of a check, a renewal or a login that stood in the queue before a login or logout': 35,
  'a Retry-After by the clock of the backend, the CSRF header in a frame with srcdoc, and headers that cannot be sent': 35,
  'a token that only the clock of the device calls expired, which caused requests without pause': 15,
};
const LIMIT_BYTES = Object.values(RAISES_BYTES).reduce((sum, bytes) => sum + bytes);
/** The binding, without React. */
const REACT_LIMIT_BYTES = 1_500;
const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

/** A site's own bundle of nothing but these names. */
async function bundle(code: string, external: string[] = []): Promise<string> {
  const built = await rollup({
    input: 'site',
    external,
    plugins: [
      {
        name: 'site',
        resolveId: (id) => (id === 'site' ? id : null),
        load: (id) =>
          id === 'site'
            ? code.replace(/'secure-web-chat(\/react)?'/, (_, name = '/index') => `'${dist}${name}.js'`)
            : null,
      },
      resolve({ browser: true }),
      terser(),
    ],
    onwarn(warning) {
      // 'use client' means nothing in a page without a server.
      if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') throw new Error(warning.message);
    },
  });
  const { output } = await built.generate({ format: 'es' });
  await built.close();
  expect(output).toHaveLength(1);
  expect(
    output[0].imports.filter((name) => !external.includes(name)),
    'the dependencies are in it',
  ).toEqual([]);
  return output[0].code;
}

const gzipped = (code: string) => gzipSync(code, { level: 9 }).byteLength;

test('the whole SDK with its dependency, minified and compressed, does not grow', async () => {
  const size = gzipped(await bundle(`export * from 'secure-web-chat';`));
  const chat = gzipped(await bundle(`export { SecureWebChat } from 'secure-web-chat';`));
  console.log(`SDK with dependencies: ${size} bytes gzip (limit ${LIMIT_BYTES}); SecureWebChat alone: ${chat}`);
  expect(size).toBeLessThanOrEqual(LIMIT_BYTES);
});

test('the binding for React, minified and compressed, does not grow', async () => {
  const size = gzipped(
    await bundle(`export * from 'secure-web-chat/react';`, ['react', 'react-dom', 'secure-web-chat']),
  );
  console.log(`secure-web-chat/react without React: ${size} bytes gzip (limit ${REACT_LIMIT_BYTES})`);
  expect(size).toBeLessThanOrEqual(REACT_LIMIT_BYTES);
});

test('an import that the site does not use adds nothing to its bundle', async () => {
  expect((await bundle(`import 'secure-web-chat'; export const site = 1;`)).trim()).toBe(
    'const o=1;export{o as site};',
  );
});
