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
  /** Whether the user cookie identifies a login. False after it changed during one login. */
  let identifiesLogin = true;

  /**
   * The token keeps the user cookie of the moment when it arrived, because another user may log in
   * before web chat asks for the token. If the cookie changed during the request, nobody knows
   * which login the token belongs to. The function then asks once more. If the cookie changes
   * again, `loginID` is undefined.
   */
  async function askUntilClear(reason: Reason, signal: AbortSignal, isLast = false): Promise<TokenAnswer> {
    const before = cookie.text();
    const answer = await exchange({ reason, signal, input: undefined });
    const now = cookie.text();
    const token = readToken(answer.body, answer.sentAt, now);
    const isClear = !before || before === now || token.loginID !== now;
    if (!isClear && !isLast) return askUntilClear(reason, signal, true);
    return { ...answer, token: isClear ? token : { ...token, loginID: undefined } };
  }

  return {
    async ask(reason, signal) {
      const answer = await askUntilClear(reason, signal);
      const { loginID, userCookie } = answer.token;
      if (loginID && loginID === last?.loginID && userCookie !== last.userCookie) identifiesLogin = false;
      last = answer.token;
      return answer;
    },
    isOutdated: ({ userCookie }) => identifiesLogin && userCookie !== cookie.text(),
  };
}
