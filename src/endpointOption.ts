/** How a page names an endpoint of its backend, and the one form that the SDK uses. */
import { check, checkAddress, invalid, ownOf, PAGE, type Rules } from './validation.js';

/**
 * A string may begin with a method: `'GET /authenticate'`. A function may return the answer or the
 * `Response` itself.
 */
export type Endpoint<Answer = unknown> = string | URL | EndpointRequest | EndpointFunction<Answer>;

/**
 * Your own way to the backend. Return the answer, or the `Response` itself, unread: its status,
 * `Retry-After` and body are the SDK's work. A `TypeError` is retried as a failure of the network
 * (that is what `fetch` throws); anything else you throw is final.
 */
export type EndpointFunction<Answer = unknown> = (
  context: EndpointContext,
) => Answer | Response | Promise<Answer | Response>;

/**
 * `fetch`'s own vocabulary plus `url`. Defaults: `credentials: 'same-origin'`, `cache: 'no-store'`,
 * `redirect: 'manual'`.
 */
export interface EndpointRequest {
  /** The address; relative ones are resolved against the page's as it is when the chat is made. */
  url: string | URL;
  /**
   * `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
   * @default GET for `tokenEndpoint`, POST for the others
   */
  method?: RequestInit['method'] | undefined;
  /** Added to those that the SDK sets. */
  headers?: RequestInit['headers'] | undefined;
  /**
   * `'include'` for an endpoint on another origin that knows the visitor by a cookie.
   * @default 'same-origin'
   */
  credentials?: RequestInit['credentials'] | undefined;
  /** `'cors'` or `'same-origin'`. @default 'cors' */
  mode?: RequestInit['mode'] | undefined;
  /** Sent as it is, unless `login()` is given something to send. */
  body?: RequestInit['body'] | undefined;
}

/** What an endpoint function is told. */
export interface EndpointContext {
  /**
   * Aborts at the deadline, on `destroy()`, and when a newer login or logout makes the answer
   * useless.
   */
  signal: AbortSignal;
  /** Why the SDK asks. */
  reason: 'open' | 'prefetch' | 'expired' | 'renewal' | 'login' | 'logout' | 'return';
  /** What was passed to `login()`. */
  input: Credentials | undefined;
}

/**
 * A plain object is sent as JSON; FormData, URLSearchParams and strings as they are. Never put into
 * a URL.
 */
export type Credentials = Readonly<Record<string, unknown>> | FormData | URLSearchParams | string;

export type RequestEndpoint = EndpointRequest & { url: string; method: string };
export type ResolvedEndpoint = EndpointFunction | RequestEndpoint;

export const REQUEST_RULES: Rules = {
  url: 'string|object!',
  method: '"GET"|"POST"|"PUT"|"PATCH"|"DELETE"',
  headers: 'object',
  credentials: '"omit"|"same-origin"|"include"',
  mode: '"cors"|"same-origin"',
  body: 'string|object',
};

/** @throws SecureWebChatError `INVALID_OPTIONS` */
export function resolveEndpoint(name: string, value: Endpoint, defaultMethod: string): ResolvedEndpoint {
  if (typeof value === 'function') return value;
  const [, verb, address] = (typeof value === 'string' && /^([A-Za-z]+)\s+(\S+)$/.exec(value)) || [];
  const request = ownOf(
    typeof value === 'string' || value instanceof URL ? { url: address ?? value, method: verb } : value,
  );
  const { method: said = defaultMethod } = request;
  const method = typeof said === 'string' ? said.toUpperCase() : said;
  check(name, { ...request, method }, REQUEST_RULES);
  checkAddress(name, request.url, PAGE);
  if (method === 'GET' && request.body) throw invalid(`${name} uses GET, which cannot carry a body`);
  return Object.assign(request, { method, url: String(request.url) });
}
