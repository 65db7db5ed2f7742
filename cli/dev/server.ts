/** Listens at a port of this computer, and converts Node's requests to those of the Web. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refusal } from '../usageError.js';
import { refuse } from './refusal.js';

type Answer = (request: Request) => Promise<Response>;

const HOST = 'localhost';
const MAX_PORTS = 20;
const MAX_BODY_BYTES = 64 * 1024;

export interface Listening {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/**
 * Uses the next port if one is in use. Listens only for this computer, because the password of the
 * users is public.
 *
 * @throws UsageError if none of the ports can be used
 */
export async function listen(port: number, answer: Answer): Promise<Listening> {
  const server = createServer((request, response) => void respond(request, response, answer));
  for (let tried = port; tried < port + MAX_PORTS && tried <= 65_535; tried++) {
    const code = await tryPort(server, tried);
    if (code === null) return { port: (server.address() as AddressInfo).port, close: () => close(server) };
    if (code !== 'EADDRINUSE') {
      throw refusal(`port ${tried}`, `this computer does not allow it (${code})`, 'choose another port with --port');
    }
  }
  const last = Math.min(port + MAX_PORTS - 1, 65_535);
  throw refusal(`the ports ${port} to ${last}`, 'all of them are in use', 'choose another port with --port');
}

/** @returns the error's code; null if the server listens */
function tryPort(server: Server, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name);
    server.once('error', fail);
    server.listen(port, HOST, () => {
      server.off('error', fail);
      resolve(null);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Browsers keep connections open.
    server.closeAllConnections();
  });
}

async function respond(message: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const given = await answerSafely(message, answer);
  response.statusCode = given.status;
  for (const [name, value] of given.headers) if (name !== 'set-cookie') response.setHeader(name, value);
  const cookies = given.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader('Set-Cookie', cookies);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.end(Buffer.from(await given.arrayBuffer()));
}

async function answerSafely(message: IncomingMessage, answer: Answer): Promise<Response> {
  const { host = '' } = message.headers;
  // The name of another site may resolve to this computer (DNS rebinding). Refuse its pages.
  if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host)) {
    return refuse(421, 'The request was refused because its host is not this computer; use localhost as the host.');
  }
  try {
    const body = await readBody(message);
    if (body === null) return refuse(413, 'The request was refused because its body is too large; send at most 64 kB.');
    return await answer(toRequest(message, host, body));
  } catch (error) {
    console.error('Could not answer a request because of this error:', error);
    return refuse(500, 'Could not answer the request because the backend failed; see its terminal for the reason.');
  }
}

/** @returns null if the body is too large */
async function readBody(message: IncomingMessage): Promise<Buffer<ArrayBuffer> | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of message) {
    bytes += part.length;
    if (bytes <= MAX_BODY_BYTES) parts.push(part);
  }
  return bytes <= MAX_BODY_BYTES ? Buffer.concat(parts) : null;
}

function toRequest({ method = 'GET', url = '/', headers }: IncomingMessage, host: string, body: Buffer<ArrayBuffer>) {
  const pairs = Object.entries(headers).map(([name, value]): [string, string] => [name, [value].flat().join(', ')]);
  return new Request(`http://${host}${url.startsWith('/') ? url : '/'}`, {
    method,
    headers: pairs,
    body: body.length > 0 && method !== 'GET' && method !== 'HEAD' ? body : null,
  });
}
