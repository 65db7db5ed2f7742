/**
 * Options that cannot be used are refused at once, by name, without a value that may be a secret.
 */
import { expect, test } from 'vitest';
import type { TokenIssuerOptions } from '../../../src/server/index.js';
import { cookieSecret, createIssuer } from './issuer.js';

const refusals: [string, object][] = [
  ['`cookieSecret` because it is undefined; `openssl rand -base64 32` makes one.', { cookieSecret: undefined }],
  ['`cookieSecret` because it has 6 bytes, and 32 are the least;', { cookieSecret: 'secret' }],
  ['`cookieSecret[1]` because it has 0 bytes, and 32 are the least;', { cookieSecret: [cookieSecret, ''] }],
  ['`cookieSecret` because it is an empty list;', { cookieSecret: [] }],
  ['`cookieSecret` because it is no text;', { cookieSecret: 42 }],
  ['`lifetimeSeconds` because it is no whole number above 0;', { lifetimeSeconds: 0 }],
  ['`lifetimeSeconds` because it is no whole number above 0;', { lifetimeSeconds: Number.NaN }],
  ['`lifetimeSeconds` because it is no whole number above 0;', { lifetimeSeconds: '3600' }],
  ['`cookie.name` because the prefix is added to it;', { cookie: { name: '__Host-id' } }],
  ['`cookie.name` because it has characters that a cookie cannot have;', { cookie: { name: 'secret; id' } }],
  ["`cookie.sameSite` because it is not 'lax', 'strict' or 'none';", { cookie: { sameSite: 'Lax' } }],
  [
    "`cookie.sameSite: 'none'` because browsers take it only with `Secure`;",
    { cookie: { sameSite: 'none', secure: false } },
  ],
  ['`allowedOrigins[0]` because it is not an exact origin;', { allowedOrigins: ['*'] }],
  ['`allowedOrigins[0]` because it is not an exact origin;', { allowedOrigins: ['https://*.example.com'] }],
  [
    '`allowedOrigins[1]` because it is not an exact origin;',
    { allowedOrigins: ['https://a.example', 'https://b.example/'] },
  ],
  ['`allowedOrigins[0]` because it is not an exact origin;', { allowedOrigins: ['null'] }],
  ['`allowedOrigins[0]` because it is not an exact origin;', { allowedOrigins: [undefined] }],
  ['`onSubject` because it is no function;', { onSubject: {} }],
];

test.each(refusals)('Could not use %s', (words, options) => {
  const make = () => createIssuer(options as Partial<TokenIssuerOptions>);
  expect(make).toThrow(TypeError);
  expect(make).toThrow(`Could not use ${words}`);
});

test('a secret is measured in bytes, not in characters', () => {
  expect(() => createIssuer({ cookieSecret: 'ä'.repeat(16) })).not.toThrow();
});
