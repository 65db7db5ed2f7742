/**
 * Refuses options that cannot work. The error names the option, and never repeats a value that may
 * be a secret.
 */
import type { TokenIssuerOptions } from './tokenIssuerOptions.js';

const MIN_SECRET_BYTES = 32;
/** A name that a `Set-Cookie` header can hold. */
const COOKIE_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** @throws TypeError that names the secret and its fault, and never repeats it */
export function readCookieSecrets(cookieSecret: unknown): readonly string[] {
  const secrets: readonly unknown[] = Array.isArray(cookieSecret) ? cookieSecret : [cookieSecret];
  if (secrets.length === 0) throw refusal('`cookieSecret`', 'its list is empty', 'add at least one secret');
  secrets.forEach((secret, index) => {
    const option = Array.isArray(cookieSecret) ? `\`cookieSecret[${index}]\`` : '`cookieSecret`';
    const make = 'make 32 random bytes with `openssl rand -base64 32`';
    if (typeof secret !== 'string')
      throw refusal(option, `its value is ${secret === undefined ? 'undefined' : 'not text'}`, make);
    const bytes = new TextEncoder().encode(secret).length;
    if (bytes >= MIN_SECRET_BYTES) return;
    throw refusal(option, `its value has ${bytes} bytes, but at least ${MIN_SECRET_BYTES} are needed`, make);
  });
  return secrets as readonly string[];
}

/** @throws TypeError that names the option and its fault */
export function assertOptions({
  lifetimeSeconds = 3600,
  cookie = {},
  allowedOrigins = [],
  onSubject,
}: TokenIssuerOptions) {
  if (!Number.isInteger(lifetimeSeconds) || lifetimeSeconds < 1) {
    throw refusal('`lifetimeSeconds`', 'its value is not a whole number above 0', 'set it to seconds, such as 3600');
  }
  assertCookie(cookie);
  if (!Array.isArray(allowedOrigins)) {
    throw refusal('`allowedOrigins`', 'its value is not a list', 'write a list such as ["https://www.example.com"]');
  }
  allowedOrigins.forEach((origin: unknown, index) => {
    const isExact = typeof origin === 'string' && URL.canParse(origin) && new URL(origin).origin === origin;
    if (isExact && origin !== 'null' && !origin.includes('*')) return;
    const remedy = 'write the origin like "https://www.example.com", without a path or a star';
    throw refusal(`\`allowedOrigins[${index}]\``, 'its value is not an exact origin', remedy);
  });
  if (onSubject !== undefined && typeof onSubject !== 'function') {
    throw refusal('`onSubject`', 'its value is not a function', 'set it to a function, or remove the option');
  }
}

function assertCookie({ name = 'x', sameSite = 'lax', secure }: NonNullable<TokenIssuerOptions['cookie']>): void {
  if (!COOKIE_NAME.test(name)) {
    throw refusal(
      '`cookie.name`',
      'its value has characters that a cookie name cannot have',
      'use letters, digits and hyphens',
    );
  }
  if (/^__(host|secure)-/i.test(name)) {
    throw refusal('`cookie.name`', 'the issuer adds the prefix', 'remove `__Host-` or `__Secure-` from the name');
  }
  if (!['lax', 'strict', 'none'].includes(sameSite)) {
    throw refusal(
      '`cookie.sameSite`',
      "its value is not 'lax', 'strict' or 'none'",
      "use 'lax' unless pages of other sites contain the chat",
    );
  }
  if (sameSite === 'none' && secure === false) {
    throw refusal(
      "`cookie.sameSite: 'none'`",
      'browsers accept that value only with `Secure`',
      'remove `cookie.secure`, and use https',
    );
  }
}

function refusal(option: string, because: string, remedy: string): TypeError {
  return new TypeError(`Could not use ${option} because ${because}; ${remedy}.`);
}
