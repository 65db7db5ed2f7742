/** Style (f): the customer's own ID is the subject, so that login and logout change it. */
import { randomUUID } from 'node:crypto';
import cookieParser from 'cookie-parser';
import express from 'express';
import type { PageNeeds } from '../servedSite.js';
import { anonymousID } from './anonymousCookie.js';
import { type Customer, createToken, findCustomer } from './token.js';

export function backend() {
  const sessions = new Map<string, Customer>();
  const app = express().use(cookieParser());
  app.get('/createJWT', async (request, response) => {
    const customer = sessions.get(request.cookies['SID']);
    const subject = customer?.customUserID ?? anonymousID(request, response);
    response.type('text').send(await createToken(subject, customer));
  });
  app.post('/authenticate', express.json(), (request, response) => {
    const customer = findCustomer(request.body?.username, request.body?.password);
    if (!customer) return void response.status(401).end();
    const session = randomUUID();
    sessions.set(session, customer);
    response.cookie('SID', session, { httpOnly: true }).cookie('SESSION_INFO', JSON.stringify(customer)).send('Ok');
  });
  app.post('/logout', (request, response) => {
    sessions.delete(request.cookies['SID']);
    response.clearCookie('SID').clearCookie('SESSION_INFO').send('Ok');
  });
  return app;
}

export function script({ SecureWebChat, webChat }: PageNeeds) {
  const chat = new SecureWebChat({
    webChat,
    tokenEndpoint: '/createJWT',
    loginEndpoint: '/authenticate',
    logoutEndpoint: '/logout',
  });
  return {
    chat,
    login: (form: HTMLFormElement) => chat.login(Object.fromEntries(new FormData(form))),
    logout: () => chat.logout(),
  };
}
