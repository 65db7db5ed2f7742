/** Logins and logouts by page loads, on pages without the SDK, as most sites have them. */
import { randomUUID } from 'node:crypto';
import cookieParser from 'cookie-parser';
import express from 'express';
import { anonymousID } from './anonymousCookie.js';
import { type Customer, createToken, findCustomer } from './token.js';

/**
 * The means that identify a login: the claim `sid`, or a readable cookie with a text for each user,
 * or with the same text for all.
 */
export interface Naming {
  readonly hasSid: boolean;
  readonly cookie: 'of each user' | 'of all users' | 'none';
}

export function backend({ hasSid, cookie }: Naming) {
  const sessions = new Map<string, { readonly sid: string; readonly customer: Customer }>();
  const app = express().use(cookieParser());
  const page = (title: string) => `<!doctype html><title>${title}</title>`;
  app.get('/createJWT', async (request, response) => {
    const session = sessions.get(request.cookies['SESSION']);
    const sub = anonymousID(request, response);
    const claims = session && hasSid ? { sid: session.sid } : {};
    response.set('Cache-Control', 'no-store').send(await createToken(sub, session?.customer, 60, claims));
  });
  app.get('/log-in/:username', (request, response) => {
    const customer = findCustomer(request.params.username, 'lendyr-demo');
    if (!customer) return void response.sendStatus(404);
    const id = randomUUID();
    sessions.set(id, { sid: randomUUID(), customer });
    response.cookie('SESSION', id, { httpOnly: true });
    const user = cookie === 'of each user' ? customer : { seen: true };
    if (cookie !== 'none') response.cookie('SESSION_INFO', JSON.stringify(user));
    response.send(page('You are logged in'));
  });
  app.get('/log-out', (request, response) => {
    sessions.delete(request.cookies['SESSION']);
    response.clearCookie('SESSION').clearCookie('SESSION_INFO');
    response.send(page('You are logged out'));
  });
  return app;
}
