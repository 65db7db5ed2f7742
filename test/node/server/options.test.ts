/**
 * Options that cannot be used are refused at once, by name, without a value that may be a secret.
 */
import { expect, test } from 'vitest';
import type { TokenIssuerOptions } from '../../../src/server/index.js';
import { cookieSecret, createIssuer } from './issuer.js';

const refusals: [string, object][] = [
  [
    '`cookieSecret` because its value is undefined; make 32 random bytes with `openssl rand -base64 32`.',
    { cookieSecret: undefined },
  ],
  ['`cookieSecret` because its value has 6 bytes, but at least 32 are needed;', { cookieSecret: 'secret' }],
  [
    '`cookieSecret[1]` because its value has 0 bytes, but at least 32 are needed;',
    { cookieSecret: [cookieSecret, ''] },
  ],
  ['`cookieSecret` because its list is empty;', { cookieSecret: [] }],
  ['`cookieSecret` because its value is not text;', { cookieSecret: 42 }],
  ['`lifetimeSeconds` because its value is not a whole number above 0;', { lifetimeSeconds: 0 }],
  ['`lifetimeSeconds` because its value is not a whole number above 0;', { lifetimeSeconds: Number.NaN }],
  ['`lifetimeSeconds` because its value is not a whole number above 0;', { lifetimeSeconds: '3600' }],
  ['`cookie.name` because the issuer adds the prefix;', { cookie: { name: '__Host-id' } }],
  [
    '`cookie.name` because its value has characters that a cookie name cannot have;',
    { cookie: { name: 'secret; id' } },
  ],
  ["`cookie.sameSite` because its value is not 'lax', 'strict' or 'none';", { cookie: { sameSite: 'Lax' } }],
  [
    "`cookie.sameSite: 'none'` because browsers accept that value only with `Secure`;",
    { cookie: { sameSite: 'none', secure: false } },
  ],
  ['`allowedOrigins[0]` because its value is not an exact origin;', { allowedOrigins: ['*'] }],
  ['`allowedOrigins[0]` because its value is not an exact origin;', { allowedOrigins: ['https://*.example.com'] }],
  [
    '`allowedOrigins[1]` because its value is not an exact origin;',
    { allowedOrigins: ['https://a.example', 'https://b.example/'] },
  ],
  ['`allowedOrigins[0]` because its value is not an exact origin;', { allowedOrigins: ['null'] }],
  ['`allowedOrigins` because its value is not a list;', { allowedOrigins: 'https://a.example' }],
  ['`allowedOrigins[0]` because its value is not an exact origin;', { allowedOrigins: [undefined] }],
  ['`onSubject` because its value is not a function;', { onSubject: {} }],
];

test.each(refusals)('Could not use %s', (words, options) => {
  const make = () => createIssuer(options as Partial<TokenIssuerOptions>);
  expect(make).toThrow(TypeError);
  expect(make).toThrow(`Could not use ${words}`);
});

test('the length of a secret counts bytes, not characters', () => {
  expect(() => createIssuer({ cookieSecret: 'ä'.repeat(16) })).not.toThrow();
});
