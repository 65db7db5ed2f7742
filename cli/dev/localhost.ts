/** Browsers treat `localhost` and the addresses of this computer as different sites. */

/**
 * Returns the same origin with the name `localhost` if its host is an address of this computer,
 * otherwise null. The backend is at `localhost`, so its cookies do not reach a page at an address.
 */
export function atLocalhost(origin: string): string | null {
  const url = new URL(origin);
  if (!/^(127(\.\d+){3}|\[::1?\]|0\.0\.0\.0)$/.test(url.hostname)) return null;
  url.hostname = 'localhost';
  return url.origin;
}
