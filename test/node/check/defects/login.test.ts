/** Defects in the login. */
import { randomUUID } from 'node:crypto';
import type { Response } from 'express';
import { describe, expect, test } from 'vitest';
import { good, type Parts, startBrokenBackend } from '../brokenBackend.js';
import { check, findingsIn, idsWith } from '../check.js';
import { testDefects } from './defect.js';

testDefects({
  'answers a login with a redirect': {
    fails: ['login-status'],
    parts: { loggedIn: (response) => response.redirect('/home') },
  },
  'answers a login with a page': {
    fails: ['login-status'],
    parts: { loggedIn: (response) => response.send('<h1>Hello</h1>') },
  },
  'refuses the right credentials': { fails: ['login-status'], parts: { findUser: () => 401 } },
  'has no token for a logged-in visitor': {
    fails: ['login-token'],
    parts: {
      answer: (response, token, session) => (session ? response.sendStatus(403) : response.type('text').send(token)),
    },
  },
  'changes the subject at the login': {
    warns: ['login-subject'],
    parts: { claims: (claims, session) => (session ? { ...claims, sub: `${session.user}-7d81b9c2-a1f7` } : claims) },
  },
  'does not tell the assistant who logged in': {
    fails: ['login-payload'],
    parts: { claims: ({ user_payload: _payload, ...claims }) => claims },
  },
  'does not tell one login from another': { fails: ['login-id'], parts: { sidOf: () => undefined } },
  'chooses another login ID for each token': {
    fails: ['login-id'],
    parts: { claims: (claims, session) => (session ? { ...claims, sid: randomUUID() } : claims) },
  },
  'gives the session away in the token': { fails: ['login-id'], parts: { sidOf: (secret) => secret } },
  'has a login ID for a visitor who is not logged in': {
    warns: ['login-id'],
    parts: { claims: (claims) => ({ ...claims, sid: claims['sid'] ?? 'nobody' }) },
  },
  'hides the user cookie from the page': { warns: ['login-user-cookie'], parts: { userCookie: good.sessionCookie } },
  'writes a user cookie as Express writes an object': { parts: { userCookieValue: () => 'j:{"name":"Cade"}' } },
  'removes its cookies in the answer that sets them': {
    parts: {
      before: ({ path }, response, next) => {
        const names = { '/token': ['ANON'], '/login': ['SESSION', 'SESSION_INFO'] }[path] ?? [];
        for (const name of names) response.clearCookie(name, { path: '/' });
        next();
      },
    },
  },
  'writes a user cookie that is no JSON': { warns: ['login-user-cookie'], parts: { userCookieValue: () => 'Cade' } },
  'lets scripts read the session cookie': {
    fails: ['session-cookie'],
    parts: { sessionCookie: { ...good.sessionCookie, httpOnly: false } },
  },
  'leaves SameSite out of the session cookie': {
    warns: ['session-cookie'],
    parts: { sessionCookie: { httpOnly: true, path: '/' } },
  },
  'keeps a planted session': {
    fails: ['session-fixation'],
    parts: { newSession: (planted) => planted ?? good.newSession(undefined) },
  },
  'lets in with any password': {
    fails: ['login-refusal'],
    parts: { findUser: ({ username }) => (typeof username !== 'string' ? 400 : username === 'cade' ? 'cade' : 401) },
  },
  'answers a wrong password with a redirect': {
    fails: ['login-refusal', 'login-bad-body'],
    parts: {
      refuse: (response, status) =>
        status === 401 ? response.location('/login').sendStatus(302) : good.refuse(response, status),
    },
  },
  'tells whether there is such a user': {
    fails: ['login-enumeration'],
    parts: { findUser: (body) => (body['username'] === 'cade' ? good.findUser(body) : 404) },
  },
  'breaks on bad bodies': {
    fails: ['login-bad-body'],
    parts: { crash: (_error, response) => response.status(500).json({ error: 'It broke.' }) },
  },
  'breaks on half a character': {
    fails: ['login-bad-body'],
    parts: { findUser: (body) => (body['username'] === '\ud800' ? 500 : good.findUser(body)) },
  },
  'never answers half a character': {
    fails: ['login-bad-body'],
    parts: hangsUp((body) => body.includes('\\ud800')),
  },
  'breaks on a long username': {
    fails: ['login-bad-body'],
    parts: { findUser: (body) => (String(body['username']).length > 1000 ? 500 : good.findUser(body)) },
  },
  'tells of its inside': {
    warns: ['login-bad-body'],
    parts: { crash: (error, response) => response.status(400).send(error.stack) },
  },
  'logs in by an address with the credentials in it': {
    fails: ['login-method'],
    parts: { loginMethods: 'all' },
  },
  'logs in by an address, and does not tell in its tokens': {
    fails: ['login-id', 'login-method'],
    parts: { loginMethods: 'all', sidOf: () => undefined },
  },
  'answers credentials in an address as a login': {
    warns: ['login-method'],
    parts: answersGet((response) => response.json({})),
  },
  'breaks on credentials in an address': {
    fails: ['login-method'],
    parts: answersGet((response) => response.sendStatus(500)),
  },
  'shows its login page where it takes logins, which is right': {
    parts: answersGet((response) => response.cookie('CSRF', 'a').send('<!doctype html><title>Log in</title>')),
  },
  'tells the assistant the same before and after a login': {
    fails: ['login-payload'],
    warns: ['user-payload'],
    parts: { userPayload: () => Buffer.alloc(256, 7).toString('base64') },
  },
  "lets other sites' forms log in": {
    fails: ['login-csrf'],
    parts: {
      takes: ['application/json', 'application/x-www-form-urlencoded'],
      isOwnPage: () => true,
      guardsLogout: false,
    },
    warns: ['logout-csrf'],
  },
  "takes other sites' JSON as text": {
    fails: ['login-csrf'],
    parts: { takes: ['application/json', 'text/plain'], isOwnPage: () => true, guardsLogout: false },
    warns: ['logout-csrf'],
  },
  'hides the CSRF token from the page': { fails: ['csrf-token'], parts: { csrfCookie: { httpOnly: true } } },
  'does not ask for the CSRF token': { warns: ['csrf-token'], parts: { csrfCookie: {} } },
});

/** Reads the body itself, and ends the connection if it cannot read the body. */
function hangsUp(cannotBear: (body: string) => boolean): Partial<Parts> {
  return {
    before: (request, _response, next) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
        if (cannotBear(body)) request.socket.destroy();
      });
      next();
    },
  };
}

function answersGet(answer: (response: Response) => unknown): Partial<Parts> {
  return {
    before: (request, response, next) =>
      request.path === '/login' && request.method === 'GET' ? void answer(response) : next(),
  };
}

describe('a CSRF check', () => {
  const login = async (parts: Partial<Parts>, ...args: string[]) => {
    const url = await startBrokenBackend(parts);
    const report = await check([`${url}/token`, '--login', '/login', '--logout', '/logout', ...args], {
      username: 'cade',
      password: 'secret-of-cade',
    });
    const finding = (id: string) => findingsIn(report).find((found) => found.id === id);
    return { status: finding('login-status'), token: finding('csrf-token'), failed: idsWith(report, 'fail') };
  };
  /** Works like Spring Security 6, which sets the cookie with its first refusal. */
  const spring: Partial<Parts> = {
    demandsCSRF: true,
    refuse: (response, code) => {
      if (code === 403) response.cookie('XSRF-TOKEN', 'first');
      return response.status(code).json({ error: 'Refused' });
    },
  };

  test('whose cookie is set by the first refusal passes, as it does with the SDK', async () => {
    const { status, token, failed } = await login(spring);
    expect(status?.reason).toBe('the status is 200, after a 403 that set the CSRF cookie');
    expect(token).toMatchObject({
      outcome: 'pass',
      reason: 'the refusal of a login without the token sets the cookie',
    });
    expect(failed).toEqual([]);
  });

  test('that nothing satisfies is reported as the cause, not the credentials', async () => {
    const { status } = await login({ demandsCSRF: true, findUser: () => 403 });
    expect(status?.remedy).toContain('there is no cookie XSRF-TOKEN that a page can read');
    const off = await login({ findUser: () => 403 }, '--csrf', 'none');
    expect(off.status?.remedy).toContain('--csrf is none');
    const sent = await login({ csrfCookie: {}, findUser: () => 403 });
    expect(sent.status?.remedy).toContain('was repeated in X-XSRF-TOKEN, and the backend refused the login');
    const wrong = await login({ findUser: () => 401 });
    expect(wrong.status?.remedy).toBe('Check the credentials that you gave.');
  });
});
