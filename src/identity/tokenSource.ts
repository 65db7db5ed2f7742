/**
 * Which token web chat may have now: one request at a time, and nothing from an epoch that is over.
 * A login or logout ends the epoch. The token source knows nothing of web chat.
 */
import type { Exchange } from '../backend/endpoint.js';
import { within } from '../clock.js';
import type { EndpointContext } from '../endpointOption.js';
import type { SecureWebChatError } from '../errors.js';
import { type IdentityToken, readToken } from '../token.js';
import type { UserCookie } from './userCookie.js';

/** A request of the old epoch may take so long: its late `Set-Cookie` must not undo the change. */
const SETTLE_LIMIT_MS = 2_000;

export type Reason = EndpointContext['reason'];

/** Takes the token on behalf of the caller while its epoch is open. */
export type UseToken = (token: IdentityToken) => void;

type FetchToken = (reason: Reason, signal: AbortSignal) => Promise<IdentityToken>;

export class TokenSource {
  readonly #fetch: FetchToken;
  readonly #life: AbortSignal;
  #epoch = new AbortController();
  #cached: IdentityToken | null = null;
  #inFlight: Promise<IdentityToken> | null = null;
  /** Callers wait behind the gate while no epoch is open. */
  #gate: { readonly opened: Promise<void>; readonly open: () => void } | null = null;

  constructor(fetch: FetchToken, life: AbortSignal) {
    this.#fetch = fetch;
    this.#life = life;
    life.addEventListener('abort', () => {
      this.#epoch.abort(life.reason);
      this.beginEpoch();
    });
  }

  /**
   * A token of the open epoch other than the refused one: the one at hand if it is alive, otherwise
   * a new one. A caller that began in an older epoch gets the newer epoch's token.
   * @param use is called with the token before anything else can end the epoch
   */
  async getToken(reason: Reason, refused: IdentityToken | null, use?: UseToken): Promise<IdentityToken> {
    let token: IdentityToken | null = null;
    for (let hasJoined = false; !token; ) {
      while (this.#gate) await this.#gate.opened;
      this.#life.throwIfAborted();
      const cached = this.#cached;
      if (cached && cached !== refused && cached.isAlive()) token = cached;
      const epoch = this.#epoch;
      const joins = this.#inFlight !== null;
      if (!token) this.#inFlight ??= this.#request(reason, epoch);
      try {
        const answer: IdentityToken | null = token ?? (await this.#inFlight);
        if (epoch === this.#epoch) token = answer;
      } catch (error) {
        // A caller that joined a request which had used up its attempts gets a request of its own.
        const isOver = hasJoined || !joins || !(error as SecureWebChatError).retryable;
        if (epoch === this.#epoch && isOver) throw error;
        hasJoined ||= epoch === this.#epoch;
      }
    }
    use?.(token);
    return token;
  }

  /** The epoch's tokens are never given out again. Settles once its request has, or was aborted. */
  async endEpoch(): Promise<void> {
    const old = this.#epoch;
    const pending = this.#inFlight;
    this.#epoch = new AbortController();
    this.#cached = this.#inFlight = null;
    this.#gate ??= createGate();
    if (pending) await within(SETTLE_LIMIT_MS, this.#life, () => pending).catch(() => {});
    old.abort();
  }

  beginEpoch(): void {
    this.#gate?.open();
    this.#gate = null;
  }

  /** Tokens and requests of before are not given to callers that come from now on. */
  async renewEpoch(): Promise<void> {
    await this.endEpoch();
    this.beginEpoch();
  }

  async #request(reason: Reason, epoch: AbortController): Promise<IdentityToken> {
    try {
      const token = await this.#fetch(reason, epoch.signal);
      if (epoch === this.#epoch) this.#cached = token;
      return token;
    } finally {
      if (epoch === this.#epoch) this.#inFlight = null;
    }
  }
}

/**
 * By the time web chat asks for the token, the user cookie may be another's, so the token keeps the
 * cookie of the moment it came. If the cookie changed while the token was on its way, the token may
 * be of before or after: the next one tells, unless the cookie changes again.
 */
export function createTokenFetch(exchange: Exchange, cookie: UserCookie): FetchToken {
  const fetchToken = async (reason: Reason, signal: AbortSignal, isLast = false): Promise<IdentityToken> => {
    const before = cookie.text();
    const { body, sentAt } = await exchange({ reason, signal, input: undefined });
    const now = cookie.text();
    const token = readToken(body, sentAt, now);
    if (!before || before === now || token.loginID !== now) return token;
    return isLast ? { ...token, loginID: undefined } : fetchToken(reason, signal, true);
  };
  return (reason, signal) => fetchToken(reason, signal);
}

function createGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
