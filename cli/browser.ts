/**
 * Stands for the browser of one visitor on a page of the site: its cookies, and the headers of its
 * requests.
 */

import { type Cookie, CookieJar, getPublicSuffix } from 'tough-cookie';
import { decodeCookie } from '../src/backend/cookie.js';
import { type Answer, exchange } from './answer.js';
import type { Endpoint } from './endpoint.js';
import type { Settings } from './settings.js';

/** An origin that no site allows. */
export const STRANGER = 'https://stranger.example';

export interface Message {
  readonly body?: string;
  readonly contentType?: string;
  /** The page is on another site, so it has no CSRF token and none of the headers of `--header`. */
  readonly isForeign?: boolean;
  readonly withoutCSRF?: boolean;
  /**
   * The request comes from a link or a form instead of a script. With GET, the browser then sends
   * no Origin, and sends `SameSite=Lax` cookies.
   */
  readonly isNavigation?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Browser {
  send(endpoint: Endpoint, message?: Message): Promise<Answer>;
  /** The cookies that the browser would send to an address. */
  cookiesFor(url: URL): readonly Cookie[];
  /** Another browser with the same cookies. `change` returns the new value, or null to drop one. */
  copy(change?: (name: string, value: string) => string | null): Browser;
}

export function openBrowser(settings: Settings, jar = new CookieJar()): Browser {
  /** The cookie value that a page of the origin repeats in the CSRF header. */
  function csrfToken({ url }: Endpoint, message: Message): string | null {
    const { csrf, origin } = settings;
    if (!csrf || origin !== url.origin || message.isForeign || message.withoutCSRF) return null;
    const held = jar.getCookiesSync(url.href).find(({ key, httpOnly }) => key === csrf.cookie && !httpOnly);
    return held ? decodeCookie(held.value) : null;
  }

  async function ask(endpoint: Endpoint, message: Message): Promise<Answer> {
    const { url, method } = endpoint;
    const headers = pageHeaders(settings, endpoint, message);
    const cookie = jar.getCookieStringSync(url.href);
    if (cookie) headers.set('cookie', cookie);
    const token = csrfToken(endpoint, message);
    if (token !== null) headers.set(settings.csrf?.header ?? '', token);
    const answer = await exchange(url, { method, headers, body: message.body ?? null }, settings.timeoutMs);
    for (const set of answer.cookies) jar.setCookieSync(set, url.href, { ignoreError: true });
    return { ...answer, csrf: token === null ? 'none' : 'sent' };
  }

  return {
    async send(endpoint, message = {}) {
      const answer = await ask(endpoint, message);
      // The SDK does the same: a backend may set the cookie only with its first answer, a 403 to
      // the request that lacked the cookie.
      const comesLate = answer.status === 403 && answer.csrf === 'none' && csrfToken(endpoint, message) !== null;
      return comesLate ? { ...(await ask(endpoint, message)), csrf: 'late' } : answer;
    },
    cookiesFor: (url) => jar.getCookiesSync(url.href),
    copy(change = (_name, value) => value) {
      const kept = jar.toJSON();
      const cookies = kept?.cookies.flatMap((cookie) => {
        const value = change(String(cookie.key), String(cookie.value));
        return value === null ? [] : { ...cookie, value };
      });
      return openBrowser(settings, kept && cookies ? CookieJar.fromJSON({ ...kept, cookies }) : undefined);
    },
  };
}

/**
 * Whether the requests of a page to the address go to another site, so that the browser does not
 * send `SameSite` cookies.
 */
export function isCrossSite(origin: string, url: URL): boolean {
  const page = new URL(origin);
  const site = ({ hostname }: URL) => getPublicSuffix(hostname, { ignoreError: true }) ?? hostname;
  return page.protocol !== url.protocol || site(page) !== site(url);
}

/** The headers that a browser adds to the `fetch` of a page. */
function pageHeaders(settings: Settings, { url, method }: Endpoint, message: Message): Headers {
  const headers = new Headers(message.isForeign ? {} : settings.headers);
  const origin = message.isForeign ? STRANGER : settings.origin;
  if (method !== 'GET' || (origin !== url.origin && !message.isNavigation)) headers.set('origin', origin);
  const relation = isCrossSite(origin, url) ? 'cross-site' : 'same-site';
  headers.set('sec-fetch-site', origin === url.origin ? 'same-origin' : relation);
  headers.set('referer', `${origin}/`);
  headers.set('user-agent', 'secure-web-chat check');
  if (message.contentType && !headers.has('content-type')) headers.set('content-type', message.contentType);
  for (const [name, value] of Object.entries(message.headers ?? {})) headers.set(name, value);
  return headers;
}
