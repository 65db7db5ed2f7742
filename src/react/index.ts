/**
 * The binding for React 18 and 19: a provider, a hook for the state, a hook for web chat's events,
 * portals for user-defined responses, and an element for an embedded chat. You create the chat at
 * module level. No component creates or destroys one.
 *
 * @module secure-web-chat/react
 */
export { SecureWebChatProvider, type SecureWebChatProviderProps } from './provider.js';
export { UserDefinedResponses, type UserDefinedResponsesProps } from './UserDefinedResponses.js';
export { type SecureWebChatHook, useSecureWebChat } from './useSecureWebChat.js';
export { useWebChatEvent } from './useWebChatEvent.js';
export { WebChatElement, type WebChatElementProps, webChatElement } from './WebChatElement.js';
