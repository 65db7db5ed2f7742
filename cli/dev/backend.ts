/** The backend of the site: token, login and logout, with `secure-web-chat/server`. */
import { createOriginRules } from '../../src/server/origin.js';
import { createTokenIssuer } from '../../src/server/tokenIssuer.js';
import { refuse } from './refusal.js';
import { createSessions } from './sessions.js';
import { findUser } from './users.js';

interface BackendOptions {
  readonly signingKey: string;
  readonly payloadKey: string | undefined;
  readonly cookieSecret: string;
  /** The origins of other pages that may use the backend. */
  readonly allowedOrigins: readonly string[];
}

const MAX_CREDENTIAL = 200;

/** @throws TypeError if a key cannot work */
export function createBackend({ allowedOrigins, ...keys }: BackendOptions) {
  const sessions = createSessions();
  const origins = createOriginRules(allowedOrigins);
  const issuer = createTokenIssuer({ ...keys, allowedOrigins });

  const issue = issuer.handler((request) => {
    const session = sessions.read(request);
    if (session === null) return null;
    const { sid, user } = session;
    const payload = keys.payloadKey && { payload: { name: user.userName } };
    return { sid, customerID: user.customerID, ...payload };
  });

  async function createToken(request: Request): Promise<Response> {
    const response = await issue(request);
    if (sessions.hasStaleUser(request)) addCookies(response, sessions.hideUser());
    return response;
  }

  async function authenticate(request: Request): Promise<Response> {
    // A form on another site can send other types than JSON without a preflight request.
    if (!isJSON(request)) {
      return refuse(415, 'Could not log in because the request is not JSON; send `Content-Type: application/json`.');
    }
    const credentials = readCredentials(await request.json().catch(() => null));
    if (credentials === null) {
      return refuse(400, 'Could not log in because the username or the password is missing; send both as text.');
    }
    const user = await findUser(credentials.username, credentials.password);
    if (user === null) {
      return refuse(401, 'Could not log in because the username or the password is wrong; check both.');
    }
    const { userName, customerID } = user;
    return addCookies(Response.json({ userName, customUserID: customerID }), sessions.start(request, user));
  }

  async function logout(request: Request): Promise<Response> {
    return addCookies(new Response(null, { status: 204 }), sessions.end(request));
  }

  return { '/createJWT': createToken, '/authenticate': change(authenticate), '/logout': change(logout) };

  /** Accepts only POST from allowed pages, and lets no cache keep the answer. */
  function change(act: (request: Request) => Promise<Response>) {
    return async (request: Request): Promise<Response> => {
      const response = await answer(request, act);
      const shared = { 'Cache-Control': 'no-store', Vary: 'Cookie', ...origins.sharing(request) };
      for (const [name, value] of Object.entries(shared)) {
        if (!response.headers.has(name)) response.headers.set(name, value);
      }
      return response;
    };
  }

  async function answer(request: Request, act: (request: Request) => Promise<Response>): Promise<Response> {
    if (request.method === 'OPTIONS') {
      const headers = { ...origins.answerToPreflight(request), 'Access-Control-Allow-Methods': 'POST', Allow: 'POST' };
      return new Response(null, { status: 204, headers });
    }
    if (request.method !== 'POST') {
      return refuse(405, 'The request was refused because this endpoint accepts only POST; use POST.', {
        Allow: 'POST',
      });
    }
    if (!origins.mayAsk(request)) {
      return refuse(
        403,
        'The request was refused because its page is on another origin; add that origin with --origin.',
      );
    }
    return act(request);
  }
}

function addCookies(response: Response, cookies: readonly string[]): Response {
  for (const cookie of cookies) response.headers.append('Set-Cookie', cookie);
  return response;
}

function isJSON(request: Request): boolean {
  return /^application\/json\b/i.test(request.headers.get('content-type') ?? '');
}

function readCredentials(body: unknown): { username: string; password: string } | null {
  const { username, password } = (body ?? {}) as Record<string, unknown>;
  return isCredential(username) && isCredential(password) ? { username, password } : null;
}

const isCredential = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= MAX_CREDENTIAL;
