/** The page's readable cookies. A sandboxed frame has none, so reading or writing them throws. */

/**
 * Decodes the text of a cookie. Python puts the text in quotes, and writes `"` as `\"` and a comma
 * as `\054`. With the encoding of forms, JSON begins with `%7B`, and a space is `+`. A text that is
 * not UTF-8 stays as it is, because it still identifies a user.
 */
export function decodeCookie(text: string): string {
  const encoded =
    text[0] === '"'
      ? text
          .slice(1, -1)
          .replace(/\\(\d{3}|.)/g, (_, sign) => (sign[1] ? `%${Number(`0o${sign}`).toString(16)}` : sign))
      : text.replace(/^%7B.*/i, (json) => json.replaceAll('+', ' '));
  try {
    return encoded.replace(/(%[\dA-F]{2})+/gi, decodeURIComponent);
  } catch {
    return text;
  }
}

/** Returns the decoded value, or undefined without such a cookie. */
export function readCookie(name: string): string | undefined {
  try {
    for (const cookie of document.cookie.split('; ')) {
      const [key = '', ...value] = cookie.split('=');
      if (decodeCookie(key) === name) return decodeCookie(value.join('='));
    }
  } catch {
    // The page has no cookies.
  }
  return undefined;
}

export function removeCookie(name: string): void {
  try {
    const key = name.replace(/[^!#$&'*+.^`|~\w-]/gu, encodeURIComponent);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous.
    document.cookie = `${key}=; path=/; expires=${new Date(0).toUTCString()}`;
  } catch {
    // The page has no cookies, so there is none to remove.
  }
}

/**
 * Makes WebKit read new cookies after a response. Otherwise, WebKit returns old values until its
 * timer fires (https://bugs.webkit.org/show_bug.cgi?id=324464). Any write ends this, even the
 * removal of a cookie that does not exist.
 */
export function refreshCookies(): void {
  removeCookie('secure-web-chat');
}
