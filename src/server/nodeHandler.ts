/** Converts Node's requests and responses to those of the Web, and back. */
import type { Request, Response } from './fetch.js';

/** The members of Node's `IncomingMessage` that {@link toNodeHandler} reads. */
export interface NodeRequest {
  /** The HTTP method. @default 'GET' */
  readonly method?: string | undefined;
  /** The path and the query, such as `/createJWT?a=b`. @default '/' */
  readonly url?: string | undefined;
  /** The headers, with names in lower case. */
  readonly headers: Record<string, string | string[] | undefined>;
  /** The connection. It has `encrypted: true` if the request came over TLS. */
  readonly socket: object;
}

/** The members of Node's `ServerResponse` that {@link toNodeHandler} uses. */
export interface NodeResponse {
  /** The HTTP status of the answer. */
  statusCode: number;
  /** Sets a header. A list of values becomes one header line for each value. */
  setHeader(name: string, value: string | readonly string[]): unknown;
  /**
   * Returns the value or values of a header that a middleware has set. If the method is missing,
   * {@link toNodeHandler} assumes that no header is set.
   */
  getHeader?: ((name: string) => unknown) | undefined;
  /** Sends the answer with this body, and ends it. */
  end(body?: string): unknown;
}

/**
 * Makes a handler for Express and `node:http` from the handler of a token issuer. Its parameters
 * are typed by the members that it uses, so you need no `@types/node`.
 *
 * The converted request has no body, because the token endpoint reads none. Cookies and `Vary`
 * values that the response already has stay. If the runtime cannot represent the request (`TRACE`,
 * or a `Host` that is not a host), the answer is 400. If the handler rejects, the answer is 500,
 * and the error goes to the console.
 *
 * @param handler from `issuer.handler(…)`
 * @returns a function whose promise resolves when it has passed the answer to `response.end()`
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

const REFUSED =
  'The request was refused because its address or its method is not valid; correct the address or the method.';
const FAILED = "Could not answer the request because the backend failed; see the backend's console for the reason.";

/** @returns null if a `Request` cannot represent it: `TRACE`, or a `Host` that is not a host */
function toRequest({ method = 'GET', url = '/', headers, socket }: NodeRequest): globalThis.Request | null {
  const protocol = 'encrypted' in socket && socket.encrypted ? 'https' : 'http';
  const host = headers['host'] ?? headers[':authority'] ?? 'localhost';
  try {
    // Some clients send a complete URL as the path. Its host is no more trustworthy than `Host`.
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
    // In HTTP/2, names that begin with a colon are not headers.
    if (value !== undefined && !name.startsWith(':')) converted.set(name, [value].flat().join(', '));
  }
  return converted;
}

/** The values that an earlier middleware has set. */
function linesOf(response: NodeResponse, name: string): string[] {
  return [response.getHeader?.(name) ?? []].flat().map(String);
}

/** Adds each name once, because header names are the same in upper and in lower case. */
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
