/** The token issuer: keys, cookie and endpoint of one assistant, put together. */
import { createAnonymousCookies } from './anonymousCookie.js';
import { createAnonymousSubjects } from './anonymousSubject.js';
import type { Request, Response } from './fetch.js';
import { createHandler } from './handler.js';
import { isLegalSubject, signIdentityToken } from './identityToken.js';
import { chooseSigningKey, type IssuerKeys, importPayloadKey, importSigningKey, readIssuerKeys } from './issuerKeys.js';
import { assertOptions, readCookieSecrets } from './issuerOptions.js';
import { createOriginRules } from './origin.js';
import { createCookieTransport } from './setCookie.js';
import type { Login, TokenIssuerOptions } from './tokenIssuerOptions.js';
import { encryptUserPayload } from './userPayload.js';

/** Issues the identity tokens of one assistant. */
export interface TokenIssuer {
  /**
   * Settles once the keys are imported, which begins at the first use or the first look at `ready`.
   * Its rejection is never unhandled; until then handlers answer 500 and the advice goes to the
   * server's console.
   */
  readonly ready: Promise<void>;
  /**
   * The token endpoint: `export const GET = issuer.handler(…)`.
   *
   * @param identify says who is logged in, by the site's own session; null for nobody. If it
   * throws, the answer is 503, never an anonymous token.
   */
  handler(
    identify: (request: Request) => Login | null | Promise<Login | null>,
  ): (request: Request) => Promise<Response>;
  /**
   * For backends that have subjects or routes of their own.
   *
   * @throws TypeError (as a rejection) if the subject is not allowed, or there is a payload and no
   * `payloadKey`
   */
  createToken(claims: {
    /**
     * The anonymous ID, or an ID of your own that says nothing about the person: visible ASCII
     * without `;` and `=`.
     */
    subject: string;
    /** Random for each login; left out if nobody is logged in. */
    sid?: string | undefined;
    /** Becomes the encrypted claim `user_payload`. */
    payload?: Readonly<Record<string, unknown>> | undefined;
  }): Promise<string>;
  /**
   * The value of `user_payload`: RSA-OAEP (SHA-1) in blocks, base64, as IBM's service and node-rsa
   * read it.
   *
   * @throws TypeError (as a rejection) if there is no `payloadKey`, or JSON cannot hold the payload
   */
  encryptPayload(payload: Readonly<Record<string, unknown>>): Promise<string>;
  /** The `Set-Cookie` value for a new anonymous ID: send it with a logout on shared computers. */
  newAnonymousCookie(): Promise<string>;
}

/**
 * Synchronous, so that it can stand at module level.
 *
 * @throws TypeError if the text of a key already tells what is wrong (public for private, EC,
 * OpenSSH, encrypted, a path, cut off, …); it says which option, what the value is and what to do,
 * and never contains a byte of it
 */
export function createTokenIssuer(options: TokenIssuerOptions): TokenIssuer {
  assertOptions(options);
  const { lifetimeSeconds = 3600, allowedOrigins = [] } = options;
  const keys = readIssuerKeys(options);
  const cookies = createAnonymousCookies(readCookieSecrets(options.cookieSecret));
  const subjects = createAnonymousSubjects(cookies, options.onSubject);
  const transport = createCookieTransport(options.cookie);
  const origins = createOriginRules(allowedOrigins);

  const useKeys = once(() => importKeys(keys));

  async function encryptPayload(payload: Readonly<Record<string, unknown>>): Promise<string> {
    const key = (await useKeys()).payload;
    if (key) return encryptUserPayload(payload, key);
    throw new TypeError(
      "Could not encrypt a payload because there is no `payloadKey`; give IBM's public key, or no payload.",
    );
  }

  const createToken: TokenIssuer['createToken'] = async ({ subject, sid, payload }) => {
    if (!isLegalSubject(subject)) {
      throw new TypeError(
        'Could not make a token because `subject` is not visible ASCII without ";" and "="; use an opaque ID.',
      );
    }
    const { signing } = await useKeys();
    const user_payload = payload && (await encryptPayload(payload));
    const iat = Math.floor(Date.now() / 1000);
    const { index, endsAtSeconds } = chooseSigningKey(keys.signing, iat);
    const exp = Math.min(iat + lifetimeSeconds, endsAtSeconds);
    return signIdentityToken({ sub: subject, iat, exp, sid, user_payload }, signing[index] as CryptoKey);
  };

  const ready = once(() => {
    const settled = useKeys().then(() => {});
    settled.catch(() => {});
    return settled;
  });
  const needs = { cookies, subjects, transport, origins, encryptsPayloads: keys.payload !== null, createToken };
  return {
    get ready() {
      return ready();
    },
    handler: (identify) => createHandler(needs, identify),
    createToken,
    encryptPayload,
    newAnonymousCookie: async () => transport.write(null, await cookies.write(await subjects.choose(null, null))),
  };
}

async function importKeys({ signing, payload }: IssuerKeys) {
  try {
    return {
      signing: await Promise.all(signing.map(({ key }) => importSigningKey(key))),
      payload: payload && (await importPayloadKey(payload)),
    };
  } catch (cause) {
    throw new Error(
      "Could not import the keys because this runtime's Web Crypto refuses them; make a new pair with `npx secure-web-chat keys`.",
      { cause },
    );
  }
}

function once<Result>(make: () => Result): () => Result {
  let made: { readonly result: Result } | undefined;
  return () => {
    made ??= { result: make() };
    return made.result;
  };
}
