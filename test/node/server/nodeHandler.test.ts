/** The bridge to `node:http` and Express. */
import { createServer, type RequestListener, request as send } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import express from 'express';
import { decodeJwt } from 'jose';
import { expect, onTestFinished, test, vi } from 'vitest';
import { toNodeHandler } from '../../../src/server/index.js';
import { cade, createIssuer } from './issuer.js';

const issuer = createIssuer();

async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0);
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}

test.each<[string, RequestListener]>([
  ['node:http', (request, response) => void toNodeHandler(issuer.handler(() => cade))(request, response)],
  ['Express', express().get('/createJWT', toNodeHandler(issuer.handler(() => cade)))],
])('%s answers with the token and sets the cookie', async (_what, listener) => {
  const url = `http://localhost:${await listen(listener)}/createJWT?a=1`;
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  const [cookie = '', ...others] = response.headers.getSetCookie();
  expect(others).toEqual([]);
  const { sub, sid } = decodeJwt(await response.text());
  expect(sid).toBe('sid-of-cade');
  const again = await fetch(url, { headers: { cookie: cookie.split(';')[0] ?? '' } });
  expect(decodeJwt(await again.text()).sub).toBe(sub);
});

test.each([['one=1; Path=/'], [['one=1; Path=/', 'two=2; Path=/']]])(
  'the existing cookies %j and the existing Vary header of the answer stay',
  async (already) => {
    const handler = toNodeHandler(issuer.handler(() => null));
    const port = await listen((request, response) => {
      response.setHeader('Set-Cookie', already).setHeader('Vary', 'Origin, cookie');
      void handler(request, response);
    });
    const { headers } = await fetch(`http://localhost:${port}`);
    expect(headers.getSetCookie()).toEqual([already, expect.stringMatching(/^ANONYMOUS-USER-ID=/)].flat());
    expect(headers.get('vary')).toBe('Origin, cookie');
  },
);

test('the handler sees the method, the address and the headers, and no body', async () => {
  const seen: unknown[] = [];
  const handler = toNodeHandler(async (request) => {
    seen.push([request.method, request.url, request.headers.get('x-a'), request.body]);
    return new Response(null, { status: 204 });
  });
  const port = await listen((request, response) => void handler(request, response));
  await fetch(`http://127.0.0.1:${port}/a/b?c=d`, { method: 'POST', body: 'secret', headers: { 'x-a': 'ü' } });
  expect(seen).toEqual([['POST', `http://127.0.0.1:${port}/a/b?c=d`, 'ü', null]]);
});

test('a whole address in the request line does not choose the host', async () => {
  const handler = toNodeHandler(async (request) => new Response(request.url));
  const port = await listen((request, response) => void handler(request, response));
  const text = await new Promise<string>((resolve) => {
    send({ port, path: 'https://evil.example/createJWT', headers: { host: 'localhost' } }, (response) => {
      response.setEncoding('utf8').once('data', resolve);
    }).end();
  });
  expect(text).toBe('http://localhost/');
});

test.each(['TRACE / HTTP/1.1\r\nHost: localhost', 'GET / HTTP/1.1\r\nHost: a b'])(
  '%j is refused in JSON',
  async (head) => {
    const handler = toNodeHandler(issuer.handler(() => null));
    const port = await listen((request, response) => void handler(request, response));
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(port, 'localhost', () => void socket.write(`${head}\r\nConnection: close\r\n\r\n`));
      let text = '';
      socket.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('{"error":"The request was refused because');
  },
);

test('the socket shows whether the request uses https, and the pseudo-headers of HTTP/2 do no harm', async () => {
  const told: string[] = [];
  const response = { statusCode: 0, setHeader: () => {}, end: (body?: string) => void told.push(body ?? '') };
  await toNodeHandler(async ({ url }) => new Response(url))(
    { url: '/t', headers: { ':method': 'GET', ':authority': 'www.example.com' }, socket: { encrypted: true } },
    response,
  );
  expect(told).toEqual(['https://www.example.com/t']);
});

test('a handler that rejects is answered 500, and never unhandled', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const handler = toNodeHandler(() => Promise.reject(new Error('secret')));
  const port = await listen((request, response) => void handler(request, response));
  const response = await fetch(`http://localhost:${port}`);
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('secret');
  expect(log).toHaveBeenCalledOnce();
  log.mockRestore();
});
