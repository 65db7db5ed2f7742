/** Each planted defect is found, by the check that is there for it, and no other check fails or warns without reason. */
import type { Response } from 'express';
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { payload } from '../keys.js';
import {
  encryptWithAES,
  good,
  newID,
  PAGE,
  type Parts,
  shared,
  signWithHS256,
  startBrokenBackend,
  unsigned,
} from './brokenBackend.js';
import { check, findingsIn, idsWith, writePublicKey } from './check.js';

interface Defect {
  readonly fails?: readonly string[];
  readonly warns?: readonly string[];
  readonly parts: Partial<Parts>;
  readonly args?: readonly string[];
}

const now = () => Math.floor(Date.now() / 1000);
const DAY_S = 86_400;
const LOGIN = ['--login', '/login', '--logout', '/logout'];
const elsewhere = ['--origin', PAGE];
const sends = (status: number, type: string, body: string) => (response: Response) =>
  response.status(status).type(type).send(body);

const defects: Record<string, Defect> = {
  // The answer
  'redirects to a login page': { fails: ['status'], parts: { answer: (response) => response.redirect('/login-page') } },
  'wants a login for a token': { fails: ['status'], parts: { answer: (response) => response.sendStatus(401) } },
  'is broken': { fails: ['status'], parts: { answer: (response) => response.sendStatus(500) } },
  'answers a login page': {
    fails: ['token'],
    warns: ['content-type'],
    parts: { answer: sends(200, 'html', '<!doctype html><title>Log in</title>') },
  },
  'answers nothing': { fails: ['token'], parts: { answer: sends(200, 'text', '') } },
  'answers without end': { fails: ['token'], parts: { answer: sends(200, 'text', 'x'.repeat(100_000)) } },
  'answers JSON of another shape': {
    fails: ['token'],
    parts: { answer: (response, token) => response.json({ access_token: token }) },
  },
  'answers a number': { fails: ['token'], parts: { answer: sends(200, 'json', '42') } },
  'answers text that is no token': { fails: ['token'], parts: { answer: sends(200, 'text', 'a.b.c') } },
  'says that a token is HTML': {
    warns: ['content-type'],
    parts: { answer: (response, token) => response.type('html').send(token) },
  },
  'never answers': { fails: ['in-time'], parts: { answer: () => {} }, args: ['--timeout', '300'] },
  'hangs up': { fails: ['in-time'], parts: { answer: (response) => response.socket?.destroy() } },
  'lets caches keep tokens': { fails: ['cache'], parts: { headers: { 'Cache-Control': 'public, max-age=60' } } },
  'says nothing of caches': { warns: ['cache'], parts: { headers: {} } },
  'gives tokens to any method': { warns: ['wrong-method'], parts: { tokenMethods: 'all' } },
  'breaks on another method': {
    fails: ['wrong-method'],
    parts: {
      before: (request, response, next) => (request.method === 'PUT' ? void response.sendStatus(500) : next()),
    },
  },
  'makes huge tokens': {
    warns: ['token-size'],
    parts: { claims: (claims) => ({ ...claims, history: 'x'.repeat(8_000) }) },
  },
  'makes tokens that the SDK does not take': {
    fails: ['token'],
    warns: ['token-size'],
    parts: { claims: (claims) => ({ ...claims, history: 'x'.repeat(20_000) }) },
  },

  // The token
  'signs with HS256': { fails: ['algorithm', 'signature'], parts: { sign: signWithHS256 } },
  'does not sign': { fails: ['token', 'algorithm', 'signature'], parts: { sign: unsigned } },
  'signs with another key': {
    fails: ['signature'],
    parts: {
      sign: (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(payload.privateKey),
    },
  },
  'forgets the subject': { fails: ['subject'], parts: { claims: ({ sub: _sub, ...claims }) => claims } },
  'has a number as subject': {
    fails: ['subject'],
    parts: {
      claims: ({ sub, ...claims }) => ({ ...claims, sub: Number(`0x${sub?.slice(5, 13)}`) as unknown as string }),
    },
  },
  'has an illegal subject': { fails: ['subject'], parts: { findID: oneOf((id) => `id=${id}`) } },
  'has the e-mail address as subject': {
    fails: ['subject-opaque'],
    parts: { findID: oneOf((id) => `${id}@example.com`) },
  },
  'counts its visitors': { fails: ['subject-opaque'], parts: { findID: oneOf((_id, count) => String(1000 + count)) } },
  'has a short name as subject': {
    warns: ['subject-opaque'],
    parts: { findID: oneOf((_id, count) => `cade${count}`) },
  },
  'has another subject each time': {
    fails: ['subject-stable'],
    warns: ['login-subject'],
    parts: { findID: newID },
  },
  'sets no cookie': { fails: ['subject-stable'], warns: ['login-subject'], parts: { anonymousCookie: null } },
  'has one subject for everybody': { fails: ['subject-own'], parts: { findID: () => 'anonymous-visitors' } },
  'never lets tokens expire': { fails: ['expiry'], parts: { claims: ({ exp: _exp, ...claims }) => claims } },
  'counts the expiry in milliseconds': {
    fails: ['expiry'],
    parts: { claims: (claims) => ({ ...claims, exp: Date.now() + 3_600_000 }) },
  },
  'answers expired tokens': {
    fails: ['expiry'],
    parts: { claims: (claims) => ({ ...claims, iat: now() - 20, exp: now() - 10 }) },
  },
  'writes the expiry as text': {
    fails: ['expiry'],
    parts: { claims: (claims) => ({ ...claims, exp: '1 h' as unknown as number }) },
  },
  'lets tokens live for a year': {
    warns: ['expiry'],
    parts: { claims: (claims) => ({ ...claims, exp: now() + 365 * DAY_S }) },
  },
  'lets tokens live for a moment': {
    warns: ['expiry'],
    parts: { claims: (claims) => ({ ...claims, exp: now() + 10 }) },
  },
  'signs in the future': {
    fails: ['issued-at'],
    parts: { claims: (claims) => ({ ...claims, iat: now() + 600 }) },
  },
  'makes tokens for later': {
    fails: ['issued-at'],
    parts: { claims: (claims) => ({ ...claims, nbf: now() + 600 }) },
  },
  'does not say when it signed': {
    warns: ['issued-at'],
    parts: { claims: ({ iat: _iat, ...claims }) => claims },
  },
  'gives out old tokens': {
    warns: ['issued-at'],
    parts: { claims: (claims) => ({ ...claims, iat: now() - 600 }) },
  },
  'has a wrong clock': {
    warns: ['clock'],
    parts: {
      claims: (claims) => ({ ...claims, iat: now() - 7200, exp: now() - 3600 }),
      answer: (response, token) =>
        response
          .set('Date', new Date(Date.now() - 7_200_000).toUTCString())
          .type('text')
          .send(token),
    },
  },
  'leaves the payload readable': { fails: ['user-payload'], parts: { userPayload: (data) => data } },
  'only encodes the payload': {
    fails: ['user-payload'],
    parts: { userPayload: (data) => Buffer.from(JSON.stringify(data)).toString('base64') },
  },
  'encrypts the payload with AES': { fails: ['user-payload'], parts: { userPayload: encryptWithAES } },
  'encrypts the payload the same each time': {
    warns: ['user-payload'],
    parts: { userPayload: (data) => Buffer.alloc(256, JSON.stringify(data).length).toString('base64') },
  },
  'tells the e-mail address to everybody': {
    warns: ['private-claims'],
    parts: { claims: (claims, session) => (session ? { ...claims, contact: 'cade@example.com' } : claims) },
  },

  // The anonymous ID cookie
  'forgets visitors with the browser': {
    fails: ['cookie-lifetime'],
    parts: { anonymousCookie: { httpOnly: true, sameSite: 'lax' } },
  },
  'forgets visitors after 30 days': {
    fails: ['cookie-lifetime'],
    parts: { anonymousCookie: { ...good.anonymousCookie, maxAge: 30 * DAY_S * 1000 } },
  },
  'does not renew the cookie': { warns: ['cookie-renewal'], parts: { renewsCookie: false } },
  'lets scripts read the anonymous ID': {
    fails: ['cookie-httponly'],
    parts: { anonymousCookie: { ...good.anonymousCookie, httpOnly: false } },
  },
  'leaves SameSite out': {
    warns: ['cookie-samesite'],
    parts: { anonymousCookie: { ...good.anonymousCookie, sameSite: false } },
  },
  'sets SameSite=None without Secure': {
    fails: ['cookie-samesite'],
    parts: { anonymousCookie: { ...good.anonymousCookie, sameSite: 'none' } },
  },
  'keeps its cookies from a page on another site': {
    fails: ['cookie-samesite', 'session-cookie'],
    parts: {
      cors: (origin) => (origin === 'https://shop.example' ? shared(origin) : {}),
      isOwnPage: (origin) => origin === 'https://shop.example',
    },
    args: ['--origin', 'https://shop.example'],
  },
  'signs any ID that comes': { fails: ['cookie-forgery'], parts: { findID: (cookie) => cookie ?? newID() } },
  'breaks on an ID that it does not know': {
    fails: ['cookie-forgery'],
    parts: {
      before: (request, response, next) =>
        /^made-up/.test(request.cookies['ANON']) ? void response.sendStatus(500) : next(),
    },
  },

  // Other origins
  'lets any page read tokens': { fails: ['cors-stranger'], parts: { cors: shared } },
  'lets any page read tokens without cookies': {
    warns: ['cors-stranger'],
    parts: { cors: () => ({ 'Access-Control-Allow-Origin': '*' }) },
  },
  'does not share with its own page': {
    fails: ['cors-origin', 'cors-preflight'],
    parts: {
      cors: (origin) => (origin === PAGE ? { ...shared(origin), 'Access-Control-Allow-Origin': 'http://other' } : {}),
    },
    args: elsewhere,
  },
  'shares with everybody instead of its own page': {
    fails: ['cors-origin', 'cors-preflight'],
    warns: ['cors-stranger'],
    parts: { cors: (origin) => ({ ...shared(origin), 'Access-Control-Allow-Origin': '*' }) },
    args: elsewhere,
  },
  'does not let its own page send cookies': {
    fails: ['cors-credentials', 'cors-preflight'],
    parts: {
      cors: (origin) => (origin === PAGE ? { ...shared(origin), 'Access-Control-Allow-Credentials': 'false' } : {}),
    },
    args: elsewhere,
  },
  'does not answer a preflight': {
    fails: ['cors-preflight'],
    parts: { preflight: (response) => response.sendStatus(404) },
    args: elsewhere,
  },
  'does not let its own page send JSON': {
    fails: ['cors-preflight'],
    parts: {
      cors: (origin) => (origin === PAGE ? { ...shared(origin), 'Access-Control-Allow-Headers': 'X-Other' } : {}),
    },
    args: elsewhere,
  },
  'does not tell caches of origins': {
    warns: ['cors-vary'],
    parts: { cors: (origin) => (origin === PAGE ? { ...shared(origin), Vary: 'Cookie' } : {}) },
    args: elsewhere,
  },
  'hides its clock': {
    warns: ['cors-expose'],
    parts: {
      cors: (origin) => (origin === PAGE ? { ...shared(origin), 'Access-Control-Expose-Headers': 'ETag' } : {}),
    },
    args: elsewhere,
  },

  // Login
  'answers a login with a redirect': {
    fails: ['login-status'],
    parts: { loggedIn: (response) => response.redirect('/home') },
  },
  'answers a login with a page': {
    fails: ['login-status'],
    parts: { loggedIn: (response) => response.send('<h1>Hello</h1>') },
  },
  'refuses the right credentials': { fails: ['login-status'], parts: { findUser: () => 401 } },
  'has no token for whoever is logged in': {
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
  'does not tell one login from another': { warns: ['login-id'], parts: { sidOf: () => undefined } },
  'gives the session away in the token': { fails: ['login-id'], parts: { sidOf: (secret) => secret } },
  'has a login ID for whoever is not logged in': {
    warns: ['login-id'],
    parts: { claims: (claims) => ({ ...claims, sid: claims['sid'] ?? 'nobody' }) },
  },
  'hides the user cookie from the page': { warns: ['login-user-cookie'], parts: { userCookie: good.sessionCookie } },
  'writes a user cookie that is no JSON': { warns: ['login-user-cookie'], parts: { userCookieValue: 'Cade' } },
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
  'tells of its inside': {
    warns: ['login-bad-body'],
    parts: { crash: (error, response) => response.status(400).send(error.stack) },
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

  // Logout
  'breaks on a logout': {
    fails: ['logout-status', 'logout-again'],
    parts: { loggedOut: (response) => response.sendStatus(500) },
  },
  'redirects after a logout': {
    fails: ['logout-status'],
    warns: ['logout-again'],
    parts: { loggedOut: (response) => response.redirect('/') },
  },
  'does not log out': {
    fails: ['logout-token', 'logout-session', 'logout-cookies'],
    parts: { endSession: () => {}, clears: [] },
  },
  'only takes the cookie away': { fails: ['logout-session'], parts: { endSession: () => {} } },
  'leaves the user cookie': { fails: ['logout-cookies'], parts: { clears: ['SESSION'] } },
  'leaves the session cookie': { warns: ['logout-cookies'], parts: { clears: ['SESSION_INFO'] } },
  'has no token after a logout': {
    fails: ['logout-token'],
    parts: withoutTokenAfterLogout(),
  },
  'refuses a logout of nobody': {
    warns: ['logout-again'],
    parts: { loggedOut: (response, wasLoggedIn) => response.sendStatus(wasLoggedIn ? 204 : 401) },
  },
  "lets other sites' pages log out": { warns: ['logout-csrf'], parts: { guardsLogout: false } },
  "lets other sites' pages log out, without SameSite": {
    fails: ['logout-csrf'],
    warns: ['session-cookie'],
    parts: { guardsLogout: false, sessionCookie: { httpOnly: true, path: '/' } },
  },
};

test.each(Object.entries(defects))('a backend that %s', async (_what, { fails = [], warns = [], parts, args = [] }) => {
  const url = await startBrokenBackend(parts);
  const credentials = { username: 'cade', password: 'secret-of-cade' };
  const report = await check([`${url}/token`, ...LOGIN, '--public-key', writePublicKey(), ...args], credentials);

  expect({ fail: idsWith(report, 'fail').sort(), warn: idsWith(report, 'warn').sort() }).toEqual({
    fail: [...fails].sort(),
    warn: [...warns].sort(),
  });
  for (const { outcome, reason, remedy, link } of findingsIn(report)) {
    expect(reason).toMatch(/\S/);
    expect(link).toMatch(/docs\/backend-contract\.md#[a-z-]+$/);
    expect(remedy === undefined).toBe(outcome === 'pass' || outcome === 'skip');
  }
});

test('the same backend without a defect passes', async () => {
  const url = await startBrokenBackend();
  const args = [`${url}/token`, ...LOGIN, '--public-key', writePublicKey(), ...elsewhere];
  const report = await check(args, { username: 'cade', password: 'secret-of-cade' });

  expect([...idsWith(report, 'fail'), ...idsWith(report, 'warn')]).toEqual([]);
  expect(idsWith(report, 'skip')).toEqual(['csrf-token']);
});

/** IDs of another form than the good ones, kept as those are. */
function oneOf(form: (id: string, count: number) => string): Parts['findID'] {
  return (cookie, known) => (cookie && known.has(cookie) ? cookie : form(newID(), known.size));
}

function withoutTokenAfterLogout(): Partial<Parts> {
  let isOver = false;
  return {
    loggedOut: (response) => {
      isOver = true;
      return response.sendStatus(204);
    },
    loggedIn: (response) => {
      isOver = false;
      return response.json({});
    },
    answer: (response, token) => (isOver ? response.sendStatus(401) : response.type('text').send(token)),
  };
}
