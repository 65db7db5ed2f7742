/** The token issuer: it combines the keys, the cookie and the endpoint of one assistant. */
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

/** Issues the identity tokens of one assistant. Made by {@link createTokenIssuer}. */
export interface TokenIssuer {
  /**
   * Resolves when the keys are imported. The import begins at the first use of the issuer, or when
   * you first read `ready`. Await it when your server starts, to find a wrong key early.
   *
   * If the import fails, `ready` rejects with an Error that says what to do. The rejection is never
   * reported as unhandled. The handlers then answer 500 and write the same error to the server's
   * console.
   */
  readonly ready: Promise<void>;
  /**
   * Makes the token endpoint: `export const GET = issuer.handler(…)`. You can make several
   * handlers, or one for each request.
   *
   * The handler answers GET with the token as text, and renews the anonymous ID cookie. It answers
   * 405 to other methods (204 to OPTIONS), and 403 to pages of other origins that are not in
   * `allowedOrigins`. No cache may keep its answers.
   *
   * @param identify says who is logged in, according to the site's own session, or returns null for
   * nobody. If `identify` throws or rejects, the answer is 503 with `Retry-After`, never an
   * anonymous token. If its result is not a {@link Login}, or has a payload although there is no
   * `payloadKey`, the answer is 500.
   */
  handler(
    identify: (request: Request) => Login | null | Promise<Login | null>,
  ): (request: Request) => Promise<Response>;
  /**
   * Makes a token without a request and without the cookie, for a backend that has its own subjects
   * or routes. Check who sent the request before you call this method. The token expires after
   * `lifetimeSeconds`, or when the next signing key starts.
   *
   * @returns a promise of the signed token
   * @throws TypeError (as a rejection) if the subject is not allowed, if there is a payload and no
   * `payloadKey`, or if JSON cannot hold the payload
   */
  createToken(claims: {
    /**
     * The claim `sub`: the anonymous ID, or an ID of your own that says nothing about the person.
     * Visible ASCII without `;` and `=`.
     */
    subject: string;
    /** The claim `sid`: random for each login. Omit it if nobody is logged in. */
    sid?: string | undefined;
    /** A JSON object. It becomes the encrypted claim `user_payload`. Omit it to send none. */
    payload?: Readonly<Record<string, unknown>> | undefined;
  }): Promise<string>;
  /**
   * Makes the value of the claim `user_payload`: RSA-OAEP (SHA-1) in blocks, as base64. IBM's
   * service and `node-rsa` can read this format.
   *
   * @throws TypeError (as a rejection) if there is no `payloadKey`, or JSON cannot hold the payload
   */
  encryptPayload(payload: Readonly<Record<string, unknown>>): Promise<string>;
  /**
   * Makes a `Set-Cookie` value with a new anonymous ID. On shared computers, send it with the
   * answer of your logout. Each new ID costs a monthly active user at IBM.
   *
   * @throws Error (as a rejection) if `onSubject` returns false for three IDs; and what `onSubject`
   * throws
   */
  newAnonymousCookie(): Promise<string>;
}

/**
 * Makes the issuer for one assistant. The function is synchronous, so you can call it at module
 * level. It imports no key yet.
 *
 * @throws TypeError if an option cannot work, for example if a key is the wrong half of the pair,
 * an elliptic curve key, an OpenSSH or encrypted key, the path of a file, or incomplete. The
 * message names the option, says what its value is and what to do, and never repeats a byte of a
 * key or secret.
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
      "Could not encrypt a payload because the option `payloadKey` is not set; set it to IBM's public key, or send no payload.",
    );
  }

  const createToken: TokenIssuer['createToken'] = async ({ subject, sid, payload }) => {
    if (!isLegalSubject(subject)) {
      throw new TypeError(
        'Could not make a token because `subject` is not visible ASCII without ";" and "="; use an opaque ID such as a UUID.',
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
      "Could not import the keys because this runtime's Web Crypto refuses a key; make a new pair with `npx secure-web-chat keys`.",
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
