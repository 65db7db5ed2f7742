/**
 * Detects old token answers. A cache, a proxy or a service worker may answer with a token from
 * before a login or logout. `iat` cannot show this, because it comes from another clock.
 */
import type { Answer } from '../backend/endpoint.js';
import type { TokenAnswer } from './tokenEndpoint.js';

/** `Date` headers have whole seconds, and the servers of one origin differ a little. */
const CLOCK_TOLERANCE_MS = 2_000;

/** A cache that answers first and asks the backend meanwhile has the new token by then. */
export const OLD_ANSWER_PAUSE_MS = 1_000;

/** A login or logout that the backend has answered. */
export interface Change extends Pick<Answer, 'sentAt' | 'origin'> {
  /** The texts of the tokens that the login or logout has invalidated. */
  readonly invalidated: ReadonlySet<string>;
}

/**
 * @param first the answer to the same question a second ago. A server whose clock is late has moved
 *   on since then; a stored answer has not.
 */
export function isOld({ token, sentAt, origin }: TokenAnswer, change: Change, first?: TokenAnswer): boolean {
  if (change.invalidated.has(token.text)) return true;
  if (sentAt === null || change.sentAt === null || origin !== change.origin) return false;
  return sentAt < change.sentAt - CLOCK_TOLERANCE_MS && (!first || first.sentAt === sentAt);
}
