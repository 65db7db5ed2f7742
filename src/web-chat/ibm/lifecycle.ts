/**
 * The lifecycle methods of IBM's instance, which only the SDK calls, and the event that the SDK
 * answers. These types are not public.
 */
import type { WebChatInstance } from './instance.js';

/** The whole instance, for the SDK and for the simulator. */
export interface FullWebChatInstance extends WebChatInstance {
  render(): Promise<WebChatInstance>;
  /** Throws if the token is malformed or has another `sub`, and if security is off. */
  updateIdentityToken(token: string): void;
  /** Throws if security is on. */
  updateUserID(userID: string): void;
  destroySession(): Promise<void>;
  destroy(): void;
}

/**
 * Web chat reads `identityToken` after all handlers have settled. If the value is not a string, web
 * chat fails the request that needs the token.
 */
export interface IdentityTokenExpiredEvent {
  type: 'identityTokenExpired';
  identityToken: string | null;
}

/** The function `loadWatsonAssistantChat`, which IBM's script defines. */
export type WebChatLoader = (options: Record<string, unknown>) => Promise<FullWebChatInstance | null>;
