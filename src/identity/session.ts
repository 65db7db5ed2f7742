/** Owns whose a conversation is, besides its `sub`, as far as a token, the user cookie and the page can tell. */

import type { IdentityToken } from '../token.js';
import type { Reason } from './tokenSource.js';

/** A login's ID, the text of a user cookie, somebody of whom nothing else is known, or nobody. */
export type Person = string | symbol | null;

/** Somebody of whom nothing is known: another one each time. */
export const stranger = (): Person => Symbol();

/** Why the visitor may be someone else: as endpoints are told, or a login of which nobody knows how it ended. */
export type Cause = Reason | 'doubt';

/** Where a token says nothing and there is no cookie, what the page told us is all there is: each event that may have changed the person has. */
export function personOf(token: IdentityToken | null, cookie: string | null, before: Person, cause: Cause): Person {
  const known = token ? token.loginID : cookie;
  if (known !== null) return known;
  const wasStranger = typeof before === 'symbol';
  if (cause === 'login' || cause === 'return' || (cause === 'doubt' && wasStranger)) return stranger();
  return wasStranger && cause !== 'logout' ? before : null;
}

/** Tells the conversations of two logins apart; null for a conversation that is nobody's. */
export function identityKey(token: IdentityToken, person: Person): string | null {
  return person === null ? null : `${token.subject} ${String(person)}`;
}
