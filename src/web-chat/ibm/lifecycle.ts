/**
 * The methods of IBM's instance that the SDK calls itself, and the event that it answers. Not
 * public.
 */
import type { WebChatInstance } from './instance.js';

/** The whole instance, as the SDK and the simulator know it. */
export interface FullWebChatInstance extends WebChatInstance {
  render(): Promise<WebChatInstance>;
  /** Synchronous; throws on a malformed token, another `sub`, and when security is off. */
  updateIdentityToken(token: string): void;
  /** Throws when security is on. */
  updateUserID(userID: string): void;
  destroySession(): Promise<void>;
  destroy(): void;
}

/**
 * Web chat reads `identityToken` once all handlers have settled, and fails the request if it is not
 * a string.
 */
export interface IdentityTokenExpiredEvent {
  type: 'identityTokenExpired';
  identityToken: string | null;
}

/** The function that IBM's script puts on the page. */
export type WebChatLoader = (options: Record<string, unknown>) => Promise<FullWebChatInstance | null>;
