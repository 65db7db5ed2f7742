/** Defects in the logout. */
import type { Parts } from '../brokenBackend.js';
import { testDefects } from './defect.js';

testDefects({
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
  'logs out with GET': { fails: ['logout-method'], parts: { logoutMethods: 'all' } },
  'breaks on a logout with GET': {
    fails: ['logout-method'],
    parts: {
      before: (request, response, next) =>
        request.path === '/logout' && request.method === 'GET' ? void response.sendStatus(500) : next(),
    },
  },
  "lets other sites' pages log out, without SameSite": {
    fails: ['logout-csrf'],
    warns: ['session-cookie'],
    parts: { guardsLogout: false, sessionCookie: { httpOnly: true, path: '/' } },
  },
});

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
