/**
 * Which pages may ask for tokens with the visitor's cookies: those of the backend's own origin, and
 * those on an exact list.
 */
import type { MinimalRequest } from './fetch.js';

export type OriginRules = ReturnType<typeof createOriginRules>;

export function createOriginRules(allowedOrigins: readonly string[]) {
  const isAllowed = (origin: string | null): origin is string => origin !== null && allowedOrigins.includes(origin);

  /**
   * `Sec-Fetch-Site` first: no page can forge it, and no proxy makes it wrong. Neither header means
   * an older browser's request of an own page, or no browser, which has nobody's cookies.
   */
  function mayAsk({ url, headers }: MinimalRequest): boolean {
    const [site, origin] = [headers.get('sec-fetch-site'), headers.get('origin')];
    if (site === 'same-origin' || site === 'none' || isAllowed(origin)) return true;
    return site === null && (origin === null || origin === new URL(url).origin);
  }

  /**
   * Lets pages on the list read the answer. The others get no header, so their browsers keep the
   * answer from them.
   */
  function sharing({ headers }: MinimalRequest): Readonly<Record<string, string>> {
    if (allowedOrigins.length === 0) return {};
    const origin = headers.get('origin');
    if (!isAllowed(origin)) return { Vary: 'Cookie, Origin' };
    return {
      Vary: 'Cookie, Origin',
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Allow-Credentials': 'true',
      // The SDK corrects a wrong clock by the one and waits by the other.
      'Access-Control-Expose-Headers': 'Date, Retry-After',
    };
  }

  /**
   * What a page sends with its question before the request itself: the headers that its site adds
   * to the SDK's requests.
   */
  function answerToPreflight(request: MinimalRequest): Readonly<Record<string, string>> {
    if (!isAllowed(request.headers.get('origin'))) return sharing(request);
    const asked = request.headers.get('access-control-request-headers') ?? '';
    return {
      ...sharing(request),
      Vary: 'Cookie, Origin, Access-Control-Request-Headers',
      'Access-Control-Allow-Methods': 'GET',
      ...(/^[\w-]+(\s*,\s*[\w-]+)*$/.test(asked) && { 'Access-Control-Allow-Headers': asked }),
      'Access-Control-Max-Age': '600',
    };
  }

  return { mayAsk, sharing, answerToPreflight };
}
