/**
 * The identity token (JWT, RS256). It tells the assistant who the visitor is. The assistant checks
 * the signature, so it does not have to trust the browser.
 */
import { toBase64url } from './base64.js';

export interface Claims {
  readonly sub: string;
  readonly iat: number;
  readonly exp: number;
  readonly sid?: string | undefined;
  readonly user_payload?: string | undefined;
}

const encoder = new TextEncoder();
const encode = (part: object) => toBase64url(encoder.encode(JSON.stringify(part)));
const HEADER = encode({ alg: 'RS256', typ: 'JWT' });

export async function signIdentityToken(claims: Claims, key: CryptoKey): Promise<string> {
  const text = `${HEADER}.${encode(claims)}`;
  const signature = await crypto.subtle.sign('RSASSA-PKCS1-v1_5', key, encoder.encode(text));
  return `${text}.${toBase64url(new Uint8Array(signature))}`;
}

/**
 * Web chat sends `sub` in a header of IBM's, in which `;` and `=` have a meaning of their own.
 */
export function isLegalSubject(subject: unknown): subject is string {
  return typeof subject === 'string' && /^[!-:<>-~]+$/.test(subject);
}
