/** The readable user cookie, which contains the user's public data for display. */
import { readCookie, removeCookie } from '../backend/cookie.js';
import { readJson } from '../json.js';
import { isObject } from '../validation.js';

/** The texts that pages write if there is no user. */
const NOBODY = /^(j:)?(null|undefined|false|"")?$/;

export interface UserCookie {
  /** The cookie's text, which tells one user from another, or null if there is no cookie. */
  text(): string | null;
  /** The cookie's JSON: the same object for as long as the text is the same. */
  user(): unknown;
  /** Removes the cookie. IBM's tutorial logs out in this way. */
  remove(): void;
}

type User = Record<string, unknown>;

/** Null for a text that holds no user. Express writes `j:` in front of an object. */
export function readUser(text: string | null): User | null {
  const user = readJson(text?.replace(/^j:/, ''));
  return isObject(user) ? user : null;
}

export function createUserCookie(name: string | false): UserCookie {
  let lastText: string | null = null;
  let lastUser: User | null = null;
  let warn = () => {
    console.warn(
      `secure-web-chat: cannot read the cookie ${name} because its text is no JSON object; write encodeURIComponent(JSON.stringify(user))`,
    );
    warn = () => {};
  };
  const text = () => {
    const value = (name && readCookie(name)) || '';
    return NOBODY.test(value) ? null : value;
  };
  return {
    text,
    user() {
      const now = text();
      if (now !== lastText) {
        lastUser = readUser(now);
        if (now && !lastUser) warn();
      }
      lastText = now;
      return lastUser;
    },
    remove: () => name && removeCookie(name),
  };
}
