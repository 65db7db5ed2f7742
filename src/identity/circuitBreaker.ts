/**
 * Decides when to stop answering web chat, because web chat asks again without a pause while the
 * assistant refuses fresh tokens. The circuit breaker receives tokens and fetches none.
 */
import { never, stopwatch } from '../clock.js';
import { SecureWebChatError } from '../errors.js';
import type { IdentityToken } from '../token.js';

const MAX_REFUSALS = 3;
const COUNTED_FOR_MS = 60_000;
const OPEN_FOR_MS = 30_000;
/**
 * A request that was under way when a newer token was pushed may still be refused with the older
 * one.
 */
const GRACE_MS = 1_000;
const UNKNOWN_LIFETIME_MS = 120_000;
const NOTABLE_SKEW_MS = 60_000;

export class CircuitBreaker {
  #refusals: (() => number)[] = [];
  #sinceOpened = never;
  #sincePushed = never;
  #last: IdentityToken | null = null;
  #isReplayed = false;

  /**
   * Web chat wants another token than this one.
   * @throws SecureWebChatError `TOKEN_REJECTED` for 30 s from the third early refusal in a minute
   */
  refused(token: IdentityToken): void {
    if (this.#sinceOpened() < OPEN_FOR_MS) throw this.diagnose(token);
    // Web chat refuses the same token again because it got no other token.
    if (this.#last === token) return;
    this.#isReplayed = this.#last?.text === token.text;
    this.#last = token;
    const isEarly = token.ageMs() < (token.lifetimeMs ?? UNKNOWN_LIFETIME_MS) / 2;
    const isGrace = this.#sincePushed() < GRACE_MS;
    this.#sincePushed = never;
    if (!isEarly || isGrace) return;
    this.#refusals = [...this.#refusals.filter((since) => since() < COUNTED_FOR_MS), stopwatch()];
    if (this.#refusals.length < MAX_REFUSALS) return;
    this.#refusals = [];
    this.#sinceOpened = stopwatch();
    throw this.diagnose(token);
  }

  /** A token was given to web chat unasked. */
  pushed(): void {
    this.#sincePushed = stopwatch();
  }

  /** Why the assistant may refuse the token. */
  diagnose(token: IdentityToken | null): SecureWebChatError {
    const skewMs = token?.clockSkewMs ?? 0;
    let because = 'the assistant refuses fresh tokens';
    if (this.#isReplayed) because = 'the same token came again, from an HTTP cache or a service worker';
    else if (Math.abs(skewMs) > NOTABLE_SKEW_MS) because += `, and the clocks differ by ${Math.round(skewMs / 1000)} s`;
    return new SecureWebChatError('TOKEN_REJECTED', because);
  }
}
