/** Owns the page's readable cookies: a sandboxed frame, where touching them throws, has none. */
import Cookies from 'js-cookie';

/** The decoded value, or undefined. */
export function readCookie(name: string): string | undefined {
  try {
    return Cookies.get(name);
  } catch {
    return undefined;
  }
}

export function removeCookie(name: string): void {
  try {
    Cookies.remove(name);
  } catch {
    // Nothing to remove where there are no cookies.
  }
}
