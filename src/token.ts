/** What a JWT says: whether web chat may use it, whose it is, and how long it lives. */
import { stopwatch } from './clock.js';
import { SecureWebChatError } from './errors.js';
import { readJson } from './json.js';
import { isObject } from './validation.js';

/**
 * A token answer: the bare JWT as text or JSON string, or a JSON object that holds it under one of
 * these names.
 */
export type Token = { token: string } | { identityToken: string } | { jwt: string };

export interface IdentityToken {
  readonly text: string;
  /** The claim `sub`. */
  readonly subject: string;
  /**
   * Tells logins apart: the optional claim `sid` (random for each login, absent when anonymous), or
   * else the user cookie. Undefined if the cookie contradicts itself.
   */
  readonly loginID: string | null | undefined;
  /** The text of the user cookie as it stood when the token came, or null. */
  readonly userCookie: string | null;
  /** By this device's clock, in milliseconds since epoch; null without `exp`. */
  readonly expiresAt: number | null;
  /** What remained of its life when it arrived; null without `exp`. */
  readonly lifetimeMs: number | null;
  /**
   * How far this device's clock is ahead of the clock that sent it; null if neither `Date` nor
   * `iat` tells.
   */
  readonly clockSkewMs: number | null;
  /** The names of its claims. */
  readonly claims: readonly string[];
  /** Since it arrived. */
  ageMs(): number;
  isAlive(): boolean;
}

const LONGEST_TOKEN = 16_384;
/**
 * The year 33658 in seconds, and 2001 in milliseconds: larger values are milliseconds by mistake.
 */
const LARGEST_SECONDS = 1e12;
/**
 * Visible ASCII without `;` and `=`, because `sub` travels in a header of IBM's:
 * docs/web-chat-behaviour.md#identity-token.
 */
const LEGAL_SUBJECT = /^[!-:<>-~]+$/;
/**
 * Text around a token that is no part of it: quotes with their escapes, the `b` of Python's bytes,
 * `Bearer`.
 */
const WRAPPING = /^(?:[\s"'\\]|b(?=["'])|bearer\s)+|[\s"'\\]+$/gi;
const NO_JWT = 'not a JWT of three parts';
/** Explains why a text is no JWT; the first that fits counts. */
const FAULTS: readonly (readonly [RegExp, what: string])[] = [
  [/^$/, 'empty'],
  [/^</, 'HTML, perhaps a login page'],
  [/^[^.]*(\.[^.]*)?$/, NO_JWT],
  [/\s/, 'broken by white space'],
  [/^([^.]*\.){4}[^.]*$/, 'encrypted (a JWE), not signed'],
  [/=/, 'padded with "="'],
  [/[+/]/, 'base64 instead of base64url'],
  [/^(?![\w-]+\.[\w-]+\.[\w-]+$)/, NO_JWT],
];

/**
 * Reads and checks a token answer.
 * @param sentAt when the answer was sent by the server's own clock (its `Date` header), in
 *   milliseconds, or null
 * @param user the text of the user cookie, or null
 * @throws SecureWebChatError `TOKEN_INVALID`
 */
export function readToken(answer: unknown, sentAt: number | null, user: string | null = null): IdentityToken {
  const text = findText(answer);
  if (typeof text !== 'string') throw invalid('it is neither text nor JSON with "token", "identityToken" or "jwt"');
  const claims = decode(text);
  const { sub, exp, iat, sid } = claims;
  if (typeof sub !== 'string' || !sub) {
    throw invalid(`its claim "sub" must be text, not ${(sub ?? '') === '' ? 'nothing' : typeof sub}`);
  }
  if (!LEGAL_SUBJECT.test(sub)) throw invalid('its claim "sub" is not visible ASCII without ";" and "="');
  const ageMs = stopwatch();
  const issuedAt = typeof iat === 'number' ? iat * 1000 : null;
  const lifetimeMs = exp === undefined ? null : remainingLife(exp, issuedAt, sentAt);
  const serverAt = sentAt ?? issuedAt;
  return {
    text,
    subject: sub,
    loginID: sid && ['string', 'number'].includes(typeof sid) ? String(sid) : user,
    userCookie: user,
    expiresAt: lifetimeMs === null ? null : Date.now() + lifetimeMs,
    lifetimeMs,
    clockSkewMs: serverAt === null ? null : Date.now() - serverAt,
    claims: Object.keys(claims),
    ageMs,
    isAlive: () => lifetimeMs === null || ageMs() < lifetimeMs,
  };
}

/** The token without the text around it, or the value that the answer has instead. */
export function findText(answer: unknown): unknown {
  const found = unfold(answer);
  const text = unfold(isObject(found) ? (found['token'] ?? found['identityToken'] ?? found['jwt']) : found);
  return typeof text === 'string' && text.length <= LONGEST_TOKEN ? text.replace(WRAPPING, '') : text;
}

/** A text may be JSON in JSON, and that once more; no backend goes deeper. */
const unfold = (value: unknown) => readJson(readJson(readJson(value)));

function decode(text: string): Record<string, unknown> {
  if (text.length > LONGEST_TOKEN) throw invalid('it is longer than 16 kB');
  for (const [fault, what] of FAULTS) if (fault.test(text)) throw invalid(`it is ${what}`);
  const [header, claims] = text.split('.').map(readPart);
  if (!isObject(header) || !isObject(claims)) throw invalid(`it is ${NO_JWT}`);
  if (header['alg'] !== 'RS256') throw invalid('its algorithm is not RS256');
  return claims;
}

/** A part of a JWT is JSON in UTF-8 in base64url. */
function readPart(part: string): unknown {
  try {
    const bytes = atob(part.replaceAll('-', '+').replaceAll('_', '/'));
    // TextDecoder would do it too, but jsdom has none.
    const escaped = bytes.replace(/[\s\S]/g, (byte) => `%${(byte.charCodeAt(0) + 256).toString(16).slice(1)}`);
    return readJson(decodeURIComponent(escaped));
  } catch {
    return null;
  }
}

/** The device's clock, which may be wrong, serves only if there is no other. */
function remainingLife(exp: unknown, issuedAt: number | null, sentAt: number | null): number {
  if (typeof exp !== 'number' || !(exp > 0 && exp < LARGEST_SECONDS)) {
    throw invalid('its claim "exp" is not in seconds since 1970');
  }
  const expiresAt = exp * 1000;
  if (expiresAt <= Math.max(issuedAt ?? 0, sentAt ?? 0)) throw invalid('it had already expired when it was sent');
  return expiresAt - (sentAt ?? issuedAt ?? Date.now());
}

function invalid(because: string): SecureWebChatError {
  return new SecureWebChatError('TOKEN_INVALID', because);
}
