/** Reads the token of an answer, and the SDK's own verdict on each of its parts. */
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { findText, readToken } from '../src/token.js';

export interface IdentityToken {
  readonly text: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * The token in the body of an answer, in any form the SDK takes; null where there is none that can
 * be decoded.
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

/** Why the SDK would refuse this answer, in its own words; null where it would not. */
export function refusalOf(body: unknown, sentAt: number | null): string | null {
  try {
    readToken(body, sentAt);
    return null;
  } catch (error) {
    return /because (.*);/.exec(String(error))?.[1] ?? 'the SDK cannot read it';
  }
}

/** The SDK's answer to one part of a token, asked about a token that is good in all other parts. */
export function refusalOfPart(part: { header?: object; claims?: object }, sentAt: number | null = null): string | null {
  const header = { alg: 'RS256', ...part.header };
  const claims = { sub: 'anonymous', ...part.claims };
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return refusalOf(`${encode(header)}.${encode(claims)}.signature`, sentAt);
}
