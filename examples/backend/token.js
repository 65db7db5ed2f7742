/** The token endpoint: the library's, with this backend's sessions, and its database to decide whose an anonymous ID is. */
import { createTokenIssuer } from 'secure-web-chat/server';
import { createAddressCount } from './protection.js';
import { Refusal } from './refusal.js';

/** @import { Request, Response } from 'express' */

/**
 * `sub` stays the anonymous ID through login and logout, because IBM ties a conversation to it. Who the visitor really is
 * stands in `user_payload`; in the assistant `${system_integrations.chat.private.user_payload}.custom_user_id`.
 *
 * @param {import('./backend.js').Settings} settings
 * @param {ReturnType<typeof import('./session.js').createSessions>} sessions
 */
export function createTokens(settings, sessions) {
  const secondsToWait = createAddressCount(settings.limits.newVisitors);
  const issuer = createTokenIssuer({
    signingKey: settings.signingKey,
    payloadKey: settings.payloadKey,
    cookieSecret: settings.cookieSecret,
    lifetimeSeconds: settings.tokenLifetimeSeconds,
    allowedOrigins: settings.allowedOrigins,
    cookie: { sameSite: settings.cookieSameSite, secure: settings.secureCookies },
  });

  /**
   * @param {Request} request
   * @param {Response} response
   */
  async function answer(request, response) {
    const session = await sessions.read(request, response);
    const customUserID = session?.customUserID ?? null;
    const issue = issuer.handler(
      () => session && { sid: session.sid, customerID: session.customUserID, payload: { name: session.userName } },
    );

    let asked = toWebRequest(request);
    let issued = await issue(asked);
    if (issued.ok && !(await settings.store.useAnonymousID(subjectOf(issued), customUserID, Date.now()))) {
      // It is another customer's, or of one who is being forgotten: without the cookie the visitor gets a new one.
      asked = toWebRequest(request, { cookie: '' });
      issued = await issue(asked);
      const isNobodys = !(await settings.store.useAnonymousID(subjectOf(issued), customUserID, Date.now()));
      if (isNobodys) throw new Refusal(503, 'The customer was logged out just now; try again.');
    }
    // A new ID that nobody has used costs nothing yet, so it can still be kept back.
    const isNew = issued.ok && !asked.headers.get('cookie')?.includes(subjectOf(issued));
    const seconds = isNew ? await secondsToWait(request) : 0;
    if (seconds > 0) {
      const message = `The request was refused because too many new visitors came from this address; wait ${seconds} seconds.`;
      throw new Refusal(429, message, { retryAfterSeconds: seconds });
    }
    await send(response, issued);
  }

  /**
   * For the next one at a shared computer.
   *
   * @param {Response} response
   */
  async function startNewVisitor(response) {
    response.append('Set-Cookie', await issuer.newAnonymousCookie());
  }

  return { answer, startNewVisitor };
}

/**
 * @param {Request} request
 * @param {Record<string, string>} [changed]
 */
function toWebRequest(request, changed) {
  const url = `${request.protocol}://${request.host}/createJWT`;
  if (!URL.canParse(url)) throw new Refusal(400, 'The request was refused because its `Host` is none; correct it.');
  const headers = Object.entries({ ...request.headers, ...changed }).map(([name, value]) => [name, String(value)]);
  return new globalThis.Request(url, { headers: Object.fromEntries(headers) });
}

/** @param {globalThis.Response} issued */
function subjectOf(issued) {
  return /anon-[\da-f-]{36}/.exec(issued.headers.get('set-cookie') ?? '')?.[0] ?? '';
}

/**
 * Beside the cookies that are there already.
 *
 * @param {Response} response
 * @param {globalThis.Response} issued
 */
async function send(response, issued) {
  for (const [name, value] of issued.headers) {
    if (name === 'set-cookie') response.append(name, value);
    else if (name === 'vary') response.vary(value);
    else response.set(name, value);
  }
  response.status(issued.status).send(await issued.text());
}
