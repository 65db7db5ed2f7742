/** Owns what in a token tells that somebody is logged in: learnt from a visitor's tokens before and after a login. */
import type { Answer } from './answer.js';
import type { IdentityToken } from './identityToken.js';

export interface Sign {
  /** Whether tokens tell at all: an encrypted `user_payload` differs each time, whatever is in it. */
  readonly isKnown: boolean;
  /** null where the token does not tell. */
  isLoggedIn(token: IdentityToken | null): boolean | null;
}

export function createSign({ token: before }: Answer, { token: after }: Answer): Sign {
  const claim = ['sid', 'sub', 'user_payload'].find((name) =>
    name === 'user_payload'
      ? name in (after?.claims ?? {}) && !(name in (before?.claims ?? {}))
      : after?.claims[name] !== before?.claims[name],
  );
  if (!before || !after || claim === undefined) return { isKnown: false, isLoggedIn: () => null };
  const anonymous = before.claims[claim];
  return { isKnown: true, isLoggedIn: (token) => token && token.claims[claim] !== anonymous };
}
