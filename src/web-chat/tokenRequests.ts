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
/** Fewer events than this overlap, so web chat has already read any older event. */
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
  pushed(token: IdentityToken): void;
}

export function createTokenRequests(host: WebChatHost, life: AbortSignal): TokenRequests {
  let current: IdentityToken | null = null;
  /** The events that web chat may not have read yet. */
  let liveEvents: IdentityTokenExpiredEvent[] = [];

  /** Sets a newer token in the events, because web chat reads an event after all its handlers. */
  function setInEvents(text: string | null): void {
    for (const event of liveEvents) event.identityToken = text;
  }
  // A slow handler of the site must not let a stopped instance get a token.
  life.addEventListener('abort', () => setInEvents(null));

  /** @throws SecureWebChatError if web chat may not get the token */
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
    pushed(token) {
      current = token;
      setInEvents(token.text);
    },
    async answer(event) {
      // Web chat asks again because its current token has expired or was refused.
      const refused = current;
      liveEvents = [...liveEvents, event].slice(-MAX_LIVE_EVENTS);
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
