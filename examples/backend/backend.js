/**
 * The reference backend: its options, its routes, and the protection in front of them. Copy it.
 */
import cookieParser from 'cookie-parser';
import express from 'express';
import { pino } from 'pino';
import { checkCredentials, refuseCredentials } from './login.js';
import {
  createOriginRules,
  createSecurityHeaders,
  createTurns,
  delayRefusals,
  limitRate,
  warnOfPlainHttp,
} from './protection.js';
import { answerWithRefusal, Refusal, refuseOtherMethods, refuseUnknownRoute } from './refusal.js';
import { createRequestLog } from './requestLog.js';
import { createSessions } from './session.js';
import { createTokens } from './token.js';

/** @import { RequestHandler } from 'express' */
/** @import { TokenIssuerOptions } from 'secure-web-chat/server' */

/**
 * @typedef {object} RequiredOptions
 * @property {TokenIssuerOptions['signingKey']} signingKey Your private key. Its public half is in
 * the assistant's Security tab.
 * @property {NonNullable<TokenIssuerOptions['payloadKey']>} payloadKey IBM's public key, from the
 * same tab.
 * @property {TokenIssuerOptions['cookieSecret']} cookieSecret Signs the anonymous ID cookie; at
 * least 32 bytes.
 * @property {import('./store.js').Store} store
 */

const minute = 60_000;

const defaultLimits = {
  /** Tokens to one address (in IPv6, one /48). Visitors of one company may share an address. */
  tokens: { limit: 600, windowMs: minute },
  /** New anonymous IDs to one address. Each ID that chats is a monthly active user at IBM. */
  newVisitors: { limit: 60, windowMs: minute },
  /** Failed logins from one address. */
  failedLogins: { limit: 10, windowMs: minute },
  /** All logins from one address, because a right password takes as much time as a wrong one. */
  logins: { limit: 60, windowMs: minute },
  /** All logins by one username, from any address. */
  loginsOfUsername: { limit: 20, windowMs: minute },
  /** Logouts from one address. */
  logouts: { limit: 60, windowMs: minute },
};

const defaults = {
  tokenLifetimeSeconds: 3600,
  /** Counted from the login. */
  sessionLifetimeMs: 8 * 60 * 60 * 1000,
  /**
   * Other origins whose pages may use this backend, exactly as browsers write them.
   * @type {readonly string[]}
   */
  allowedOrigins: [],
  /**
   * `none` if those pages are on another site.
   * @type {'lax' | 'strict' | 'none'}
   */
  cookieSameSite: 'lax',
  /** Cookies are `Secure` and named `__Host-…`. `false` is for development on plain http. */
  secureCookies: true,
  /** @type {Partial<typeof defaultLimits>} */
  limits: {},
  /**
   * The delay before a 429 or 503 to a login. Without the delay, a client that tries again at once
   * would keep the backend busy.
   */
  delayOfRefusedLoginsMs: 1000,
  /** For shared computers. Each logout then costs a monthly active user at IBM. */
  rotateAnonymousIdOnLogout: false,
  /**
   * Express's setting `trust proxy`: which proxies the backend trusts to report the visitor's
   * address and protocol.
   * @type {string | number | boolean}
   */
  trustProxy: 'loopback',
  /**
   * The hosts of web chat's script and of its assistant, for the content security policy.
   * @type {readonly string[]}
   */
  webChatSources: ['https://*.watson.appdomain.cloud'],
  /** IBM's web chat needs inline styles. */
  allowInlineStyles: true,
  /**
   * Serves the pages of the site.
   * @type {RequestHandler | undefined}
   */
  site: undefined,
  logger: pino(),
};

/** @typedef {RequiredOptions & Partial<typeof defaults>} BackendOptions */
/** @typedef {RequiredOptions & typeof defaults & { limits: typeof defaultLimits }} Settings */

/** @param {BackendOptions} options */
export function createBackend(options) {
  const settings = { ...defaults, ...options, limits: { ...defaultLimits, ...options.limits } };
  const routes = createRoutes(settings);

  const app = express();
  app.set('trust proxy', settings.trustProxy);
  app.use(createRequestLog(settings.logger), createSecurityHeaders(settings), ...routes);
  if (settings.site) app.use(settings.site);
  app.use(refuseUnknownRoute, answerWithRefusal);
  return app;
}

/** @param {Settings} settings */
function createRoutes(settings) {
  const { store, limits } = settings;
  const sessions = createSessions(settings);
  const tokens = createTokens(settings, sessions);
  const { shareWithAllowed, refuseForeignPages } = createOriginRules(settings.allowedOrigins);
  const warn = warnOfPlainHttp(settings);
  // Node has four threads: two for tokens, one for passwords, and one for other work. A browser
  // would not wait for the end of a longer queue.
  const inTokenTurn = createTurns({ atOnce: 2, waiting: 1000 });
  const inLoginTurn = createTurns({ atOnce: 1, waiting: 8 });

  const routes = express.Router();
  routes.all(['/createJWT', '/authenticate', '/logout', '/health'], neverStored);
  routes.get('/health', async (_request, response) => {
    await store.check().catch((cause) => {
      const words = 'Could not answer because the backend cannot reach its database; try again later.';
      throw new Refusal(503, words, { cause });
    });
    response.json({ status: 'ok' });
  });

  // Without this line, Express would answer HEAD with the next route, and make a token for nobody.
  routes.head('/createJWT', refuseOtherMethods('GET'));
  routes.get('/createJWT', warn, limitRate(limits.tokens), (request, response) =>
    inTokenTurn(async () => {
      // The visitor may have left while the request waited.
      if (!response.destroyed) await tokens.answer(request, response);
    }),
  );

  const limitLogins = [
    limitRate(limits.failedLogins, {
      skipSuccessfulRequests: true,
      // A 5xx says nothing about the credentials, so it does not count as a failed login.
      requestWasSuccessful: (_request, response) => response.statusCode < 400 || response.statusCode >= 500,
    }),
    limitRate(limits.logins),
    limitRate(limits.loginsOfUsername, { keyGenerator: (request) => String(request.body?.username) }),
  ];
  routes.post('/authenticate', warn, refuseForeignPages, readJSON, ...limitLogins, async (request, response) => {
    const user = await inLoginTurn(() => checkCredentials(store, request.body));
    if (!(await sessions.start(request, response, user))) refuseCredentials();
    response.json({ userName: user.userName, customUserID: user.customUserID });
  });

  routes.use('/authenticate', delayRefusals(settings.delayOfRefusedLoginsMs));

  const limitLogouts = limitRate(limits.logouts);
  routes.post('/logout', refuseForeignPages, readJSONIfAny, limitLogouts, async (request, response) => {
    const wasLoggedIn = await sessions.end(request, response);
    if (wasLoggedIn && settings.rotateAnonymousIdOnLogout) await tokens.startNewVisitor(response);
    response.sendStatus(204);
  });

  routes.all(['/health', '/createJWT'], refuseOtherMethods('GET'));
  routes.all(['/authenticate', '/logout'], refuseOtherMethods('POST'));
  return [shareWithAllowed, cookieParser(), routes];
}

const parseJSON = express.json({ limit: '2kb' });

/**
 * Accepts only JSON, because a form on another site can send other types without a preflight
 * request.
 *
 * @type {import('./protection.js').Middleware}
 */
const readJSON = (request, response, next) => {
  if (request.is('application/json') === false) {
    throw new Refusal(
      415,
      'The request was refused because its body is not JSON; send `Content-Type: application/json`.',
    );
  }
  parseJSON(request, response, next);
};

/**
 * A logout needs no body. If the request has one, it has to be JSON too.
 *
 * @type {import('./protection.js').Middleware}
 */
const readJSONIfAny = (request, response, next) => {
  const isBare = request.get('content-length') === '0' && request.get('content-type') === undefined;
  if (isBare) next();
  else readJSON(request, response, next);
};

/**
 * The answer belongs to one visitor, so no cache or proxy may give it to another.
 *
 * @type {import('./protection.js').Middleware}
 */
const neverStored = (_request, response, next) => {
  response.set('Cache-Control', 'no-store').vary('Cookie');
  next();
};
