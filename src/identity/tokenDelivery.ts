/**
 * Gives web chat tokens that web chat did not ask for, and shows its current token in the state.
 */
import { abortable } from '../clock.js';
import type { SecureWebChatError } from '../errors.js';
import type { IdentityToken } from '../token.js';
import type { WebChat } from '../web-chat/instance.js';
import type { CircuitBreaker } from './circuitBreaker.js';
import type { IdentityContext } from './context.js';
import type { Reason } from './tokenSource.js';
import type { Triggers } from './triggers.js';

export interface TokenDelivery {
  /**
   * Gets a token for a web chat that already has one. Without one, web chat asks when its window
   * opens.
   */
  ask(chat: WebChat | null, reason: Reason, signal: AbortSignal): Promise<IdentityToken | null>;
  /** @returns whether this instance can go on under the token */
  apply(chat: WebChat, token: IdentityToken): boolean;
  /** Web chat uses this token now. */
  tokenInUse(token: IdentityToken): void;
}

export function createTokenDelivery(
  { store, cookie, tokens }: IdentityContext,
  triggers: Triggers,
  breaker: CircuitBreaker,
): TokenDelivery {
  return {
    async ask(chat, reason, signal) {
      if (!chat || !(chat.token || chat.isBroken)) return null;
      const refused = reason === 'renewal' || chat.isBroken ? chat.token : null;
      return abortable(signal, () => tokens.getToken(reason, refused));
    },
    apply(chat, token) {
      try {
        if (chat.token !== token) chat.apply(token);
        breaker.pushed();
        return true;
      } catch (error) {
        store.report(error as SecureWebChatError);
        return (error as SecureWebChatError).code === 'SECURITY_OFF';
      }
    },
    tokenInUse(token) {
      const { subject, expiresAt, claims } = token;
      if (!claims.includes('exp') && !store.state.subject) {
        console.warn('secure-web-chat: the token never expires because it has no "exp"; add one.');
      }
      store.set({ subject, expiresAt, user: cookie.user() });
      store.recovered('TOKEN_UNAVAILABLE', 'TOKEN_DENIED', 'TOKEN_INVALID');
      triggers.tokenInUse(token);
    },
  };
}
