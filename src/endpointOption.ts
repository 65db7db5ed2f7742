/** The forms in which a page can give an endpoint, and their validation. */
import { check, checkAddress, invalid, ownOf, PAGE, type Rules } from './validation.js';

/**
 * An endpoint of your backend: an address, an address with a method such as `'POST /token'`, a
 * request, or a function that makes the request.
 */
export type Endpoint<Answer = unknown> = string | URL | EndpointRequest | EndpointFunction<Answer>;

/**
 * Your own function that calls the backend. Return the answer, or a `Response` whose body you have
 * not read. The SDK reads the `Response`, and evaluates its status and its `Retry-After` header.
 *
 * If the function throws a `TypeError`, the SDK treats it as a network failure, because `fetch`
 * does the same. Any other error is final: the SDK does not retry.
 */
export type EndpointFunction<Answer = unknown> = (
  context: EndpointContext,
) => Answer | Response | Promise<Answer | Response>;

/**
 * A request, with the property names of `fetch`. The SDK always uses `cache: 'no-store'` and
 * `redirect: 'manual'`.
 */
export interface EndpointRequest {
  /**
   * The http or https address. `new SecureWebChat()` resolves a relative address against the page's
   * base address at that time.
   */
  url: string | URL;
  /**
   * `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
   * @default GET for `tokenEndpoint`, POST for the others
   */
  method?: RequestInit['method'] | undefined;
  /** Headers to add. `Accept` and `Content-Type` replace the SDK's own. */
  headers?: RequestInit['headers'] | undefined;
  /**
   * Set it to `'include'` if the endpoint has another origin and identifies the visitor by a
   * cookie.
   * @default 'same-origin'
   */
  credentials?: RequestInit['credentials'] | undefined;
  /** `'cors'` or `'same-origin'`. @default 'cors' */
  mode?: RequestInit['mode'] | undefined;
  /** The body of the request. The credentials of `login()` replace it. Not allowed with GET. */
  body?: RequestInit['body'] | undefined;
}

/** The argument of an endpoint function. */
export interface EndpointContext {
  /**
   * Aborts after the time limit, when `destroy()` is called, and when a newer login or logout makes
   * the answer useless. Pass it to `fetch`.
   */
  signal: AbortSignal;
  /**
   * Why the SDK calls the function.
   *
   * - `'open'`: web chat asks for its first token.
   * - `'prefetch'`: web chat will probably ask for a token soon.
   * - `'expired'`: web chat needs another token.
   * - `'renewal'`: the token is about to expire.
   * - `'login'`, `'logout'`: your page called this method, or the SDK needs the first token after
   *   the login or logout.
   * - `'return'`: the SDK checks who is logged in, for example after an event in another tab.
   */
  reason: 'open' | 'prefetch' | 'expired' | 'renewal' | 'login' | 'logout' | 'return';
  /** The argument of `login()`, or undefined for any other call. */
  input: Credentials | undefined;
}

/**
 * The argument of `login()`. The SDK sends a plain object as JSON, and `FormData`,
 * `URLSearchParams` and text as they are. It never puts credentials into an address.
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
  const { method: given = defaultMethod } = request;
  const method = typeof given === 'string' ? given.toUpperCase() : given;
  check(name, { ...request, method }, REQUEST_RULES);
  checkAddress(name, request.url, PAGE);
  if (method === 'GET' && request.body) throw invalid(`${name} uses GET, which cannot carry a body`);
  try {
    new Headers(request.headers);
  } catch {
    throw invalid(`${name}.headers cannot be sent`);
  }
  return Object.assign(request, { method, url: String(request.url) });
}
