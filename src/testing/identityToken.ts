/** Identity tokens as text: reads them, and makes them for tests. */
/** @inline */
export interface Claims {
  sub: string;
  exp?: number;
  [claim: string]: unknown;
}

const LIFETIME_SECONDS = 3600;
let count = 0;

/**
 * A JWT for tests: well-formed, but signed by nobody. No two are alike, even with the same claims.
 *
 * @param claims At least `sub`. Without `exp` the token lives an hour; `exp: undefined` makes one
 * without the claim.
 */
export function testToken(claims: Claims): string {
  const issuedAt = Math.floor(Date.now() / 1000);
  count += 1;
  const all = { iat: issuedAt, exp: issuedAt + LIFETIME_SECONDS, jti: `${Date.now()}-${count}`, ...claims };
  return [{ alg: 'RS256', typ: 'JWT' }, all, 'unsigned'].map(encode).join('.');
}

// TextDecoder and TextEncoder are not in every DOM that tests run in: jsdom has neither.

/** Verifies nothing. Throws where the text is not a JWT. */
export function readClaims(token: string): Partial<Claims> {
  const base64 = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
  const escaped = atob(base64).replace(/[\s\S]/g, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return JSON.parse(decodeURIComponent(escaped)) as Partial<Claims>;
}

function encode(part: unknown): string {
  const utf8 = encodeURIComponent(JSON.stringify(part)).replace(/%(..)/g, (_, hex) =>
    String.fromCharCode(Number(`0x${hex}`)),
  );
  return btoa(utf8).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
