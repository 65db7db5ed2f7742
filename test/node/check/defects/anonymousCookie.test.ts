/** Defects in the anonymous ID cookie. */
import { good, newID, shared } from '../brokenBackend.js';
import { testDefects } from './defect.js';

const DAY_S = 86_400;

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
  'signs any ID that comes': { fails: ['cookie-forgery'], parts: { findID: (cookie) => cookie ?? newID() } },
  'breaks on an ID that it does not know': {
    fails: ['cookie-forgery'],
    parts: {
      before: (request, response, next) =>
        /^made-up/.test(request.cookies['ANON']) ? void response.sendStatus(500) : next(),
    },
  },
});
