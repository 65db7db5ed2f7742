/** Owns when to stop answering: web chat asks again without pause where its fresh tokens are refused (facts D). Is handed tokens, fetches none. */
import { never, stopwatch } from '../clock.js';
import { SecureWebChatError } from '../errors.js';
import type { IdentityToken } from '../token.js';

const MOST_REFUSALS = 3;
const COUNTED_FOR_MS = 60_000;
const OPEN_FOR_MS = 30_000;
/** One request that was under way when a newer token was pushed may still be refused with the older one. */
const GRACE_MS = 1_000;
const UNKNOWN_LIFETIME_MS = 120_000;
const NOTABLE_SKEW_MS = 60_000;

export interface Breaker {
  /**
   * Web chat wants another token than this one.
   * @throws SecureWebChatError `TOKEN_REJECTED` for 30 s from the third early refusal in a minute
   */
  refused(token: IdentityToken): void;
  /** A token was given to web chat unasked. */
  pushed(): void;
  /** Why the assistant may refuse it. */
  diagnose(token: IdentityToken | null): SecureWebChatError;
}

export function createBreaker(): Breaker {
  let refusals: (() => number)[] = [];
  let sinceOpened = never;
  let sincePushed = never;
  let before: IdentityToken | null = null;
  let isReplayed = false;

  function diagnose(token: IdentityToken | null): SecureWebChatError {
    const skewMs = token?.clockSkewMs ?? 0;
    let because = 'the assistant refuses fresh tokens';
    if (isReplayed) because = 'the same token came again, from an HTTP cache or a service worker';
    else if (Math.abs(skewMs) > NOTABLE_SKEW_MS) because += `, and the clocks differ by ${Math.round(skewMs / 1000)} s`;
    return new SecureWebChatError('TOKEN_REJECTED', because);
  }

  return {
    refused(token) {
      if (sinceOpened() < OPEN_FOR_MS) throw diagnose(token);
      // Refused again because no other could be had: that is not the assistant's doing.
      if (before === token) return;
      isReplayed = before?.text === token.text;
      before = token;
      const isEarly = token.ageMs() < (token.lifetimeMs ?? UNKNOWN_LIFETIME_MS) / 2;
      const isGrace = sincePushed() < GRACE_MS;
      sincePushed = never;
      if (!isEarly || isGrace) return;
      refusals = [...refusals.filter((since) => since() < COUNTED_FOR_MS), stopwatch()];
      if (refusals.length < MOST_REFUSALS) return;
      refusals = [];
      sinceOpened = stopwatch();
      throw diagnose(token);
    },
    pushed() {
      sincePushed = stopwatch();
    },
    diagnose,
  };
}
