/**
 * The public names of `secure-web-chat`. IBM's lifecycle methods (`render`, `updateIdentityToken`, `destroy`, …) are left out on purpose: the SDK calls them.
 *
 * @module secure-web-chat
 */

export type { Diagnosis } from './diagnostics.js';
export { isSecureWebChatError, SecureWebChatError, type SecureWebChatErrorCode } from './errors.js';
export type {
  Credentials,
  Endpoint,
  EndpointContext,
  EndpointFunction,
  EndpointRequest,
  ScriptOptions,
  SecureWebChatOptions,
} from './options.js';
export { SecureWebChat } from './SecureWebChat.js';
export type { SecureWebChatEvents, SecureWebChatState } from './state.js';
export type { Token } from './token.js';
export type {
  WebChatErrorDetail,
  WebChatEvents,
  WebChatHandler,
  WebChatInstance,
  WebChatMessage,
  WebChatOptions,
  WebChatSubscription,
  WebChatViewState,
} from './web-chat/ibm/index.js';
