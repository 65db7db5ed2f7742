/**
 * Finds the claim that shows a login, by comparing a visitor's tokens from before and after the
 * login.
 */
import type { Answer } from './answer.js';
import type { IdentityToken } from './identityToken.js';

export interface Sign {
  /**
   * Whether any claim shows a login. An encrypted `user_payload` does not, because it differs in
   * each token, even with the same content.
   */
  readonly isKnown: boolean;
  /** Whether the token belongs to a logged-in visitor; null if no claim shows it. */
  isLoggedIn(token: IdentityToken | null): boolean | null;
}

const UNKNOWN: Sign = { isKnown: false, isLoggedIn: () => null };

export function createSign({ token: before }: Answer, { token: after }: Answer): Sign {
  // If only logged-in visitors get a token, every token shows a login.
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
