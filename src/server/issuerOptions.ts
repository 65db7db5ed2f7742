/**
 * Refuses options that cannot be used, naming each, and never repeating a value that may be a
 * secret.
 */
import type { TokenIssuerOptions } from './tokenIssuerOptions.js';

const SHORTEST_SECRET_BYTES = 32;
/** A name that a `Set-Cookie` header can hold. */
const COOKIE_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** @throws TypeError */
export function readCookieSecrets(cookieSecret: unknown): readonly string[] {
  const secrets: readonly unknown[] = Array.isArray(cookieSecret) ? cookieSecret : [cookieSecret];
  if (secrets.length === 0) throw refusal('`cookieSecret`', 'it is an empty list', 'give at least one secret');
  secrets.forEach((secret, index) => {
    const option = Array.isArray(cookieSecret) ? `\`cookieSecret[${index}]\`` : '`cookieSecret`';
    const make = '`openssl rand -base64 32` makes one';
    if (typeof secret !== 'string')
      throw refusal(option, `it is ${secret === undefined ? 'undefined' : 'no text'}`, make);
    const bytes = new TextEncoder().encode(secret).length;
    if (bytes >= SHORTEST_SECRET_BYTES) return;
    throw refusal(option, `it has ${bytes} bytes, and ${SHORTEST_SECRET_BYTES} are the least`, make);
  });
  return secrets as readonly string[];
}

/** @throws TypeError */
export function assertOptions({
  lifetimeSeconds = 3600,
  cookie = {},
  allowedOrigins = [],
  onSubject,
}: TokenIssuerOptions) {
  if (!Number.isInteger(lifetimeSeconds) || lifetimeSeconds < 1) {
    throw refusal('`lifetimeSeconds`', 'it is no whole number above 0', 'give seconds, such as 3600');
  }
  assertCookie(cookie);
  allowedOrigins.forEach((origin: unknown, index) => {
    const isExact = typeof origin === 'string' && URL.canParse(origin) && new URL(origin).origin === origin;
    if (isExact && origin !== 'null' && !origin.includes('*')) return;
    const remedy = 'write it like "https://www.example.com", without a path or a star';
    throw refusal(`\`allowedOrigins[${index}]\``, 'it is not an exact origin', remedy);
  });
  if (onSubject !== undefined && typeof onSubject !== 'function') {
    throw refusal('`onSubject`', 'it is no function', 'give one, or leave it out');
  }
}

function assertCookie({ name = 'x', sameSite = 'lax', secure }: NonNullable<TokenIssuerOptions['cookie']>): void {
  if (!COOKIE_NAME.test(name)) {
    throw refusal('`cookie.name`', 'it has characters that a cookie cannot have', 'use letters, digits and hyphens');
  }
  if (/^__(host|secure)-/i.test(name)) {
    throw refusal('`cookie.name`', 'the prefix is added to it', 'leave `__Host-` or `__Secure-` out');
  }
  if (!['lax', 'strict', 'none'].includes(sameSite)) {
    throw refusal(
      '`cookie.sameSite`',
      "it is not 'lax', 'strict' or 'none'",
      "use 'lax' unless pages of other sites hold the chat",
    );
  }
  if (sameSite === 'none' && secure === false) {
    throw refusal(
      "`cookie.sameSite: 'none'`",
      'browsers take it only with `Secure`',
      'leave `cookie.secure` out, and use https',
    );
  }
}

function refusal(option: string, because: string, remedy: string): TypeError {
  return new TypeError(`Could not use ${option} because ${because}; ${remedy}.`);
}
