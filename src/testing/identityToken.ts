/** Creates identity tokens for tests, and reads their claims. */
/** @inline */
export interface Claims {
  sub: string;
  exp?: number;
  [claim: string]: unknown;
}

const LIFETIME_SECONDS = 3600;
let count = 0;

/**
 * Creates a JWT for tests. It is well-formed, but it has no valid signature. Each call returns
 * another token, even with the same claims.
 *
 * @param claims the claims, of which only `sub` is required. By default, `exp` is in an hour. Write
 *   `exp: undefined` for a token without `exp`.
 */
export function testToken(claims: Claims): string {
  const issuedAt = Math.floor(Date.now() / 1000);
  count += 1;
  const all = { iat: issuedAt, exp: issuedAt + LIFETIME_SECONDS, jti: `${Date.now()}-${count}`, ...claims };
  return [{ alg: 'RS256', typ: 'JWT' }, all, 'unsigned'].map(encode).join('.');
}

// jsdom has no TextDecoder and no TextEncoder, and some tests run in jsdom.

/** Reads the claims without verifying the signature. Throws if the text is not a JWT. */
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
