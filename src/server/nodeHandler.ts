/** The bridge from Node's own requests and answers to those of the Web. */
import type { Request, Response } from './fetch.js';

/** What is used of Node's `IncomingMessage`. */
export interface NodeRequest {
  /** GET, unless set. */
  readonly method?: string | undefined;
  /** The path and the query. */
  readonly url?: string | undefined;
  /** With names in lower case. */
  readonly headers: Record<string, string | string[] | undefined>;
  /** Has `encrypted: true` if the request came over TLS. */
  readonly socket: object;
}

/** What is used of Node's `ServerResponse`. */
export interface NodeResponse {
  /** The status of the answer. */
  statusCode: number;
  /** Several values: one header line for each. */
  setHeader(name: string, value: string | readonly string[]): unknown;
  /** The value or the values that are set already; without it, none are. */
  getHeader?: ((name: string) => unknown) | undefined;
  /** Sends the answer. */
  end(body?: string): unknown;
}

/**
 * For Express and `node:http`; typed by the members that it uses. The handler gets no body, because
 * it reads none. Cookies that the response has already stay, and so does its `Vary`.
 */
export function toNodeHandler(
  handler: (request: Request) => Promise<Response>,
): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  return async (request, response) => {
    const converted = toRequest(request);
    const answer = converted === null ? refuse(400, REFUSED) : await handler(converted).catch(fail);
    response.statusCode = answer.status;
    for (const [name, value] of answer.headers) {
      if (name === 'vary') response.setHeader(name, addToVary(linesOf(response, name), value));
      else if (name !== 'set-cookie') response.setHeader(name, value);
    }
    const cookies = answer.headers.getSetCookie();
    if (cookies.length > 0) response.setHeader('Set-Cookie', [...linesOf(response, 'Set-Cookie'), ...cookies]);
    response.end(await answer.text());
  };
}

const REFUSED = 'The request was refused because its address or its method cannot be used; correct it.';
const FAILED = 'The request could not be answered because the backend failed; its console says why.';

/** @returns null if the runtime cannot say it: `TRACE`, or a `Host` that is none */
function toRequest({ method = 'GET', url = '/', headers, socket }: NodeRequest): globalThis.Request | null {
  const protocol = 'encrypted' in socket && socket.encrypted ? 'https' : 'http';
  const host = headers['host'] ?? headers[':authority'] ?? 'localhost';
  try {
    // Some clients send a whole address, whose host is not to be believed more than `Host`.
    return new globalThis.Request(`${protocol}://${host}${url.startsWith('/') ? url : '/'}`, {
      method,
      headers: toHeaders(headers),
    });
  } catch {
    return null;
  }
}

function toHeaders(headers: NodeRequest['headers']): Headers {
  const converted = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    // HTTP/2 has names that begin with a colon, which are no headers.
    if (value !== undefined && !name.startsWith(':')) converted.set(name, [value].flat().join(', '));
  }
  return converted;
}

/** What a middleware before has set. */
function linesOf(response: NodeResponse, name: string): string[] {
  return [response.getHeader?.(name) ?? []].flat().map(String);
}

/** Each name once. Names of headers are the same in upper and in lower case. */
function addToVary(already: readonly string[], value: string): string {
  const names = [...already, value]
    .join(',')
    .split(',')
    .map((name) => name.trim());
  const isFirst = (name: string, index: number) =>
    names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) === index;
  return names.filter(isFirst).join(', ');
}

function fail(error: unknown): globalThis.Response {
  console.error(FAILED, error);
  return refuse(500, FAILED);
}

function refuse(status: number, error: string): globalThis.Response {
  return globalThis.Response.json({ error }, { status, headers: { 'Cache-Control': 'no-store' } });
}
