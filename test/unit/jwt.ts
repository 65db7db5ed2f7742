/** JWTs as a test needs them, with a signature that nobody checks. */

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWT with exactly these claims. */
export function jwt(
  claims: unknown,
  header: unknown = { alg: 'RS256', typ: 'JWT' },
  signature = 'c2lnbmF0dXJl',
): string {
  return `${encoded(header)}.${encoded(claims)}.${signature}`;
}
