/**
 * Requests tokens from the backend, and detects by the user cookie that a token belongs to an
 * earlier login.
 */
import type { Answer, Exchange } from '../backend/endpoint.js';
import { type IdentityToken, readToken } from '../token.js';
import type { Reason } from './tokenSource.js';
import type { UserCookie } from './userCookie.js';

/** A token, and when and from where the backend sent it. */
export type TokenAnswer = Pick<Answer, 'sentAt' | 'origin'> & { readonly token: IdentityToken };

export interface TokenEndpoint {
  ask(reason: Reason, signal: AbortSignal): Promise<TokenAnswer>;
  /** Whether the user cookie has changed since the token came. */
  isOutdated(token: IdentityToken): boolean;
}

export function createTokenEndpoint(exchange: Exchange, cookie: UserCookie): TokenEndpoint {
  let last: IdentityToken | null = null;
  /** A cookie that changes during one login tells nothing. */
  let isTelling = true;

  /**
   * By the time web chat asks for the token, the user cookie may be another's, so the token keeps
   * the cookie of the moment it came. If the cookie changed while the token was on its way, the
   * token may be of before or after: the next one tells, unless the cookie changes again.
   */
  async function askOnce(reason: Reason, signal: AbortSignal, isLast = false): Promise<TokenAnswer> {
    const before = cookie.text();
    const { body, sentAt, origin } = await exchange({ reason, signal, input: undefined });
    const now = cookie.text();
    const token = readToken(body, sentAt, now);
    const isClear = !before || before === now || token.loginID !== now;
    if (isClear) return { token, sentAt, origin };
    return isLast ? { token: { ...token, loginID: undefined }, sentAt, origin } : askOnce(reason, signal, true);
  }

  return {
    async ask(reason, signal) {
      const answer = await askOnce(reason, signal);
      const { loginID, userCookie } = answer.token;
      if (loginID && loginID === last?.loginID && userCookie !== last.userCookie) isTelling = false;
      last = answer.token;
      return answer;
    },
    isOutdated: ({ userCookie }) => isTelling && userCookie !== cookie.text(),
  };
}
