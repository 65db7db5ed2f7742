/**
 * Makes cookies that the backend did not issue: invented values, and real values with another ID.
 */
import type { Cookie } from 'tough-cookie';
import type { Answer } from './answer.js';
import type { Browser } from './browser.js';

export interface Forgery {
  readonly what: string;
  /** The answers to two requests. If both have the same subject, it was made from the cookie. */
  readonly answers: readonly [Answer, Answer];
}

export interface ForgedCookies {
  readonly what: string;
  readonly change: NonNullable<Parameters<Browser['copy']>[0]>;
}

export function forgeCookies({ receivedAt, token }: Answer, identityCookies: readonly Cookie[]): ForgedCookies[] {
  const names = identityCookies.map(({ key }) => key);
  const subject = token?.claims['sub'];
  return [
    { what: 'a made-up value', change: () => `made-up-${receivedAt}` },
    {
      what: 'an ID that only looks like one of its own',
      change: (name, value) => (names.includes(name) ? withAnotherID(value, String(subject)) : value),
    },
  ];
}

/**
 * A signature in the cookie stays as it is, so a backend that checks signatures refuses the cookie.
 */
function withAnotherID(value: string, subject: string): string {
  const id = [subject, encodeURIComponent(subject)].find((form) => value.includes(form));
  return id ? value.replaceAll(id, alter(id)) : alter(value);
}

/**
 * The value with another subject instead of its own. Both subjects may be encoded in one of the
 * usual ways.
 */
export function exchangeSubject(value: string, own: string, other: string): string {
  const ways: readonly ((text: string) => string)[] = [
    (text) => text,
    encodeURIComponent,
    (text) => Buffer.from(text).toString('base64url'),
    (text) => encodeURIComponent(Buffer.from(text).toString('base64')),
    (text) => Buffer.from(text).toString('hex'),
  ];
  return ways.reduce((exchanged, encode) => exchanged.replaceAll(encode(own), encode(other)), value);
}

const KINDS = ['0123456789', 'abcdef', 'ABCDEF', 'ghijklmnopqrstuvwxyz', 'GHIJKLMNOPQRSTUVWXYZ'];

/** Replaces the last four letters and digits with others of their kind, so the form stays valid. */
function alter(text: string): string {
  return text.replace(/[\da-z](?=(?:[^\da-z]*[\da-z]){0,3}[^\da-z]*$)/gi, (letter) => {
    const kind = KINDS.find((letters) => letters.includes(letter)) ?? letter;
    return kind.charAt((kind.indexOf(letter) + 1) % kind.length);
  });
}
