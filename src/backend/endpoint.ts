/** Requests to the site's backend, with time limit, retries, CSRF header and size limit. */
import { childOf, never, sleep, stopwatch, within } from '../clock.js';
import { documentProperty } from '../documentProperty.js';
import type { Credentials, EndpointContext, RequestEndpoint, ResolvedEndpoint } from '../endpointOption.js';
import { type ErrorDetail, SecureWebChatError, type SecureWebChatErrorCode } from '../errors.js';
import { readJson } from '../json.js';
import { wasPrerendered } from '../pageEvents.js';
import { readCookie, refreshCookies } from './cookie.js';

/** For all attempts. `web-chat/tokenRequests.ts` has a timeout for token requests too. */
const EXCHANGE_TIMEOUT_MS = 15_000;
const ATTEMPT_TIMEOUT_MS = 6_000;
const FIRST_BACKOFF_MS = 500;
const MAX_RETRY_AFTER_MS = 300_000;
const MAX_BODY = 65_536;

export interface Answer {
  /** The parsed JSON, or the text if it is not JSON. The result of a function stays as it is. */
  readonly body: unknown;
  /** The response's `Date` header in milliseconds, or null if the page cannot read the header. */
  readonly sentAt: number | null;
  /** The origin of the response, or null if it is unknown. */
  readonly origin: string | null;
}

export type Exchange = (context: EndpointContext) => Promise<Answer>;

/** The reason why an attempt failed, and whether a retry may succeed. */
interface Failure extends ErrorDetail {
  /** The predicate of a sentence about the endpoint. */
  readonly because: string;
  readonly retryAfterMs?: number;
}

/** The number of attempts, the code for a 4xx, and the code for every other failure. */
export type Purpose = readonly [attempts: 1 | 3, rejected: SecureWebChatErrorCode, failed: SecureWebChatErrorCode];

/** Creates the function that calls an endpoint. The function remembers the last `Retry-After`. */
export function createExchange(
  endpoint: ResolvedEndpoint,
  [attempts, rejected, failed]: Purpose,
  csrf: { cookie: string; header: string } | false,
): Exchange {
  let blockedMs = 0;
  let sinceBlocked = never;
  // A router may change the page's base address later.
  const base = typeof document === 'undefined' ? undefined : documentProperty('baseURI');

  async function attempt(context: EndpointContext, signal: AbortSignal): Promise<Answer | Failure> {
    const answer = await (typeof endpoint === 'function' ? endpoint(context) : send(endpoint, base, csrf, context));
    return isResponse(answer) ? readResponse(answer, signal) : { body: answer, sentAt: null, origin: null };
  }

  return async (context) => {
    const sinceStart = stopwatch();
    const leftMs = () => EXCHANGE_TIMEOUT_MS - sinceStart();
    for (let tried = 1; ; tried++) {
      // The signal of `within` aborts even after a success. The request has one that does not.
      const settled = new AbortController();
      const request = childOf(context.signal, settled.signal);
      const { signal } = request;
      const blockedLeftMs = blockedMs - sinceBlocked();
      const limitMs = attempts > 1 ? Math.min(ATTEMPT_TIMEOUT_MS, leftMs()) : leftMs();
      const result =
        blockedLeftMs > 0
          ? { because: 'sent Retry-After', status: 429, retryable: true, retryAfterMs: blockedLeftMs }
          : await within(limitMs, context.signal, (limit) => attempt({ ...context, signal }, limit)).catch(failureOf);
      refreshCookies();
      settled.abort();
      if ('body' in result) return result;
      request.abort();
      context.signal.throwIfAborted();
      const { because, status = 0, retryable, retryAfterMs = 0 } = result;
      const waitMs = Math.max(retryAfterMs, Math.random() * FIRST_BACKOFF_MS * 2 ** tried);
      if (!retryable || tried === attempts || waitMs > leftMs()) {
        if (attempts > 1 && retryable) {
          blockedMs = Math.min(retryAfterMs, MAX_RETRY_AFTER_MS);
          sinceBlocked = stopwatch();
        }
        const isRejected = status >= 400 && status < 500 && !retryable;
        throw new SecureWebChatError(isRejected ? rejected : failed, `the endpoint ${because}`, result);
      }
      await sleep(waitMs, context.signal);
    }
  };
}

async function send(
  endpoint: RequestEndpoint,
  base: string | undefined,
  csrf: { cookie: string; header: string } | false,
  context: EndpointContext,
): Promise<Response> {
  const { url, method, credentials = 'same-origin' } = endpoint;
  const { input, signal } = context;
  const address = new URL(url, base);
  // In a frame with `srcdoc`, only `window` has the origin. Elsewhere, a script of the page may use
  // the name for a variable of its own.
  const isOwn = [location.origin, window.origin].includes(address.origin);
  // A preload during prerendering may have fetched another visitor's token. A browser uses a
  // preload only if the mode matches, and for the page's own origin both modes do the same.
  const mode = endpoint.mode ?? (isOwn && wasPrerendered() ? 'same-origin' : 'cors');
  const headers = new Headers(endpoint.headers);
  const setDefault = (name: string, value: string) => headers.has(name) || headers.set(name, value);
  const addCSRF = () => csrf && isOwn && repeatCookie(csrf, headers);
  setDefault('accept', 'application/json, text/plain, */*');
  if (isPlain(input)) setDefault('content-type', 'application/json');
  const body = isPlain(input) ? JSON.stringify(input) : (input ?? endpoint.body ?? null);
  const request = () =>
    fetch(address, { method, credentials, mode, cache: 'no-store', redirect: 'manual', headers, body, signal });
  const hadCSRF = addCSRF();
  const response = await request();
  // Spring Security refuses the first request, and sets the cookie in that response.
  return response.status === 403 && !hadCSRF && addCSRF() ? request() : response;
}

/**
 * Copies the cookie into the header.
 * @returns whether there is a cookie with a valid value for a header
 */
function repeatCookie({ cookie, header }: { cookie: string; header: string }, headers: Headers): boolean {
  refreshCookies();
  try {
    const value = readCookie(cookie);
    if (value) headers.set(header, value);
    return !!value;
  } catch {
    // Another page of the domain can set a cookie with any text.
    return false;
  }
}

function isPlain(input: Credentials | undefined): input is Readonly<Record<string, unknown>> {
  return typeof input === 'object' && !(input instanceof FormData) && !(input instanceof URLSearchParams);
}

/**
 * Recognises a `Response` by its method `text`, because a function may return a `Response` of
 * another realm or of a polyfill.
 */
function isResponse(answer: unknown): answer is Response {
  return typeof (answer as Response | undefined)?.text === 'function';
}

async function readResponse(response: Response, signal: AbortSignal): Promise<Answer | Failure> {
  const { status, headers } = response;
  const sentAt = Date.parse(headers.get('date') ?? '') || null;
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    return { because: 'redirects to a login page, or to its own address with a slash, https or www', status };
  }
  if (!response.ok) {
    const retryable = status >= 500 || status === 408 || status === 429;
    const retryAfterMs = readRetryAfter(headers.get('retry-after'), sentAt ?? Date.now());
    return { because: `answered ${status || 'nothing readable'}`, status, retryable, retryAfterMs };
  }
  if (response.bodyUsed) return { because: 'returned a used Response' };
  const text = await readText(response, signal);
  if (text === null) return { because: 'answered more than 64 kB' };
  if (/^\s*</.test(text)) return { because: 'answered HTML, perhaps a login page', status };
  return { body: readJson(text), sentAt, origin: response.url ? new URL(response.url).origin : null };
}

/** @returns the text, or null if the body is too large */
async function readText(response: Response, signal: AbortSignal): Promise<string | null> {
  const reader = response.body?.getReader();
  if (!reader) return response.text();
  // The attempt ends the reading, even if an endpoint function ignores its signal.
  signal.addEventListener('abort', () => void reader.cancel().catch(() => {}));
  const decoder = new TextDecoder();
  let text = '';
  for (let size = 0; size <= MAX_BODY; ) {
    const { done, value } = await reader.read();
    if (done) return text;
    size += value.byteLength;
    text += decoder.decode(value, { stream: true });
  }
  return null;
}

/** Returns the header's time in milliseconds. `Retry-After` is a number of seconds or a date. */
function readRetryAfter(header: string | null, sentAt: number): number {
  return Math.max(Number(header) * 1000 || Date.parse(header ?? '') - sentAt || 0, 0);
}

/**
 * Turns an attempt's error into a failure. `fetch` throws a `TypeError` if the network fails, and
 * `within` throws a `TimeoutError` at its limit.
 */
function failureOf(error: unknown): Failure {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return { because: 'did not answer in time', retryable: true };
  }
  return error instanceof TypeError
    ? { because: 'could not be reached', retryable: true, cause: error }
    : { because: 'function threw', cause: error };
}
