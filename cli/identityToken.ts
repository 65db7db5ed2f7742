/** Reads the token of an answer, and asks the SDK's own code about each part of the token. */
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { findText, readToken } from '../src/token.js';

export interface IdentityToken {
  readonly text: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * The token in the body of an answer, in any form that the SDK accepts; null if there is no token
 * that can be decoded.
 */
export function findToken(body: unknown): IdentityToken | null {
  const text = findText(body);
  if (typeof text !== 'string') return null;
  try {
    return { text, header: { ...decodeProtectedHeader(text) }, claims: decodeJwt(text) };
  } catch {
    return null;
  }
}

/** Why the SDK would refuse this answer, in the SDK's own words; null if it accepts the answer. */
export function refusalOf(body: unknown, sentAt: number | null): string | null {
  try {
    readToken(body, sentAt);
    return null;
  } catch (error) {
    return /because (.*);/.exec(String(error))?.[1] ?? 'the SDK cannot read the answer';
  }
}

/**
 * Why the SDK would refuse this part, in a token whose other parts are all valid; otherwise null.
 */
export function refusalOfPart(part: { header?: object; claims?: object }, sentAt: number | null = null): string | null {
  const header = { alg: 'RS256', ...part.header };
  const claims = { sub: 'anonymous', ...part.claims };
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return refusalOf(`${encode(header)}.${encode(claims)}.signature`, sentAt);
}
