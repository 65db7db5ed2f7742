/**
 * One answer of the backend: its status, headers, cookies, body and token, or the reason why there
 * is no answer.
 */
import { Cookie } from 'tough-cookie';
import { findToken, type IdentityToken } from './identityToken.js';

/** The largest body that the SDK reads, in bytes. */
const MAX_BODY = 65_536;

export interface Answer {
  /** The address of the request. */
  readonly url: URL;
  /** The HTTP status; 0 if there is no answer. */
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The value of the body if the body is JSON, otherwise its text. */
  readonly body: unknown;
  readonly token: IdentityToken | null;
  /** The cookies that a browser keeps or removes because of the answer. */
  readonly cookies: readonly Cookie[];
  /** The time in the `Date` header, in milliseconds since epoch; null without the header. */
  readonly sentAt: number | null;
  readonly receivedAt: number;
  readonly tookMs: number;
  /** Whether the request repeated the CSRF cookie. `late`: only after a 403 that set the cookie. */
  readonly csrf: 'none' | 'sent' | 'late';
  /** Why there is no answer, or only a part of the answer. */
  readonly trouble: string | null;
  /** Whether the checker could not connect to the host at all. */
  readonly isUnreachable: boolean;
}

/** Sends one request and reads its answer. Never rejects. */
export async function exchange(url: URL, init: RequestInit, timeoutMs: number): Promise<Answer> {
  const startedAt = Date.now();
  const signal = AbortSignal.timeout(timeoutMs);
  let response: Response | null = null;
  let text = '';
  let trouble: Trouble | null = null;
  try {
    response = await fetch(url, { ...init, redirect: 'manual', signal });
    text = await readText(response);
  } catch (error) {
    trouble = explain(error, url, timeoutMs);
  }
  const headers = response?.headers ?? new Headers();
  const body = parse(text);
  const receivedAt = Date.now();
  return {
    url,
    csrf: 'none',
    status: response?.status ?? 0,
    headers,
    text,
    body,
    token: findToken(body),
    cookies: lastOfEach(headers.getSetCookie().flatMap((line) => Cookie.parse(line, { loose: true }) ?? [])),
    sentAt: Date.parse(headers.get('date') ?? '') || null,
    receivedAt,
    tookMs: receivedAt - startedAt,
    trouble: trouble?.because ?? null,
    isUnreachable: trouble?.isUnreachable ?? false,
  };
}

export const isSuccess = ({ status, trouble }: Answer): boolean => status >= 200 && status < 300 && !trouble;
export const isRefusal = ({ status }: Answer): boolean => status >= 400 && status < 500;
export const isRateLimited = ({ status }: Answer): boolean => status === 429;
export const isHTML = ({ text }: Answer): boolean => /^\s*</.test(text);

/**
 * The status in words. For a redirect, the text names only the host, because addresses may hold
 * secrets. If the redirect leads to another form of the same address, the text names that address.
 */
export function describeStatus({ status, headers, trouble, url }: Answer): string {
  if (status === 0) return trouble ?? 'there was no answer';
  if (status < 300 || status >= 400) return `the endpoint answers ${status}`;
  const location = headers.get('location') ?? '';
  if (!URL.canParse(location, url)) return `the endpoint redirects (${status}), perhaps to a login page`;
  const target = new URL(location, url);
  if (isSameButForm(url, target)) {
    return `the endpoint redirects (${status}) to another form of its address; write ${target.origin}${target.pathname}`;
  }
  const place = target.host === url.host ? '' : ` to ${target.host}`;
  return `the endpoint redirects (${status})${place}, perhaps to a login page`;
}

/** Ignores https, `www.`, a slash at the end, repeated slashes, and capitals. */
function isSameButForm(one: URL, other: URL): boolean {
  const plain = ({ hostname, pathname }: URL) =>
    `${hostname.replace(/^www\./, '')}${decode(pathname)}`.toLowerCase().replace(/\/+/g, '/').replace(/\/$/, '');
  return one.href !== other.href && plain(one) === plain(other);
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** An answer may set a cookie several times, for example to remove it first. */
function lastOfEach(cookies: readonly Cookie[]): readonly Cookie[] {
  return [...new Map(cookies.map((cookie) => [`${cookie.key};${cookie.domain};${cookie.path}`, cookie])).values()];
}

class Trouble extends Error {
  constructor(
    readonly because: string,
    readonly isUnreachable = false,
  ) {
    super(because);
  }
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BODY) throw new Trouble('the answer is larger than 64 kB');
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The `cause` of an error of `fetch` names the actual failure. */
function explain(error: unknown, { host, port }: URL, timeoutMs: number): Trouble {
  if (error instanceof Trouble) return error;
  const { name, cause } = error as Error & { cause?: { code?: string; message?: string } };
  const code = cause?.code ?? '';
  if (name === 'TimeoutError') return new Trouble(`the endpoint did not answer within ${timeoutMs / 1000} s`);
  if (/^(ENOTFOUND|EAI_AGAIN)$/.test(code)) return new Trouble(`there is no host named ${host}; check the name`, true);
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/.test(code)) {
    return new Trouble(`nothing listens at ${host}; check the port, and that the backend runs`, true);
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO/.test(code)) {
    return new Trouble(
      `the TLS certificate of ${host} is not trusted (${code}); set NODE_EXTRA_CA_CERTS to the file of the certificate authority`,
      true,
    );
  }
  if (/SSL|TLS|EPROTO/.test(code)) return new Trouble(`${host} does not speak TLS (${code}); try http`, true);
  if (/^UND_ERR_CONNECT_TIMEOUT$/.test(code)) {
    return new Trouble(`${host} does not accept connections; check the backend and its firewall`, true);
  }
  if (cause?.message === 'bad port') return new Trouble(`browsers refuse port ${port}; choose another port`, true);
  if (/^HPE_/.test(code)) return new Trouble(`${host} does not answer in HTTP (${code}); try https`, true);
  return new Trouble(`the connection ended before the answer was complete${code && ` (${code})`}`);
}
