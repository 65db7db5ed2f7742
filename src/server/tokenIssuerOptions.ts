/** The options of a token issuer, and what a site's own session says to it. */

/** PEM (PKCS#8, PKCS#1, SPKI; literal `\n` count as line breaks), or a CryptoKey. */
export type Key = string | { readonly type: string; readonly algorithm: object };

/** The options of `createTokenIssuer()`. */
export interface TokenIssuerOptions {
  /**
   * Your RSA private key, of 2048 bits or more. Its public half is in the assistant's Security tab.
   * Several: each signs from its `startsAt` on (rotation), and no token outlives its key, because
   * the assistant knows one public key at a time.
   */
  signingKey: Key | readonly { key: Key; startsAt: Date }[];
  /**
   * IBM's public key from the same tab. If you leave it out, tokens carry no `user_payload`, and a
   * login that has one is refused.
   */
  payloadKey?: Key | undefined;
  /**
   * Signs the anonymous ID cookie; at least 32 bytes. Several: the first signs, all verify
   * (rotation).
   */
  cookieSecret: string | readonly string[];
  /** How long a token lives, in whole seconds. @default 3600 */
  lifetimeSeconds?: number | undefined;
  /**
   * The anonymous ID cookie. `name` is without prefix, `ANONYMOUS-USER-ID` unless set; `sameSite`
   * is `lax` unless set. The cookie has `__Host-` and `Secure`, except for a request over http to a
   * loopback name; set `secure: false` for any other http. `sameSite: 'none'` is Partitioned too,
   * and throws together with `secure: false`.
   */
  cookie?:
    | {
        /** Without prefix. @default 'ANONYMOUS-USER-ID' */
        name?: string | undefined;
        /** @default 'lax' */
        sameSite?: 'lax' | 'strict' | 'none' | undefined;
        /**
         * `false` for http to a name that is not loopback, `true` for `Secure` with any address.
         */
        secure?: boolean | undefined;
      }
    | undefined;
  /** Exact origins of pages on other origins. @default none */
  allowedOrigins?: readonly string[] | undefined;
  /**
   * Lets a database decide whose an anonymous ID is. Called before each token of `handler()`, and
   * for each ID of `newAnonymousCookie()`, with the ID and the customer who is logged in: null for
   * nobody, also if the ID already belongs to a customer. Return `false` if the visitor may not
   * have this ID, because it belongs to another customer, or to one whose data you have deleted:
   * they get a new one, for which it is called again. If it returns `false` for three IDs, or
   * throws, the answer is 503, and `newAnonymousCookie()` rejects. `createToken()` does not call
   * it.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: returning nothing means true.
  onSubject?: ((subject: string, customerID: string | null) => void | boolean | Promise<void | boolean>) | undefined;
}

/**
 * The person that your own session says is logged in. Nothing of it is ever read from the address
 * or the body of a request.
 */
export interface Login {
  /** Opaque and random for each login; becomes the claim `sid`. */
  sid: string;
  /**
   * The customer, for the rule that an anonymous ID belongs to at most one customer. Becomes
   * `custom_user_id` unless the payload has one.
   */
  customerID: string;
  /** Becomes the encrypted claim `user_payload`. */
  payload?: Readonly<Record<string, unknown>> | undefined;
}
