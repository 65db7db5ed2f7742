/**
 * Issues identity tokens on your server. Runs in Node.js, Deno, Bun and Workers, and needs only Web
 * Crypto, `Request` and `Response`.
 *
 * @module secure-web-chat/server
 */
export { type NodeRequest, type NodeResponse, toNodeHandler } from './nodeHandler.js';
export { createTokenIssuer, type TokenIssuer } from './tokenIssuer.js';
export type { Key, Login, TokenIssuerOptions } from './tokenIssuerOptions.js';
