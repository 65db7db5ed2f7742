/**
 * The token endpoint of the library. The sessions of this backend say who is logged in, and its
 * database says who owns an anonymous ID.
 */
import { createTokenIssuer, toNodeHandler } from 'secure-web-chat/server';
import { createAddressCount } from './protection.js';

/** @import { Request, Response } from 'express' */

/**
 * `sub` is the anonymous ID before, during and after a login, because IBM ties a conversation to
 * it. `user_payload` names the user. In the assistant, the ID of the user is
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
    // For old browsers, the library compares `Origin` with this host, which a proxy may have
    // changed.
    const asked = { method, url, headers: { ...headers, host }, socket: { encrypted: secure } };
    return toNodeHandler(async (webRequest) => {
      const issued = await issue(webRequest);
      const seconds = isForNewVisitor(webRequest, issued) ? await secondsToWait(request) : 0;
      return seconds > 0 ? refuseNewVisitor(seconds) : issued;
    })(asked, response);
  }

  /**
   * Gives the next visitor at a shared computer a new anonymous ID.
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
 * A new ID costs nothing before its first use, so this answer does not send it.
 *
 * @param {number} seconds
 */
function refuseNewVisitor(seconds) {
  const error = `The request was refused because too many new visitors came from this address; wait ${seconds} seconds.`;
  return globalThis.Response.json({ error }, { status: 429, headers: { 'Retry-After': String(seconds) } });
}
