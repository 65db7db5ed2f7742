/**
 * `secure-web-chat/testing`: a simulator of IBM's web chat, for tests and for work without a
 * network.
 *
 * @module secure-web-chat/testing
 */
export { testToken } from './identityToken.js';
export { installWebChatSimulator, WebChatSimulator } from './WebChatSimulator.js';
