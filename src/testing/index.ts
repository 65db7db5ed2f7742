/**
 * `secure-web-chat/testing`: stands in for IBM's web chat in tests and offline.
 *
 * @module secure-web-chat/testing
 */
export { testToken } from './identityToken.js';
export { installWebChatSimulator, WebChatSimulator } from './WebChatSimulator.js';
