/**
 * Provides the token that web chat may have now. It sends one request at a time, and provides no
 * token of an earlier epoch. A login or logout ends the epoch. The token source does not use web
 * chat.
 */
import type { Answer } from '../backend/endpoint.js';
import { childOf, sleep, within } from '../clock.js';
import type { EndpointContext } from '../endpointOption.js';
import { SecureWebChatError } from '../errors.js';
import type { IdentityToken } from '../token.js';
import { type Change, isOld, OLD_ANSWER_PAUSE_MS } from './oldAnswers.js';
import type { TokenEndpoint } from './tokenEndpoint.js';

/** The time for a request of the old epoch, whose late `Set-Cookie` must not undo the change. */
const SETTLE_TIMEOUT_MS = 2_000;
/** An epoch may last all day, and a cache holds one of its latest tokens. */
const MAX_EPOCH_TOKENS = 100;

export type Reason = EndpointContext['reason'];

/** Takes the token on behalf of the caller while its epoch is open. */
export type UseToken = (token: IdentityToken) => void;

/** An answered login or logout, and whether it invalidates an earlier token. */
export type AnsweredChange = Pick<Answer, 'sentAt' | 'origin'> & { invalidates(token: IdentityToken): boolean };

/** The time between two changes, and the tokens that came in it. */
interface Epoch {
  readonly control: AbortController;
  tokens: readonly IdentityToken[];
}

export class TokenSource {
  readonly #endpoint: TokenEndpoint;
  readonly #life: AbortSignal;
  #epoch: Epoch;
  #lastEpoch: Epoch;
  /** The data of the last login or logout that identifies old answers. */
  #change: Change | null = null;
  #cached: IdentityToken | null = null;
  #inFlight: Promise<IdentityToken> | null = null;
  /** Callers wait behind the gate while no epoch is open. */
  #gate: { readonly opened: Promise<void>; readonly open: () => void } | null = null;

  constructor(endpoint: TokenEndpoint, life: AbortSignal) {
    this.#endpoint = endpoint;
    this.#life = life;
    this.#epoch = this.#lastEpoch = createEpoch(life);
    life.addEventListener('abort', () => this.beginEpoch());
  }

  /**
   * Returns a token of the open epoch other than the refused one: the cached token if it has not
   * expired and the user cookie is the same, otherwise a new one. A caller that began in an older
   * epoch gets the newer epoch's token.
   * @param use is called with the token before anything else can end the epoch
   */
  async getToken(reason: Reason, refused: IdentityToken | null, use?: UseToken): Promise<IdentityToken> {
    let token: IdentityToken | null = null;
    for (let hasJoined = false; !token; ) {
      while (this.#gate) await this.#gate.opened;
      this.#life.throwIfAborted();
      const cached = this.#cached;
      if (cached && cached !== refused && cached.isAlive() && !this.isOutdated(cached)) {
        token = cached;
        break;
      }
      const epoch = this.#epoch;
      const joinsRequest = this.#inFlight !== null;
      this.#inFlight ??= this.#request(reason, epoch);
      try {
        const answer = await this.#inFlight;
        if (epoch === this.#epoch) token = answer;
      } catch (error) {
        // A caller that joined a request which had used up its attempts gets a request of its own.
        const isFinal = hasJoined || !joinsRequest || !(error as SecureWebChatError).retryable;
        if (epoch === this.#epoch && isFinal) throw error;
        hasJoined ||= epoch === this.#epoch;
      }
    }
    use?.(token);
    return token;
  }

  /** Whether the user cookie has changed since the token came. */
  isOutdated(token: IdentityToken): boolean {
    return this.#endpoint.isOutdated(token);
  }

  clearCache(): void {
    this.#cached = null;
  }

  /**
   * Ends the epoch, whose tokens are never used again. Resolves when its request has settled or was
   * aborted.
   */
  async endEpoch(): Promise<void> {
    const old = this.#epoch;
    const pending = this.#inFlight;
    this.#lastEpoch = old;
    this.#epoch = createEpoch(this.#life);
    this.#cached = this.#inFlight = null;
    this.#gate ??= createGate();
    if (pending) await within(SETTLE_TIMEOUT_MS, this.#life, () => pending).catch(() => {});
    old.control.abort();
  }

  /** @param change a login or logout that the backend has answered */
  beginEpoch(change: AnsweredChange | null = null): void {
    const invalidated = change ? this.#lastEpoch.tokens.filter(change.invalidates) : [];
    const { sentAt, origin } = change ?? this.#change ?? { sentAt: null, origin: null };
    this.#change = { sentAt, origin, invalidated: new Set(invalidated.map(({ text }) => text)) };
    this.#gate?.open();
    this.#gate = null;
  }

  /** Starts a new epoch. Later callers get no earlier token or request. */
  async renewEpoch(): Promise<void> {
    await this.endEpoch();
    this.beginEpoch();
  }

  async #request(reason: Reason, epoch: Epoch): Promise<IdentityToken> {
    try {
      const token = await this.#fetchNew(reason, epoch);
      if (epoch === this.#epoch) this.#cached = token;
      return token;
    } finally {
      if (epoch === this.#epoch) this.#inFlight = null;
    }
  }

  /** @throws SecureWebChatError `TOKEN_REJECTED` if two answers in succession are old */
  async #fetchNew(reason: Reason, epoch: Epoch): Promise<IdentityToken> {
    const { signal } = epoch.control;
    const change = this.#change;
    const ask = async () => {
      const answer = await this.#endpoint.ask(reason, signal);
      epoch.tokens = [...epoch.tokens, answer.token].slice(-MAX_EPOCH_TOKENS);
      return answer;
    };
    const first = await ask();
    if (!change || !isOld(first, change)) return first.token;
    await sleep(OLD_ANSWER_PAUSE_MS, signal);
    const second = await ask();
    if (isOld(second, change, first)) throw oldAnswer();
    return second.token;
  }
}

function oldAnswer(): SecureWebChatError {
  const because = 'tokenEndpoint answered twice with a token of before the login or logout';
  const advice = 'keep HTTP caches and service workers from answering for it';
  return new SecureWebChatError('TOKEN_REJECTED', because, { retryable: true, advice });
}

/** Creates an epoch, whose requests abort when the chat is destroyed. */
const createEpoch = (life: AbortSignal): Epoch => ({ control: childOf(life), tokens: [] });

function createGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
