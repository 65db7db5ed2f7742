/** The reference backend: its options, its routes, and what stands in front of them. Made to be copied. */
import cookieParser from 'cookie-parser';
import express from 'express';
import { pino } from 'pino';
import { createAnonymousIDs } from './anonymousId.js';
import { createSecurityHeaders } from './contentSecurityPolicy.js';
import { createCookies } from './cookies.js';
import { createHealthCheck } from './health.js';
import { checkCredentials } from './login.js';
import { createOriginRules } from './origin.js';
import { limitRate } from './rateLimit.js';
import { answerWithRefusal, Refusal, refuseOtherMethods, refuseUnknownRoute } from './refusal.js';
import { createRequestLog } from './requestLog.js';
import { createSessions } from './session.js';
import { serveSite } from './site.js';
import { createTokenSigner } from './token.js';
import { createTurns } from './turns.js';

/** @import { NextFunction, Request, Response } from 'express' */

/**
 * @typedef {object} RequiredOptions
 * @property {import('./rsaKey.js').KeyMaterial} signingKey Your private key. Its public half is in the assistant's security tab.
 * @property {import('./rsaKey.js').KeyMaterial} payloadKey IBM's public key, from the same tab.
 * @property {import('./store.js').Store} store
 */

const defaults = {
  /**
   * Takes the place of `signingKey` at an instant: for changing keys while visitors chat.
   * @type {import('./token.js').NextSigningKey | undefined}
   */
  nextSigningKey: undefined,
  tokenLifetimeSeconds: 3600,
  sessionLifetimeMs: 8 * 60 * 60 * 1000,
  /**
   * Other origins whose pages may use this backend, exactly as browsers write them.
   * @type {readonly string[]}
   */
  allowedOrigins: [],
  /**
   * `none` where those pages are on another site, which needs https.
   * @type {'lax' | 'strict' | 'none'}
   */
  cookieSameSite: 'lax',
  /**
   * Left out: as the request came, on https or not.
   * @type {boolean | undefined}
   */
  secureCookies: undefined,
  /**
   * Failed logins from one address; a successful one does not count.
   * @type {import('./rateLimit.js').RateLimit}
   */
  loginLimit: { limit: 10, windowMs: 60_000 },
  /**
   * Tokens to one address. Visitors of one company may share theirs.
   * @type {import('./rateLimit.js').RateLimit}
   */
  tokenLimit: { limit: 600, windowMs: 60_000 },
  /** For shared computers. Each logout then costs a monthly active user at IBM. */
  rotateAnonymousIdOnLogout: false,
  /**
   * Express's setting of that name: which proxies are believed when they say that a request came on https.
   * @type {string | number | boolean}
   */
  trustProxy: 'loopback',
  /**
   * Where web chat comes from and whom it talks to, for the content security policy.
   * @type {readonly string[]}
   */
  webChatSources: ['https://*.watson.appdomain.cloud'],
  /** IBM's web chat writes inline styles and cannot do without. */
  allowInlineStyles: true,
  /**
   * Left out: the routes alone, no pages.
   * @type {import('./site.js').Site | undefined}
   */
  site: undefined,
  /**
   * Where each request is logged.
   * @type {import('pino').Logger}
   */
  logger: pino(),
  now: Date.now,
};

/** @typedef {RequiredOptions & Partial<typeof defaults>} BackendOptions */

/** @param {BackendOptions} options */
export function createBackend(options) {
  const settings = { ...defaults, ...options };
  const { shareWithAllowed, refuseForeignPages } = createOriginRules(settings.allowedOrigins);

  const app = express();
  app.set('trust proxy', settings.trustProxy);
  app.use(createRequestLog(settings.logger), createSecurityHeaders(settings), shareWithAllowed, cookieParser());
  app.use(createRoutes(settings, refuseForeignPages));
  if (settings.site) app.use(serveSite(settings.site));
  app.use(refuseUnknownRoute, answerWithRefusal);
  return app;
}

/**
 * @param {RequiredOptions & typeof defaults} settings
 * @param {import('express').RequestHandler} refuseForeignPages
 */
function createRoutes(settings, refuseForeignPages) {
  const { store, now } = settings;
  const cookies = createCookies(settings);
  const { getOrSetAnonymousID, setNewAnonymousID } = createAnonymousIDs({ store, cookie: cookies.anonymousID, now });
  const sessions = createSessions({ ...settings, cookies });
  const createJWT = createTokenSigner(settings);
  // Half of Node's four threads are left for logins. A browser would not wait for the end of a longer queue.
  const inTurn = createTurns({ atOnce: 2, waiting: 1000 });
  const limitTokens = limitRate(settings.tokenLimit);
  const limitLogins = limitRate(settings.loginLimit, { countsFailuresOnly: true });

  const routes = express.Router();
  routes.all(['/createJWT', '/authenticate', '/logout', '/health'], neverStored);
  routes.get('/health', createHealthCheck(store));

  routes.get('/createJWT', limitTokens, async (request, response) => {
    const token = await inTurn(async () => {
      // The visitor left while waiting.
      if (response.destroyed) return;
      const session = await sessions.read(request, response);
      const anonymousID = await getOrSetAnonymousID(request, response, session?.customUserID ?? null);
      return createJWT(anonymousID, session);
    });
    response.type('text/plain').send(token);
  });

  routes.post('/authenticate', refuseForeignPages, readJSON, limitLogins, async (request, response) => {
    const user = await checkCredentials(store, request.body);
    await sessions.start(request, response, user);
    await getOrSetAnonymousID(request, response, user.customUserID);
    response.json({ userName: user.userName, customUserID: user.customUserID });
  });

  routes.post('/logout', refuseForeignPages, async (request, response) => {
    await sessions.end(request, response);
    if (settings.rotateAnonymousIdOnLogout) await setNewAnonymousID(response, null);
    response.sendStatus(204);
  });

  routes.all(['/health', '/createJWT'], refuseOtherMethods('GET'));
  routes.all(['/authenticate', '/logout'], refuseOtherMethods('POST'));
  return routes;
}

const parseJSON = express.json({ limit: '2kb' });

/**
 * Only JSON: another site's form can send the other types without asking the browser for leave.
 *
 * @param {Request} request
 * @param {Response} response
 * @param {NextFunction} next
 */
function readJSON(request, response, next) {
  if (!request.is('application/json')) {
    throw new Refusal(415, 'The request was refused because it is not JSON; send `Content-Type: application/json`.');
  }
  parseJSON(request, response, next);
}

/**
 * An answer that is one visitor's own: no cache keeps it, no proxy gives it to another.
 *
 * @param {Request} _request
 * @param {Response} response
 * @param {NextFunction} next
 */
function neverStored(_request, response, next) {
  response.set('Cache-Control', 'no-store').vary('Cookie');
  next();
}
