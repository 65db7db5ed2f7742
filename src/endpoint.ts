/** Owns one exchange with the site's backend: deadline, retry, CSRF header, size limit, and what each answer means. */
import { sleep, within } from './clock.js';
import { readCookie } from './cookie.js';
import { type ErrorDetail, SecureWebChatError, type SecureWebChatErrorCode } from './errors.js';
import type { Credentials, EndpointContext, RequestEndpoint, ResolvedEndpoint } from './options.js';

const EXCHANGE_LIMIT_MS = 15_000;
const ATTEMPT_LIMIT_MS = 6_000;
const FIRST_BACKOFF_MS = 500;
const LONGEST_RETRY_AFTER_MS = 300_000;
const LARGEST_BODY = 65_536;

export interface Answer {
  /** JSON where it is JSON, otherwise text; what a function returned, as it is. */
  readonly body: unknown;
  /** The backend's own clock when it answered, where its `Date` header can be read. */
  readonly sentAt: number | null;
}

export type Exchange = (context: EndpointContext) => Promise<Answer>;

/** Why an attempt failed, and whether another may go better. */
class Failure {
  constructor(
    readonly because: string,
    readonly detail: ErrorDetail = {},
    readonly retryAfterMs = 0,
  ) {}
}

export interface Purpose {
  readonly attempts: 1 | 3;
  /** The code where the backend says 4xx. */
  readonly rejected: SecureWebChatErrorCode;
  /** The code where anything else goes wrong. */
  readonly failed: SecureWebChatErrorCode;
}

/** Makes the one way to an endpoint; it remembers how long the backend asked to be left alone. */
export function connect(
  endpoint: ResolvedEndpoint,
  { attempts, rejected, failed }: Purpose,
  csrf: { cookie: string; header: string } | false,
): Exchange {
  let quietUntil = 0;

  async function attempt(context: EndpointContext): Promise<Answer> {
    const answer = await (typeof endpoint === 'function' ? endpoint(context) : send(endpoint, csrf, context));
    return isResponse(answer) ? readResponse(answer, context.signal) : { body: answer, sentAt: null };
  }

  return async (context) => {
    const startedAt = Date.now();
    for (let tried = 1; ; tried++) {
      const leftMs = startedAt + EXCHANGE_LIMIT_MS - Date.now();
      const quietMs = quietUntil - Date.now();
      try {
        if (quietMs > 0) throw new Failure('it asked to be left alone', { status: 429, retryable: true }, quietMs);
        const limitMs = attempts > 1 ? Math.min(ATTEMPT_LIMIT_MS, leftMs) : leftMs;
        return await within(limitMs, context.signal, (signal) => attempt({ ...context, signal }));
      } catch (error) {
        context.signal.throwIfAborted();
        const { because, detail, retryAfterMs } = explain(error);
        const { status = 0, retryable } = detail;
        const waitMs = Math.max(retryAfterMs, Math.random() * FIRST_BACKOFF_MS * 2 ** tried);
        if (!retryable || tried === attempts || Date.now() + waitMs > startedAt + EXCHANGE_LIMIT_MS) {
          if (attempts > 1 && retryable) quietUntil = Date.now() + Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS);
          throw new SecureWebChatError(
            status >= 400 && status < 500 && !retryable ? rejected : failed,
            because,
            detail,
          );
        }
        await sleep(waitMs, context.signal);
      }
    }
  };
}

async function send(
  endpoint: RequestEndpoint,
  csrf: { cookie: string; header: string } | false,
  { input, signal }: EndpointContext,
): Promise<Response> {
  const { url, method, credentials = 'same-origin', mode = 'cors' } = endpoint;
  const address = new URL(url, document.baseURI);
  const headers = new Headers(endpoint.headers);
  const csrfToken = csrf && address.origin === location.origin && readCookie(csrf.cookie);
  if (csrf && csrfToken) headers.set(csrf.header, csrfToken);
  if (isPlain(input) && !headers.has('content-type')) headers.set('content-type', 'application/json');
  const body = isPlain(input) ? JSON.stringify(input) : (input ?? endpoint.body ?? null);
  return fetch(address, { method, credentials, mode, cache: 'no-store', redirect: 'manual', headers, body, signal });
}

function isPlain(input: Credentials | undefined): input is Readonly<Record<string, unknown>> {
  return typeof input === 'object' && !(input instanceof FormData) && !(input instanceof URLSearchParams);
}

/** By its shape, since a function may return a `Response` of another realm or of a polyfill. */
function isResponse(answer: unknown): answer is Response {
  return typeof (answer as Response | undefined)?.text === 'function';
}

async function readResponse(response: Response, signal: AbortSignal): Promise<Answer> {
  const { status, headers } = response;
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    throw new Failure('it redirects, perhaps to a login page', { status });
  }
  if (!response.ok) {
    const retryable = status >= 500 || status === 408 || status === 429;
    throw new Failure(
      `it answered ${status || 'nothing readable'}`,
      { status, retryable },
      retryAfter(headers.get('retry-after')),
    );
  }
  if (response.bodyUsed) throw new Failure('its Response was read already');
  const text = await readText(response, signal);
  if (/^\s*</.test(text)) throw new Failure('it answered HTML, perhaps a login page', { status });
  return { body: parse(text), sentAt: Date.parse(headers.get('date') ?? '') || null };
}

async function readText(response: Response, signal: AbortSignal): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return response.text();
  // At the limit of this attempt, also where a function has ignored the signal, and once it failed.
  signal.addEventListener('abort', () => void reader.cancel().catch(() => {}));
  const decoder = new TextDecoder();
  let text = '';
  for (let size = 0; size <= LARGEST_BODY; ) {
    const { done, value } = await reader.read();
    if (done) return text;
    size += value.byteLength;
    text += decoder.decode(value, { stream: true });
  }
  throw new Failure('its answer is larger than 64 kB');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `Retry-After` is a number of seconds or a date. */
function retryAfter(header: string | null): number {
  return Math.max(Number(header) * 1000 || Date.parse(header ?? '') - Date.now() || 0, 0);
}

/** What an attempt threw: `fetch` throws a `TypeError` where the network fails, and our own limit a `TimeoutError`. */
function explain(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new Failure('it did not answer in time', { retryable: true });
  }
  return error instanceof TypeError
    ? new Failure('it could not be reached', { retryable: true, cause: error })
    : new Failure('its function threw', { cause: error });
}
