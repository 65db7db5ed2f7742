/**
 * Decides which pages may request tokens with the visitor's cookies: pages of the backend's own
 * origin, and pages of the origins on an exact list.
 */
import type { MinimalRequest } from './fetch.js';

export type OriginRules = ReturnType<typeof createOriginRules>;

export function createOriginRules(allowedOrigins: readonly string[]) {
  const isAllowed = (origin: string | null): origin is string => origin !== null && allowedOrigins.includes(origin);

  /**
   * `Sec-Fetch-Site` decides first, because no page can forge it and no proxy makes it wrong. If a
   * request has neither header, it comes from a page of this origin in an older browser, or from a
   * client that has no visitor's cookies.
   */
  function mayAsk({ url, headers }: MinimalRequest): boolean {
    const [site, origin] = [headers.get('sec-fetch-site'), headers.get('origin')];
    if (site === 'same-origin' || site === 'none' || isAllowed(origin)) return true;
    return site === null && (origin === null || origin === new URL(url).origin);
  }

  /**
   * Lets pages on the list read the answer. Other pages get no CORS header, so the browser does not
   * let them read the answer.
   */
  function sharing({ headers }: MinimalRequest): Readonly<Record<string, string>> {
    if (allowedOrigins.length === 0) return {};
    const origin = headers.get('origin');
    if (!isAllowed(origin)) return { Vary: 'Cookie, Origin' };
    return {
      Vary: 'Cookie, Origin',
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Allow-Credentials': 'true',
      // The SDK corrects a wrong clock with `Date`, and waits as long as `Retry-After` says.
      'Access-Control-Expose-Headers': 'Date, Retry-After',
    };
  }

  /**
   * Allows every header that the browser asks for in its preflight request: the site may add
   * headers of its own to the SDK's requests.
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
