/**
 * Answers the event `identityTokenExpired`, by which web chat asks for a token:
 * docs/web-chat-behaviour.md#identitytokenexpired.
 */
import { within } from '../clock.js';
import { isSecureWebChatError } from '../errors.js';
import type { IdentityToken } from '../token.js';
import { failed, tokenIsLate } from './failures.js';
import type { WebChatHost } from './host.js';
import type { IdentityTokenExpiredEvent } from './ibm/index.js';

const HANDLER_LIMIT_MS = 15_000;
/** Far more events than overlap; web chat has long read the older ones. */
const MOST_LIVE_EVENTS = 10;

export interface TokenRequests {
  /** The token web chat has, or is about to have. */
  readonly token: IdentityToken | null;
  /** Rejects at once for a dead instance, so that no other handler keeps its request waiting. */
  answer(event: IdentityTokenExpiredEvent): Promise<void>;
  /** Web chat was given this token unasked. */
  given(token: IdentityToken): void;
}

export function createTokenRequests(host: WebChatHost, life: AbortSignal): TokenRequests {
  let current: IdentityToken | null = null;
  let events: IdentityTokenExpiredEvent[] = [];

  /** Web chat reads an event after all handlers, so a newer token is put into each of them. */
  function putIntoEvents(text: string | null): void {
    for (const event of events) event.identityToken = text;
  }
  // A slow handler of the site's must not revive a dead instance with the token behind it.
  life.addEventListener('abort', () => putIntoEvents(null));

  function take(token: IdentityToken): void {
    if (!host.onToken(token)) throw failed('the token belongs to another visitor, so the message was lost');
    // A listener that hears of the token may end the chat.
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
      events = [...events, event].slice(-MOST_LIVE_EVENTS);
      try {
        await within(HANDLER_LIMIT_MS, life, (limit) =>
          host.needToken(refused, (token) => {
            limit.throwIfAborted();
            // A token that was applied in the meantime is newer.
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
