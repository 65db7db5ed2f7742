/** Reads a JWT: whether web chat can use it, which visitor it names, and how long it lives. */
import { stopwatch } from './clock.js';
import { SecureWebChatError } from './errors.js';
import { readJson } from './json.js';
import { isObject } from './validation.js';

/**
 * The JSON object of a token answer: it holds the JWT under one of these names. A token answer may
 * also be the JWT alone, as text or as a JSON string.
 */
export type Token = { token: string } | { identityToken: string } | { jwt: string };

export interface IdentityToken {
  readonly text: string;
  /** The claim `sub`. */
  readonly subject: string;
  /**
   * Tells logins apart: the optional claim `sid` (random for each login, absent when anonymous), or
   * else the user cookie. Undefined if the user cookie contradicts itself.
   */
  readonly loginID: string | null | undefined;
  /** The text of the user cookie when the token arrived, or null. */
  readonly userCookie: string | null;
  /**
   * When the token expires, by this device's clock, in milliseconds since epoch; null if
   * `lifetimeMs` is null.
   */
  readonly expiresAt: number | null;
  /**
   * The remaining lifetime when the token arrived; null without `exp`, and if only this device's
   * clock says that the token has expired.
   */
  readonly lifetimeMs: number | null;
  /**
   * How far this device's clock is ahead of the clock of the backend; null if the answer has
   * neither `Date` nor `iat`.
   */
  readonly clockSkewMs: number | null;
  /** The names of all claims. */
  readonly claims: readonly string[];
  /** The time since the token arrived. */
  ageMs(): number;
  /** Whether the token has not expired yet. Always true without `exp`. */
  isAlive(): boolean;
}

const MAX_TOKEN = 16_384;
/**
 * The year 33658 in seconds, and the year 2001 in milliseconds. A larger value of `exp` is in
 * milliseconds by mistake.
 */
const MAX_SECONDS = 1e12;
/**
 * Visible ASCII without `;` and `=`, because web chat sends `sub` in a header of IBM's:
 * docs/web-chat-behaviour.md#identity-token.
 */
const LEGAL_SUBJECT = /^[!-:<>-~]+$/;
/**
 * Text around a token that is not part of the token: quotes with their escapes, the `b` of Python's
 * bytes, `Bearer`.
 */
const WRAPPING = /^(?:[\s"'\\]|b(?=["'])|bearer\s)+|[\s"'\\]+$/gi;
const NO_JWT = 'not a JWT of three parts';
/** Explains why a text is not a JWT. The first pattern that fits counts. */
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
  if (typeof text !== 'string')
    throw invalid('the answer is neither text nor JSON with "token", "identityToken" or "jwt"');
  const claims = decode(text);
  const { sub, exp, iat, sid } = claims;
  if (typeof sub !== 'string' || !sub) {
    throw invalid(`the claim "sub" must be text, not ${(sub ?? '') === '' ? 'nothing' : typeof sub}`);
  }
  if (!LEGAL_SUBJECT.test(sub)) throw invalid('the claim "sub" is not visible ASCII without ";" and "="');
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

/** The token without the text around it, or the value that the answer has instead of a token. */
export function findText(answer: unknown): unknown {
  const found = unfold(answer);
  const text = unfold(isObject(found) ? (found['token'] ?? found['identityToken'] ?? found['jwt']) : found);
  return typeof text === 'string' && text.length <= MAX_TOKEN ? text.replace(WRAPPING, '') : text;
}

/** Some backends encode the token as JSON two or three times. No backend does so more often. */
const unfold = (value: unknown) => readJson(readJson(readJson(value)));

function decode(text: string): Record<string, unknown> {
  if (text.length > MAX_TOKEN) throw invalid('the token is longer than 16 kB');
  for (const [fault, what] of FAULTS) if (fault.test(text)) throw invalid(`the answer is ${what}`);
  const [header, claims] = text.split('.').map(readPart);
  if (!isObject(header) || !isObject(claims)) throw invalid(`the answer is ${NO_JWT}`);
  if (header['alg'] !== 'RS256') throw invalid('the algorithm "alg" is not RS256');
  return claims;
}

/** Decodes a part of a JWT: base64url, then UTF-8, then JSON. */
function readPart(part: string): unknown {
  try {
    const bytes = atob(part.replaceAll('-', '+').replaceAll('_', '/'));
    // TextDecoder would be shorter, but jsdom has none.
    const escaped = bytes.replace(/[\s\S]/g, (byte) => `%${(byte.charCodeAt(0) + 256).toString(16).slice(1)}`);
    return readJson(decodeURIComponent(escaped));
  } catch {
    return null;
  }
}

/**
 * The device's clock may be wrong, so it counts only if the answer has neither `Date` nor `iat`.
 */
function remainingLife(exp: unknown, issuedAt: number | null, sentAt: number | null): number | null {
  if (typeof exp !== 'number' || !(exp > 0 && exp < MAX_SECONDS)) {
    throw invalid('the claim "exp" is not in seconds since 1970');
  }
  const expiresAt = exp * 1000;
  if (expiresAt <= Math.max(issuedAt ?? 0, sentAt ?? 0))
    throw invalid('the token had expired before the backend sent it');
  const leftMs = expiresAt - (sentAt ?? issuedAt ?? Date.now());
  return leftMs > 0 ? leftMs : null;
}

function invalid(because: string): SecureWebChatError {
  return new SecureWebChatError('TOKEN_INVALID', because);
}
