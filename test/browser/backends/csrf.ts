/**
 * Style (c): JSON answers, POST everywhere, a CSRF cookie that each request repeats in a header,
 * and a form-encoded login.
 */
import { randomUUID } from 'node:crypto';
import cookieParser from 'cookie-parser';
import express, { type NextFunction, type Request, type Response } from 'express';
import type { PageNeeds } from '../servedSite.js';
import { anonymousID } from './anonymousCookie.js';
import { type Customer, createToken, findCustomer } from './token.js';

export function backend() {
  const sessions = new Map<string, Customer>();
  const app = express().use(cookieParser());
  app.post('/api/chat-token', refuseForged, async (request, response) => {
    const customer = sessions.get(request.cookies['connect.sid']);
    // The two header names that backends use.
    response.json({ [customer ? 'jwt' : 'token']: await createToken(anonymousID(request, response), customer) });
  });
  app.post('/api/login', refuseForged, express.urlencoded(), (request, response) => {
    const customer = findCustomer(request.body?.username, request.body?.password);
    if (!customer) return void response.status(401).json({ error: 'wrong' });
    const session = randomUUID();
    sessions.set(session, customer);
    response.cookie('connect.sid', session, { httpOnly: true });
    response.cookie('SESSION_INFO', JSON.stringify(customer)).json(customer);
  });
  app.post('/api/logout', refuseForged, (request, response) => {
    sessions.delete(request.cookies['connect.sid']);
    response.clearCookie('connect.sid').clearCookie('SESSION_INFO').json({});
  });
  return app;
}

/** The response with the page sets the cookie. */
export function pages(_request: Request, response: Response, next: NextFunction): void {
  response.cookie('csrf', randomUUID());
  next();
}

function refuseForged(request: Request, response: Response, next: NextFunction): void {
  const { csrf } = request.cookies;
  if (csrf && csrf === request.get('x-csrf')) next();
  else response.status(403).json({ error: 'forged' });
}

export function script({ SecureWebChat, webChat }: PageNeeds) {
  const chat = new SecureWebChat({
    webChat,
    tokenEndpoint: 'POST /api/chat-token',
    loginEndpoint: '/api/login',
    logoutEndpoint: '/api/logout',
    csrf: { cookie: 'csrf', header: 'X-CSRF' },
  });
  return {
    chat,
    login: (form: HTMLFormElement) => chat.login(new URLSearchParams([...new FormData(form)] as [string, string][])),
    logout: () => chat.logout(),
  };
}
