/**
 * The claim of a token that shows a login. It is found by comparing a visitor's tokens from before
 * and after a login.
 */
import type { Answer } from './answer.js';
import type { IdentityToken } from './identityToken.js';

export interface Sign {
  /**
   * Whether tokens tell at all: an encrypted `user_payload` differs each time, even with the same
   * content.
   */
  readonly isKnown: boolean;
  /** null where the token does not tell. */
  isLoggedIn(token: IdentityToken | null): boolean | null;
}

const UNKNOWN: Sign = { isKnown: false, isLoggedIn: () => null };

export function createSign({ token: before }: Answer, { token: after }: Answer): Sign {
  // Tokens for members only tell by being there.
  if (!before && after) return { isKnown: true, isLoggedIn: (token) => token !== null };
  if (!before || !after) return UNKNOWN;
  const then = before.claims;
  const now = after.claims;
  const has = (token: IdentityToken, name: string) => token.claims[name] !== undefined;
  if (then['sid'] !== now['sid']) return signed((token) => token.claims['sid'] !== then['sid'] && has(token, 'sid'));
  if (then['sub'] !== now['sub']) return signed((token) => token.claims['sub'] === now['sub']);
  const isTold = then['user_payload'] === undefined && now['user_payload'] !== undefined;
  return isTold ? signed((token) => has(token, 'user_payload')) : UNKNOWN;
}

function signed(isLoggedIn: (token: IdentityToken) => boolean): Sign {
  return { isKnown: true, isLoggedIn: (token) => token && isLoggedIn(token) };
}
