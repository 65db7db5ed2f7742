/**
 * The page's readable cookies. In a sandboxed frame, reading or writing them throws: it has none.
 */

/**
 * Decodes the text of a cookie. Python writes `"` as `\"` and a comma as `\054`, in quotes; the
 * encoding of forms begins JSON with `%7B`, and writes a space as `+`. A cookie that is not UTF-8
 * still tells one user from another, as it is.
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

/** The decoded value, or undefined. */
export function readCookie(name: string): string | undefined {
  try {
    for (const cookie of document.cookie.split('; ')) {
      const [key = '', ...value] = cookie.split('=');
      if (decodeCookie(key) === name) return decodeCookie(value.join('='));
    }
  } catch {
    // There is none to read.
  }
  return undefined;
}

export function removeCookie(name: string): void {
  try {
    const key = name.replace(/[^!#$&'*+.^`|~\w-]/gu, encodeURIComponent);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous.
    document.cookie = `${key}=; path=/; expires=${new Date(0).toUTCString()}`;
  } catch {
    // There is none to remove.
  }
}

/**
 * To be called once a server has answered. Until a timer has fired, WebKit reads what it read
 * before, which an answer can outrun (https://bugs.webkit.org/show_bug.cgi?id=324464). Writing ends
 * that at once, even if it only says that there is no such cookie.
 */
export function refreshCookies(): void {
  removeCookie('secure-web-chat');
}
