/** The options of a token issuer, and the login that a site's own session reports to it. */

/**
 * A key: PEM text (PKCS#8, PKCS#1 or SPKI, in which a literal `\n` counts as a line break), or a
 * CryptoKey of Web Crypto.
 */
export type Key = string | { readonly type: string; readonly algorithm: object };

/** The options of `createTokenIssuer()`. */
export interface TokenIssuerOptions {
  /**
   * Your RSA private key, of 2048 bits or more. Its public half is in the assistant's Security tab.
   *
   * To replace the key at a certain time, give a list. Each key signs from its `startsAt` on, and
   * at least one `startsAt` has to be in the past. The assistant knows one public key at a time, so
   * every token expires at the latest when the next key starts.
   */
  signingKey: Key | readonly { key: Key; startsAt: Date }[];
  /**
   * IBM's public key from the same tab. If you omit it, tokens have no `user_payload`, and the
   * handler answers 500 to a login that has a payload.
   */
  payloadKey?: Key | undefined;
  /**
   * Signs the anonymous ID cookie. Each secret has at least 32 bytes. To replace a secret, give a
   * list: the first secret signs, and all of them verify. Keep the old secret for 45 days.
   */
  cookieSecret: string | readonly string[];
  /** The lifetime of a token, in whole seconds, at least 1. @default 3600 */
  lifetimeSeconds?: number | undefined;
  /**
   * The anonymous ID cookie. It has `HttpOnly`, and lasts 45 days from each use. It also has the
   * prefix `__Host-` and `Secure`, except for a request over http to a loopback name.
   */
  cookie?:
    | {
        /** The name, without the prefix. @default 'ANONYMOUS-USER-ID' */
        name?: string | undefined;
        /**
         * The attribute `SameSite`. With `none`, the cookie is also Partitioned, and
         * `secure: false` throws. @default 'lax'
         */
        sameSite?: 'lax' | 'strict' | 'none' | undefined;
        /**
         * Set `false` for http to a name that is not loopback, and `true` for `Secure` at every
         * address. @default by the request: false over http to a loopback name, otherwise true
         */
        secure?: boolean | undefined;
      }
    | undefined;
  /**
   * The origins of pages on other origins that may request tokens, exactly as browsers write them,
   * such as `https://www.example.com`. @default none
   */
  allowedOrigins?: readonly string[] | undefined;
  /**
   * Lets your database decide who owns an anonymous ID. `handler()` calls it before each token, and
   * `newAnonymousCookie()` for each new ID. `createToken()` does not call it.
   *
   * `customerID` is the customer who is logged in. It is null if nobody is logged in, even if the
   * ID already belongs to a customer. Return `false` if the visitor may not have this ID, because
   * the ID belongs to another customer, or to a customer whose data you have deleted. The visitor
   * then gets a new ID, and the issuer calls `onSubject` again with the new ID.
   *
   * If `onSubject` returns `false` for three IDs, or throws, the handler answers 503, and
   * `newAnonymousCookie()` rejects.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: returning nothing means true.
  onSubject?: ((subject: string, customerID: string | null) => void | boolean | Promise<void | boolean>) | undefined;
}

/**
 * The login that your own session reports. The issuer never reads any of it from the address or the
 * body of a request.
 */
export interface Login {
  /**
   * The claim `sid`: opaque, random for each login, and the same in every token of that login.
   * Pages can read it, so it must not be the session cookie or be derived from it. Not empty.
   */
  sid: string;
  /**
   * Your ID of the customer. An anonymous ID belongs to at most one customer. The ID becomes
   * `custom_user_id` of the payload, unless the payload already has one. Not empty.
   */
  customerID: string;
  /**
   * The facts about the customer that the assistant may know. They become the encrypted
   * `user_payload`.
   */
  payload?: Readonly<Record<string, unknown>> | undefined;
}
