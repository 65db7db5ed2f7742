/** Token issuers for tests, and a browser that asks their handler. */
import type { KeyObject } from 'node:crypto';
import { decodeJwt } from 'jose';
import { createTokenIssuer, type Login, type TokenIssuer, type TokenIssuerOptions } from '../../../src/server/index.js';
import { payload, signing } from '../keys.js';

export const cookieSecret = 'a-secret-of-the-tests-with-enough-bytes';

export const privatePem = (key: KeyObject, type: 'pkcs8' | 'pkcs1' = 'pkcs8') =>
  key.export({ type, format: 'pem' }).toString();
export const publicPem = (key: KeyObject, type: 'spki' | 'pkcs1' = 'spki') =>
  key.export({ type, format: 'pem' }).toString();

export function createIssuer(options: Partial<TokenIssuerOptions> = {}): TokenIssuer {
  return createTokenIssuer({
    signingKey: privatePem(signing.privateKey),
    payloadKey: publicPem(payload.publicKey),
    cookieSecret,
    ...options,
  });
}

export const PAGE = 'https://www.example.com';
export const cade: Login = { sid: 'sid-of-cade', customerID: 'cade-id', payload: { name: 'Cade' } };
export const ana: Login = { sid: 'sid-of-ana', customerID: 'ana-id' };

/** A browser, which keeps the handler's cookies and sends the requests of a page of the site. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #url: string;

  constructor(url = `${PAGE}/createJWT`) {
    this.#url = url;
  }

  async ask(
    issuer: TokenIssuer,
    login: Login | null = null,
    { url = this.#url, ...init }: RequestInit & { url?: string } = {},
  ): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = new Headers({ 'sec-fetch-site': 'same-origin', ...(cookie && { cookie }) });
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    const response = await issuer.handler(() => login)(new Request(url, { ...init, headers }));
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.cookies.set(name, value);
    }
    return response;
  }

  async claims(issuer: TokenIssuer, login: Login | null = null) {
    return decodeJwt<{ sid?: string; user_payload?: string }>(await (await this.ask(issuer, login)).text());
  }

  async subject(issuer: TokenIssuer, login: Login | null = null) {
    return (await this.claims(issuer, login)).sub;
  }
}
