/**
 * Cookies that the backend did not issue: invented values, and real ones with another ID in them.
 */
import type { Cookie } from 'tough-cookie';
import type { Answer } from './answer.js';
import type { Browser } from './browser.js';

export interface Forgery {
  readonly what: string;
  /** Asked twice: a subject that comes again was made from the cookie. */
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
      what: 'an ID that only looks like its own',
      change: (name, value) => (names.includes(name) ? withAnotherID(value, String(subject)) : value),
    },
  ];
}

/**
 * The ID may have a signature beside it, which stays: a backend that checks it refuses the cookie.
 */
function withAnotherID(value: string, subject: string): string {
  const id = [subject, encodeURIComponent(subject)].find((form) => value.includes(form));
  return id ? value.replaceAll(id, alter(id)) : alter(value);
}

/**
 * The value with another subject in the place of its own, as it is or encoded in one of the usual
 * ways.
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

/** Its last four characters become others of their kind: what they are part of keeps its form. */
function alter(text: string): string {
  return text.replace(/[\da-z](?=(?:[^\da-z]*[\da-z]){0,3}[^\da-z]*$)/gi, (letter) => {
    const kind = KINDS.find((letters) => letters.includes(letter)) ?? letter;
    return kind.charAt((kind.indexOf(letter) + 1) % kind.length);
  });
}
