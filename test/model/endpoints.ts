/**
 * The site's endpoints: the visitor's login at the backend, its next answer, and the times when it
 * must not be asked.
 */
import type { EndpointContext, SecureWebChatOptions } from '../../src/index.js';
import { type KeyStyle, MemoryBackend, type Person } from '../unit/memoryBackend.js';
import type { Judge } from './judge.js';
import { type Owner, ownerOf } from './lines.js';
import type { VirtualClock } from './virtualClock.js';

type Name = 'token' | 'login' | 'logout';

/** The calls of one SDK, and the number of its requests. */
export interface Traffic {
  isDestroyed: boolean;
  requests: number;
  readonly asked: Record<'login' | 'logout', number>;
  readonly called: Record<'login' | 'logout', number>;
}

const MAX_REQUESTS_IN_TEN_SECONDS = 60;

export class Endpoints {
  /** The next answers of each endpoint. When they are used up, the endpoint answers as usual. */
  readonly script: Record<Name, string[]> = { token: [], login: [], logout: [] };
  person: Owner = { sub: 'anon-1', user: null };
  /** The visitor at the time of the last response of the backend. */
  told = this.person;
  readonly #backend: MemoryBackend;
  readonly #judge: Judge;
  readonly #clock: VirtualClock;
  readonly #lifetime: number | null;
  readonly #answer: (name: Name, next: string | undefined, context: EndpointContext) => unknown;
  readonly #onToken: (token: string, epoch: number) => void;
  #lastToken = '';
  /** The times of all token requests. */
  readonly #askedAt: number[] = [];
  /** How many logins and logouts the backend has seen. */
  #epoch = 0;

  /** @param lifetime of a token, in seconds; null without `exp` */
  constructor(
    judge: Judge,
    clock: VirtualClock,
    style: KeyStyle,
    lifetime: number | null,
    answer: (name: Name, next: string | undefined, context: EndpointContext) => unknown,
    onToken: (token: string, epoch: number) => void,
  ) {
    this.#backend = new MemoryBackend(style);
    this.#judge = judge;
    this.#clock = clock;
    this.#lifetime = lifetime;
    this.#answer = answer;
    this.#onToken = onToken;
  }

  become(person: Person): void {
    const { sub = this.person.sub, user = this.person.user } = person;
    this.#backend.become(person);
    this.person = { sub, user };
  }

  sign(claims: Record<string, unknown> = {}): string {
    const exp = this.#lifetime === null ? undefined : Math.floor(Date.now() / 1000) + this.#lifetime;
    this.told = this.person;
    return this.#backend.sign({ exp, ...claims });
  }

  /** The last token if it belongs to the same visitor, as an HTTP cache may return it. */
  lastToken(): string | null {
    const owner = this.#lastToken ? ownerOf(this.#lastToken) : null;
    return owner && owner.sub === this.person.sub && owner.user === this.person.user ? this.#lastToken : null;
  }

  /** The endpoints as options of one SDK. */
  of(traffic: Traffic) {
    return {
      tokenEndpoint: this.#tokenEndpoint(traffic) as SecureWebChatOptions['tokenEndpoint'],
      loginEndpoint: this.#personEndpoint('login', traffic),
      logoutEndpoint: this.#personEndpoint('logout', traffic),
    };
  }

  #tokenEndpoint(traffic: Traffic) {
    return async (context: EndpointContext) => {
      const epoch = this.#epoch;
      if (traffic.isDestroyed) this.#judge.refuse('a token was asked for after destroy()');
      this.#expectPauses();
      if (++traffic.requests > 1) this.#judge.refuse('two token requests were in flight');
      let isOver = false;
      const end = () => {
        if (!isOver) traffic.requests--;
        isOver = true;
      };
      context.signal.addEventListener('abort', end);
      try {
        const answer = await this.#answer('token', this.script.token.shift(), context);
        const token = (answer as { token?: unknown } | null)?.token ?? answer;
        if (typeof token === 'string') this.#give(token, epoch);
        if (answer instanceof Response) this.#give(this.#backend.tokens.at(-1) ?? '', epoch);
        return answer;
      } finally {
        end();
      }
    };
  }

  #expectPauses(): void {
    const now = this.#clock.steadyMs;
    this.#askedAt.push(now);
    const before = this.#askedAt.at(-MAX_REQUESTS_IN_TEN_SECONDS) ?? Number.NEGATIVE_INFINITY;
    if (now - before < 10_000) this.#judge.refuse('tokens were asked for without pause');
  }

  #give(token: string, epoch: number): void {
    this.#onToken(token, epoch);
    this.#lastToken = token;
  }

  #personEndpoint(name: 'login' | 'logout', traffic: Traffic) {
    return async (context: EndpointContext) => {
      this.#epoch++;
      if (++traffic.asked[name] > traffic.called[name]) this.#judge.refuse(`the ${name} request was repeated`);
      if (traffic.isDestroyed) this.#judge.refuse(`${name} was asked for after destroy()`);
      if (traffic.requests > 0) {
        this.#judge.refuse(`a token request was in flight while the ${name} request was sent`);
      }
      try {
        return await this.#answer(name, this.script[name].shift(), context);
      } finally {
        this.told = this.person;
      }
    };
  }
}
