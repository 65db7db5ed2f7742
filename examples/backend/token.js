/**
 * The token endpoint: the library's, with this backend's sessions to say who asks, and its database
 * whose an anonymous ID is.
 */
import { createTokenIssuer, toNodeHandler } from 'secure-web-chat/server';
import { createAddressCount } from './protection.js';

/** @import { Request, Response } from 'express' */

/**
 * `sub` stays the anonymous ID through login and logout, because IBM ties a conversation to it. Who
 * the visitor really is stands in `user_payload`; in the assistant
 * `${system_integrations.chat.private.user_payload}.custom_user_id`.
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
    onSubject: (anonymousID, customUserID) => settings.store.useAnonymousID(anonymousID, customUserID, Date.now()),
  });

  /**
   * @param {Request} request
   * @param {Response} response
   */
  function answer(request, response) {
    const issue = issuer.handler(async () => {
      const session = await sessions.read(request, response);
      return session && { sid: session.sid, customerID: session.customUserID, payload: { name: session.userName } };
    });
    const { method, url, headers, host, secure } = request;
    // Old browsers tell their page by its address, which a trusted proxy may have changed.
    const asked = { method, url, headers: { ...headers, host }, socket: { encrypted: secure } };
    return toNodeHandler(async (webRequest) => {
      const issued = await issue(webRequest);
      const seconds = isForNewVisitor(webRequest, issued) ? await secondsToWait(request) : 0;
      return seconds > 0 ? refuseNewVisitor(seconds) : issued;
    })(asked, response);
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
 * @param {globalThis.Request} asked
 * @param {globalThis.Response} issued
 */
function isForNewVisitor(asked, issued) {
  const [subject] = /anon-[\da-f-]{36}/.exec(issued.headers.get('set-cookie') ?? '') ?? [];
  return subject !== undefined && !asked.headers.get('cookie')?.includes(subject);
}

/**
 * A new ID that nobody has used costs nothing yet, so it can still be kept back.
 *
 * @param {number} seconds
 */
function refuseNewVisitor(seconds) {
  const error = `The request was refused because too many new visitors came from this address; wait ${seconds} seconds.`;
  return globalThis.Response.json({ error }, { status: 429, headers: { 'Retry-After': String(seconds) } });
}
