/**
 * Reads and writes the headers of the anonymous ID cookie: its name and attributes, on https and in
 * development on plain http.
 */
import type { MinimalRequest } from './fetch.js';
import type { TokenIssuerOptions } from './tokenIssuerOptions.js';

/**
 * IBM counts a user once a month. With 45 days, renewed at each use, a visitor who returns within
 * a month stays one user.
 */
const LIFETIME_SECONDS = 45 * 24 * 60 * 60;
const SECURE_PREFIX = '__Host-';

type CookieOptions = NonNullable<TokenIssuerOptions['cookie']>;

export type CookieTransport = ReturnType<typeof createCookieTransport>;

export function createCookieTransport({ name = 'ANONYMOUS-USER-ID', sameSite = 'lax', secure }: CookieOptions = {}) {
  // Browsers accept SameSite=None only together with Secure.
  const isSecure = (request: MinimalRequest | null) =>
    secure ?? (sameSite === 'none' || request === null || !isLocal(request));

  /**
   * With the prefix, no subdomain and no page on plain http can plant a value. So `read` accepts
   * the name without the prefix only if this backend sets that name.
   */
  function read(request: MinimalRequest): string | null {
    const cookies = parseCookies(request.headers.get('cookie') ?? '');
    const prefixed = secure === false ? undefined : cookies.get(SECURE_PREFIX + name);
    return prefixed ?? (isSecure(request) ? null : (cookies.get(name) ?? null));
  }

  /** @param request null if there is no request to take the protocol from */
  function write(request: MinimalRequest | null, value: string): string {
    const attributes = `Path=/; Max-Age=${LIFETIME_SECONDS}; HttpOnly; SameSite=${capitalize(sameSite)}`;
    if (!isSecure(request)) return `${name}=${value}; ${attributes}`;
    // Inside pages of another site, browsers keep a Partitioned cookie for that site alone, and
    // many browsers keep no other cookies there.
    return `${SECURE_PREFIX}${name}=${value}; ${attributes}; Secure${sameSite === 'none' ? '; Partitioned' : ''}`;
  }

  return { read, write };
}

/**
 * Whether the request came over plain http to a loopback name, and no header says that a proxy
 * terminated TLS. A visitor who forges these headers only makes their own cookie safer.
 */
function isLocal({ url, headers }: MinimalRequest): boolean {
  const { protocol, hostname } = new URL(url);
  const hosts = [headers.get('host'), headers.get('x-forwarded-host')].filter((host) => host !== null);
  const isPlain = protocol === 'http:' && !/^https\b/i.test(headers.get('x-forwarded-proto') ?? '');
  return isPlain && [hostname, ...hosts.map((host) => host.replace(/:\d+$/, ''))].every(isLoopback);
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(hostname);
}

/** If two cookies have one name, the first counts, because it has the longer path. */
function parseCookies(header: string): ReadonlyMap<string, string> {
  const pairs = header.split(';').map((pair): [string, string] => {
    const [name = '', ...value] = pair.split('=');
    return [name.trim(), value.join('=').trim()];
  });
  return new Map(pairs.reverse());
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
