/** Owns the page's readable cookies: a sandboxed frame, where touching them throws, has none. */
import Cookies from 'js-cookie';

/**
 * Python writes `"` as `\"` and a comma as `\054`, in quotes; the encoding of forms begins JSON with `%7B`, and writes a space as `+`.
 * A cookie that is not UTF-8 still tells one user from another, as it is.
 */
export function decodeCookie(text: string): string {
  const encoded =
    text[0] === '"'
      ? text.slice(1, -1).replace(/\\(\d+|.)/g, (_, sign) => (sign[1] ? `%${Number(`0o${sign}`).toString(16)}` : sign))
      : text.replace(/^%7B.*/i, (json) => json.replaceAll('+', ' '));
  try {
    return encoded.replace(/(%[\dA-F]{2})+/gi, decodeURIComponent);
  } catch {
    return text;
  }
}

const { get, remove } = Cookies.withConverter({ read: decodeCookie });

/** The decoded value, or undefined. */
export function readCookie(name: string): string | undefined {
  try {
    return get(name);
  } catch {
    return undefined;
  }
}

export function removeCookie(name: string): void {
  try {
    remove(name);
  } catch {
    // Nothing to remove where there are no cookies.
  }
}

/**
 * To be called once a server has answered. Until a timer has fired, WebKit reads what it read before, which an answer can outrun
 * (https://bugs.webkit.org/show_bug.cgi?id=324464); to write, if only that there is no such cookie, ends that at once.
 */
export function refreshCookies(): void {
  removeCookie('secure-web-chat');
}
