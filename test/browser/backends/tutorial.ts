/**
 * Style (b): the shape of IBM's tutorial. No password, a readable cookie that the backend believes,
 * and no logout endpoint.
 */
import cookieParser from 'cookie-parser';
import express from 'express';
import type { PageNeeds } from '../servedSite.js';
import { anonymousID } from './anonymousCookie.js';
import { type Customer, createToken } from './token.js';

export function backend() {
  const app = express().use(cookieParser());
  app.get('/createJWT', async (request, response) => {
    const info: string | undefined = request.cookies['SESSION_INFO'];
    const customer: Customer | undefined = info ? JSON.parse(info) : undefined;
    response.send(await createToken(anonymousID(request, response), customer));
  });
  app.get('/authenticate', (_request, response) => {
    response.cookie('SESSION_INFO', JSON.stringify({ userName: 'Cade', customUserID: 'cade-id' }));
    response.send('Ok');
  });
  return app;
}

export function script({ SecureWebChat, webChat }: PageNeeds) {
  const chat = new SecureWebChat({ webChat, tokenEndpoint: '/createJWT', loginEndpoint: 'GET /authenticate' });
  return { chat, login: () => chat.login(), logout: () => chat.logout() };
}
