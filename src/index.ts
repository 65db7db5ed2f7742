/**
 * The public names of `secure-web-chat`. The type of IBM's instance has no lifecycle methods
 * (`render`, `updateIdentityToken`, `destroy` and others), because only the SDK calls them.
 *
 * @module secure-web-chat
 */

export type { Diagnosis } from './diagnostics.js';
export type {
  Credentials,
  Endpoint,
  EndpointContext,
  EndpointFunction,
  EndpointRequest,
} from './endpointOption.js';
export { isSecureWebChatError, SecureWebChatError, type SecureWebChatErrorCode } from './errors.js';
export type { ScriptOptions, SecureWebChatOptions } from './options.js';
export { SecureWebChat } from './SecureWebChat.js';
export type { SecureWebChatEvents, SecureWebChatState } from './state.js';
export type { Token } from './token.js';
export type * from './web-chat/ibm/agentEvents.js';
export type * from './web-chat/ibm/customPanels.js';
export type * from './web-chat/ibm/elements.js';
export type * from './web-chat/ibm/errorDetail.js';
export type * from './web-chat/ibm/event.js';
export type * from './web-chat/ibm/events.js';
export type * from './web-chat/ibm/header.js';
export type * from './web-chat/ibm/homeScreen.js';
export type * from './web-chat/ibm/instance.js';
export type * from './web-chat/ibm/language.js';
export type * from './web-chat/ibm/launcher.js';
export type * from './web-chat/ibm/messageEvents.js';
export type * from './web-chat/ibm/messages.js';
export type * from './web-chat/ibm/notifications.js';
export type * from './web-chat/ibm/options.js';
export type * from './web-chat/ibm/responseItems.js';
export type * from './web-chat/ibm/serviceDesk.js';
export type * from './web-chat/ibm/state.js';
export type * from './web-chat/ibm/tours.js';
export type * from './web-chat/ibm/views.js';
export type * from './web-chat/ibm/windowEvents.js';
