/** A small backend without defects. A test can replace any part of it with a defect. */
import { createCipheriv, createHmac, publicEncrypt, randomBytes, randomUUID } from 'node:crypto';
import cookieParser from 'cookie-parser';
import express, { type CookieOptions, type NextFunction, type Request, type Response } from 'express';
import { type JWTPayload, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';
import { listen } from '../../../examples/listen.js';
import { payload, signing } from '../keys.js';

export interface Session {
  readonly sid: string;
  readonly user: string;
}

const DAY_MS = 86_400_000;
const safe: CookieOptions = { httpOnly: true, sameSite: 'lax', path: '/' };

/** The parts, each as it should be. */
export const good = {
  anonymousCookie: { ...safe, maxAge: 45 * DAY_MS } as CookieOptions | null,
  renewsCookie: true,
  /** Returns the ID for the value of a browser's cookie. */
  findID: (cookie: string | undefined, known: Set<string>) => (cookie && known.has(cookie) ? cookie : newID()),
  /** Returns the ID in the cookie, or undefined if the backend did not issue it. */
  readCookie: (value: string | undefined) => {
    const [, id = '', signature] = /^(.*)\.(.*)$/.exec(value ?? '') ?? [];
    return signature === signatureOf(id) ? id : undefined;
  },
  writeCookie: (id: string) => `${id}.${signatureOf(id)}`,
  claims: (claims: JWTPayload, _session: Session | null): JWTPayload => claims,
  userPayload: (data: object): unknown =>
    publicEncrypt(payload.publicKey, Buffer.from(JSON.stringify(data))).toString('base64'),
  sign: (claims: JWTPayload) => new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(signing.privateKey),
  /** How the token endpoint answers. */
  answer: (response: Response, token: string, _session: Session | null): unknown => response.type('text').send(token),
  tokenMethods: 'get' as 'get' | 'all',
  /** A middleware in front of all routes. */
  before: (_request: Request, _response: Response, next: NextFunction) => next(),
  headers: { 'Cache-Control': 'no-store' } as Record<string, string>,
  /** Returns the CORS headers for an origin. */
  cors: (origin: string): Record<string, string> => (origin === PAGE ? shared(origin) : {}),
  preflight: (response: Response): unknown => response.sendStatus(204),
  loginMethods: 'post' as 'post' | 'all',
  takes: ['application/json'],
  isOwnPage: (origin: string | undefined) =>
    origin === undefined || origin === PAGE || /\/\/(localhost|0\.0\.0\.0):/.test(origin),
  /** Returns the user with these credentials, or a status. */
  findUser: ({ username, password }: Record<string, unknown>): string | number =>
    username === 'cade' && password === 'secret-of-cade' ? 'cade' : 401,
  refuse: (response: Response, status: number) => response.status(status).json({ error: `Refused with ${status}.` }),
  crash: (_error: Error, response: Response): unknown => response.status(400).json({ error: 'It is not JSON.' }),
  newSession: (_planted: string | undefined) => randomBytes(24).toString('hex'),
  sidOf: (_secret: string): string | undefined => randomUUID(),
  sessionCookie: safe,
  userCookie: { ...safe, httpOnly: false } as CookieOptions,
  userCookieValue: (_user: string) => JSON.stringify({ name: 'Cade' }),
  /** Sets a CSRF cookie with these attributes. */
  csrfCookie: null as CookieOptions | null,
  demandsCSRF: false,
  loggedIn: (response: Response): unknown => response.json({ name: 'Cade' }),
  endSession: (sessions: Map<string, Session>, secret: string) => void sessions.delete(secret),
  clears: ['SESSION', 'SESSION_INFO'],
  loggedOut: (response: Response, _wasLoggedIn: boolean): unknown => response.sendStatus(204),
  guardsLogout: true,
  logoutMethods: 'post' as 'post' | 'all',
};
export type Parts = typeof good;

/** The origin of the site's page, if it is not the backend's own. */
export const PAGE = 'http://localhost:9';
export const shared = (origin: string) => ({
  'Access-Control-Allow-Origin': origin,
  'Access-Control-Allow-Credentials': 'true',
  'Access-Control-Allow-Headers': 'Content-Type',
  'Access-Control-Expose-Headers': 'Date',
  Vary: 'Origin',
});
const signatureOf = (id: string) => createHmac('sha256', 'secret').update(id).digest('base64url');
export const newID = () => `anon-${randomUUID()}`;

export async function startBrokenBackend(defect: Partial<Parts> = {}): Promise<string> {
  const { url, close } = await listen(createBrokenBackend({ ...good, ...defect }), { port: 0, host: 'localhost' });
  onTestFinished(close);
  return url;
}

function createBrokenBackend(parts: Parts) {
  const known = new Set<string>();
  const sessions = new Map<string, Session>();
  const app = express();
  app.use(cookieParser(), (request, response, next) => {
    const origin = request.get('origin');
    response.set({ ...parts.headers, ...(origin && parts.cors(origin)) });
    if (request.method === 'OPTIONS') parts.preflight(response);
    else parts.before(request, response, next);
  });

  app[parts.tokenMethods]('/token', async (request, response) => {
    const cookie = request.cookies['ANON'];
    const id = parts.findID(parts.readCookie(cookie), known);
    known.add(id);
    const value = parts.writeCookie(id);
    if (parts.anonymousCookie && (parts.renewsCookie || cookie !== value))
      response.cookie('ANON', value, parts.anonymousCookie);
    if (parts.csrfCookie && !request.cookies['XSRF-TOKEN'])
      response.cookie('XSRF-TOKEN', randomUUID(), parts.csrfCookie);
    const session = sessions.get(request.cookies['SESSION']) ?? null;
    const iat = Math.floor(Date.now() / 1000);
    const data = { name: session?.user ?? 'Anonymous', custom_user_id: session?.user ?? id };
    const claims = { sub: id, iat, exp: iat + 3600, user_payload: parts.userPayload(data) };
    const all = parts.claims({ ...claims, ...(session?.sid && { sid: session.sid }) }, session);
    parts.answer(response, await parts.sign(all), session);
  });

  const guard = (request: Request, response: Response, next: NextFunction) => {
    const { 'XSRF-TOKEN': csrf } = request.cookies;
    const isForged =
      !parts.isOwnPage(request.get('origin')) || (parts.demandsCSRF && (!csrf || csrf !== request.get('x-xsrf-token')));
    if (isForged) parts.refuse(response, 403);
    else next();
  };
  app[parts.loginMethods]('/login', guard, express.text({ type: parts.takes }), (request, response) => {
    const hasBody = request.method !== 'GET';
    if (hasBody && !request.is(parts.takes)) return void parts.refuse(response, 415);
    const user = parts.findUser(hasBody ? readFields(request.body) : request.query);
    if (typeof user === 'number') return void parts.refuse(response, user);
    const secret = parts.newSession(request.cookies['SESSION']);
    sessions.set(secret, { sid: parts.sidOf(secret) ?? '', user });
    response
      .cookie('SESSION', secret, parts.sessionCookie)
      .cookie('SESSION_INFO', parts.userCookieValue(user), parts.userCookie);
    parts.loggedIn(response);
  });
  app[parts.logoutMethods]('/logout', parts.guardsLogout ? guard : [], (request: Request, response: Response) => {
    const secret = request.cookies['SESSION'];
    const wasLoggedIn = sessions.has(secret);
    parts.endSession(sessions, secret);
    for (const name of parts.clears) response.clearCookie(name, { path: '/' });
    parts.loggedOut(response, wasLoggedIn);
  });
  app.use(
    (error: Error, _request: Request, response: Response, _next: NextFunction) => void parts.crash(error, response),
  );
  return app;
}

function readFields(body: string): Record<string, unknown> {
  if (body.startsWith('{') || body.startsWith('[')) return JSON.parse(body);
  return Object.fromEntries(new URLSearchParams(body));
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

export const signWithHS256 = async (claims: JWTPayload) => {
  const text = `${encode({ alg: 'HS256' })}.${encode(claims)}`;
  return `${text}.${createHmac('sha256', 'secret').update(text).digest('base64url')}`;
};
export const unsigned = async (claims: JWTPayload) => `${encode({ alg: 'none' })}.${encode(claims)}.`;

export function encryptWithAES(data: object): string {
  const cipher = createCipheriv('aes-256-cbc', randomBytes(32), randomBytes(16));
  return Buffer.concat([cipher.update(JSON.stringify(data)), cipher.final()]).toString('base64');
}
