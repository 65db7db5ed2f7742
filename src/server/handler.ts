/**
 * The token endpoint: it turns a request of the visitor's browser into an answer for that visitor
 * alone.
 */
import type { AnonymousCookies } from './anonymousCookie.js';
import type { AnonymousSubjects } from './anonymousSubject.js';
import type { Request, Response } from './fetch.js';
import type { OriginRules } from './origin.js';
import type { CookieTransport } from './setCookie.js';
import type { Login } from './tokenIssuerOptions.js';

interface Claims {
  readonly subject: string;
  readonly sid: string | undefined;
  readonly payload: Readonly<Record<string, unknown>> | undefined;
}

export interface HandlerNeeds {
  readonly cookies: AnonymousCookies;
  readonly subjects: AnonymousSubjects;
  readonly transport: CookieTransport;
  readonly origins: OriginRules;
  readonly encryptsPayloads: boolean;
  createToken(claims: Claims): Promise<string>;
}

/** The answer belongs to one visitor, so no cache or proxy may give it to another. */
const PRIVATE = { 'Cache-Control': 'no-store', Vary: 'Cookie', 'X-Content-Type-Options': 'nosniff' };
const RETRY_AFTER_SECONDS = 2;

/** The texts of refusals. They never repeat a value of the request. */
const refusals = {
  method: 'The request was refused because the token endpoint accepts only GET; use GET.',
  origin:
    'The request was refused because its page is on another origin; add that origin to `allowedOrigins` if it is yours.',
  identity: 'Could not make the token because the backend could not find out who is logged in; try again later.',
  failure: "Could not make the token because the backend failed; see the backend's console for the reason.",
};

export function createHandler(
  needs: HandlerNeeds,
  identify: (request: Request) => Login | null | Promise<Login | null>,
): (request: Request) => Promise<Response> {
  const { cookies, subjects, transport, origins } = needs;

  return async function answer(request) {
    // Not inside a `try`: a framework sees this read of the cookies, or throws from it, to find out
    // that the answer differs for each visitor.
    const cookie = transport.read(request);
    assertNotBuilding(request);
    const shared = origins.sharing(request);
    const refuse = (status: number, error: string, headers?: Record<string, string>) => {
      const body = request.method === 'HEAD' ? null : JSON.stringify({ error });
      return respond(status, body, { 'Content-Type': 'application/json', ...shared, ...headers });
    };

    if (request.method === 'OPTIONS')
      return respond(204, null, { Allow: 'GET', ...origins.answerToPreflight(request) });
    if (request.method !== 'GET') return refuse(405, refusals.method, { Allow: 'GET' });
    if (!origins.mayAsk(request)) return refuse(403, refusals.origin);
    try {
      const login = await ask(() => identify(request));
      assertLogin(login);
      const chosen = await ask(() => subjects.choose(cookie, login?.customerID ?? null));
      const token = await needs.createToken(claimsOf(chosen.subject, login));
      const setCookie = transport.write(request, await cookies.write(chosen));
      return respond(200, token, { 'Content-Type': 'text/plain; charset=utf-8', ...shared, 'Set-Cookie': setCookie });
    } catch (error) {
      if (!(error instanceof SiteFailure)) {
        console.error('The token endpoint answers 500 because of this error:', error);
        return refuse(500, refusals.failure);
      }
      console.error(
        'The token endpoint answers 503 because a function of the site (`identify` or `onSubject`) threw this error:',
        describeFailure(error.cause),
      );
      return refuse(503, refusals.identity, { 'Retry-After': String(RETRY_AFTER_SECONDS) });
    }
  };

  function claimsOf(subject: string, login: Login | null): Claims {
    // Without a key the issuer refuses a payload, but the customer's ID alone is not a payload.
    const given = login?.payload;
    if (!needs.encryptsPayloads && !given) return { subject, sid: login?.sid, payload: undefined };
    const custom_user_id = given?.['custom_user_id'] ?? login?.customerID ?? subject;
    return { subject, sid: login?.sid, payload: { ...given, custom_user_id } };
  }
}

/**
 * With `force-static`, Next.js would keep one answer for all visitors. A failing build is better.
 */
function assertNotBuilding(request: Request): void {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  if (!('nextUrl' in request) || process?.env?.['NEXT_PHASE'] !== 'phase-production-build') return;
  throw new Error(
    "Could not build the token endpoint because its answer differs for each visitor; remove `dynamic = 'force-static'` from its route.",
  );
}

/** The error that a function of the site threw, as the cause. */
class SiteFailure extends Error {}

async function ask<Answer>(question: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await question();
  } catch (cause) {
    throw new SiteFailure('', { cause });
  }
}

/**
 * Only the stacks, because database drivers put the values of a query into other members of their
 * errors.
 */
function describeFailure(thrown: unknown): string {
  const { cause } = (thrown ?? {}) as Partial<Error>;
  return [thrown, ...(cause === undefined ? [] : [cause])].map(stackOf).join('\nCaused by: ');
}

function stackOf(thrown: unknown): string {
  return ((thrown ?? {}) as Partial<Error>).stack ?? `A value of type ${typeof thrown}, which is not an Error.`;
}

/** @throws TypeError that repeats no value of the login */
function assertLogin(login: Login | null): void {
  if (login === null) return;
  const found = findLoginFault(login);
  if (found === null) return;
  throw new TypeError(
    `Could not use the result of \`identify\` because ${found}; return null if nobody is logged in, otherwise an object with the strings \`sid\` and \`customerID\`.`,
  );
}

function findLoginFault(login: Login): string | null {
  if (login === undefined) return 'that result is undefined';
  const { sid, customerID, payload } = login as Partial<Record<keyof Login, unknown>>;
  const isText = (value: unknown) => typeof value === 'string' && value !== '';
  if (!isText(sid)) return 'its `sid` is not text';
  if (!isText(customerID)) return 'its `customerID` is not text';
  // The members of a list or of the characters of a text are not facts about a customer.
  const isUsable = typeof (payload ?? {}) === 'object' && !Array.isArray(payload);
  return isUsable ? null : 'its `payload` is not an object';
}

function respond(status: number, body: string | null, headers: Readonly<Record<string, string>>): Response {
  return new globalThis.Response(body, { status, headers: { ...PRIVATE, ...headers } });
}
