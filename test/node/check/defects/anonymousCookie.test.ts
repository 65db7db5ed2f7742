/** Defects in the anonymous ID cookie. */
import { createHash } from 'node:crypto';
import { good, newID, type Parts, shared } from '../brokenBackend.js';
import { testDefects } from './defect.js';

const DAY_S = 86_400;
/** The cookie is the ID, without a signature. */
const bare: Partial<Parts> = { readCookie: (value) => value, writeCookie: (id) => id };

testDefects({
  'sets Secure on plain http': {
    fails: ['https', 'cookie-secure', 'subject-stable'],
    warns: ['login-subject'],
    parts: { anonymousCookie: { ...good.anonymousCookie, secure: true } },
    host: '0.0.0.0',
  },
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
  'has the subject itself in the cookie': { fails: ['cookie-subject'], parts: bare },
  'signs any ID that comes': {
    fails: ['cookie-forgery', 'cookie-subject'],
    parts: { ...bare, findID: (cookie) => cookie ?? newID() },
  },
  'signs any ID that looks like its own': {
    fails: ['cookie-forgery', 'cookie-subject'],
    parts: { ...bare, findID: (cookie) => (isWellFormed(cookie) ? cookie : newID()) },
  },
  'makes the subject of any ID that looks like its own': {
    fails: ['cookie-forgery'],
    parts: {
      ...bare,
      findID: (cookie) => (isWellFormed(cookie) ? cookie : newID()),
      claims: (claims) => ({ ...claims, sub: createHash('sha256').update(String(claims.sub)).digest('hex') }),
    },
  },
  'breaks on an ID that looks like its own': {
    fails: ['cookie-forgery', 'cookie-subject', 'login-bad-body'],
    parts: {
      ...bare,
      findID(cookie, known) {
        if (isWellFormed(cookie) && !known.has(cookie)) throw new Error('There is no such row.');
        return good.findID(cookie, known);
      },
      crash: (_error, response) => response.sendStatus(500),
    },
  },
  'breaks on an ID that it does not know': {
    fails: ['cookie-forgery'],
    parts: {
      before: (request, response, next) =>
        /^made-up/.test(request.cookies['ANON']) ? void response.sendStatus(500) : next(),
    },
  },
});

function isWellFormed(cookie: string | undefined): cookie is string {
  return /^anon-[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(cookie ?? '');
}
