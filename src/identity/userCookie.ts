/** Owns the readable user cookie: what the page may know of the user, for display only. */
import { readCookie, removeCookie } from '../backend/cookie.js';
import { readJson } from '../json.js';
import { isObject } from '../validation.js';

/** What pages write for a user that there is not. */
const NOBODY = /^(null|undefined|false|"")?$/;

export interface UserCookie {
  /** The cookie's text, which tells one user from another, or null where there is none. */
  text(): string | null;
  /** The cookie's JSON; the same object for as long as the text is the same. */
  read(): unknown;
  /** Removes it: what IBM's tutorial calls logging out. */
  forget(): void;
}

export function createUserCookie(name: string | false): UserCookie {
  let lastText: string | null = null;
  let user: unknown = null;
  const text = () => {
    const said = (name && readCookie(name)) || '';
    return NOBODY.test(said) ? null : said;
  };
  return {
    text,
    read() {
      const now = text();
      if (now !== lastText) user = readJson(now ?? '');
      lastText = now;
      return isObject(user) ? user : null;
    },
    forget: () => name && removeCookie(name),
  };
}
