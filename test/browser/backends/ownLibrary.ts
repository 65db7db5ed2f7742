/**
 * Style (e): the application's own auth library logs in and out and holds a bearer token. The
 * application calls `login()` and `logout()`, and its endpoint functions return `Response`s.
 */
import { randomUUID } from 'node:crypto';
import cookieParser from 'cookie-parser';
import express from 'express';
import type { PageNeeds } from '../servedSite.js';
import { anonymousID } from './anonymousCookie.js';
import { type Customer, createToken, findCustomer } from './token.js';

export function backend() {
  const accessTokens = new Map<string, Customer>();
  const app = express().use(cookieParser());
  app.get('/chat/token', async (request, response) => {
    const bearer = request.get('authorization')?.replace('Bearer ', '');
    const customer = bearer ? accessTokens.get(bearer) : undefined;
    if (bearer && !customer) return void response.status(401).end();
    response.json({ identityToken: await createToken(anonymousID(request, response), customer) });
  });
  app.post('/oauth/token', express.json(), (request, response) => {
    const customer = findCustomer(request.body?.username, request.body?.password);
    if (!customer) return void response.status(401).end();
    const accessToken = randomUUID();
    accessTokens.set(accessToken, customer);
    response.json({ accessToken });
  });
  return app;
}

export function script({ SecureWebChat, webChat }: PageNeeds) {
  const auth = {
    accessToken: null as string | null,
    async login(form: HTMLFormElement) {
      const body = JSON.stringify(Object.fromEntries(new FormData(form)));
      const headers = { 'content-type': 'application/json' };
      const response = await fetch('/oauth/token', { method: 'POST', headers, body });
      if (!response.ok) throw new Error('wrong');
      auth.accessToken = (await response.json()).accessToken;
    },
    logout() {
      auth.accessToken = null;
    },
    fetch(url: string, signal: AbortSignal) {
      const headers = auth.accessToken ? { authorization: `Bearer ${auth.accessToken}` } : {};
      return fetch(url, { headers, signal, cache: 'no-store' });
    },
  };
  const chat = new SecureWebChat({
    webChat,
    tokenEndpoint: ({ signal }) => auth.fetch('/chat/token', signal),
    userCookie: false,
  });
  return {
    chat,
    async login(form: HTMLFormElement) {
      await auth.login(form);
      await chat.login();
    },
    async logout() {
      auth.logout();
      await chat.logout();
    },
  };
}
