/**
 * Answers the event `identityTokenExpired`, with which web chat asks for a token:
 * docs/web-chat-behaviour.md#identitytokenexpired.
 */
import { within } from '../clock.js';
import { isSecureWebChatError } from '../errors.js';
import type { IdentityToken } from '../token.js';
import { failed, tokenIsLate } from './failures.js';
import type { WebChatHost } from './host.js';
import type { IdentityTokenExpiredEvent } from './ibm/index.js';

/** The message of `tokenIsLate()` names this time. */
const HANDLER_TIMEOUT_MS = 15_000;
/** The number of events to keep. Fewer events overlap, and web chat has read the older ones. */
const MAX_LIVE_EVENTS = 10;

export interface TokenRequests {
  /** Web chat's current token, or the one that it is about to get. */
  readonly token: IdentityToken | null;
  /**
   * Sets the token of an event. For a stopped instance, it rejects at once, so that the request
   * does not wait for other handlers.
   */
  answer(event: IdentityTokenExpiredEvent): Promise<void>;
  /** Notes a token that the SDK gave web chat without an event. */
  given(token: IdentityToken): void;
}

export function createTokenRequests(host: WebChatHost, life: AbortSignal): TokenRequests {
  let current: IdentityToken | null = null;
  let events: IdentityTokenExpiredEvent[] = [];

  /** Sets a newer token in all events, because web chat reads an event after all its handlers. */
  function putIntoEvents(text: string | null): void {
    for (const event of events) event.identityToken = text;
  }
  // A slow handler of the site must not let a stopped instance get a token.
  life.addEventListener('abort', () => putIntoEvents(null));

  function take(token: IdentityToken): void {
    if (!host.onToken(token)) {
      throw failed('the token belongs to another visitor, so the message was lost', { advice: 'send it again' });
    }
    // A listener of the new state may destroy the chat.
    life.throwIfAborted();
    current = token;
  }

  return {
    get token() {
      return current;
    },
    given(token) {
      current = token;
      putIntoEvents(token.text);
    },
    async answer(event) {
      const refused = current;
      events = [...events, event].slice(-MAX_LIVE_EVENTS);
      try {
        await within(HANDLER_TIMEOUT_MS, life, (limit) =>
          host.needToken(refused, (token) => {
            limit.throwIfAborted();
            // If the SDK has given web chat another token meanwhile, that token is newer.
            if (current === refused) take(token);
            event.identityToken = current?.text ?? null;
          }),
        );
        life.throwIfAborted();
      } catch (error) {
        life.throwIfAborted();
        const failure = isSecureWebChatError(error) ? error : tokenIsLate();
        host.onError(failure);
        throw failure;
      }
    },
  };
}
