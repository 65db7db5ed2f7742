/**
 * The site's backend, in memory: it knows the visitor's login, signs tokens for them, and fails on
 * request of a test.
 */
import Cookies from 'js-cookie';
import type { Endpoint, EndpointContext } from '../../src/index.js';
import { testToken } from '../../src/testing/identityToken.js';

/**
 * How the SDK can tell one login from another: the claim `sid`, the readable user cookie, or not at
 * all.
 */
export const STYLES = ['sid', 'cookie', 'neither'] as const;
export type KeyStyle = (typeof STYLES)[number];

export interface Person {
  /** The claim `sub`. */
  sub?: string;
  /** Null for an anonymous visitor. */
  user?: string | null;
  /** More claims. */
  claims?: Record<string, unknown>;
}

/** The work of an endpoint instead of its usual one. */
export type Answer = (context: EndpointContext) => unknown;

export const USER_COOKIE = 'SESSION_INFO';

export class MemoryBackend {
  /** `token open`, `login`, …: every call in order, with the reason of those for a token. */
  readonly asked: string[] = [];
  readonly contexts: EndpointContext[] = [];
  /** Every token handed out. */
  readonly tokens: string[] = [];
  /** Used up one by one, before the usual answer. */
  readonly script: Record<'token' | 'login' | 'logout', Answer[]> = { token: [], login: [], logout: [] };
  onLogin: Person = { user: 'cade' };
  onLogout: Person = { user: null };
  readonly #style: KeyStyle;
  #person: Required<Person> = { sub: 'anon-1', user: null, claims: {} };

  constructor(style: KeyStyle) {
    this.#style = style;
  }

  /** As options of the SDK. */
  get endpoints() {
    return {
      tokenEndpoint: this.#endpoint('token', () => ({ token: this.sign() })) as Endpoint<string>,
      loginEndpoint: this.#endpoint('login', () => {
        this.become(this.onLogin);
        return { hello: this.#person.user };
      }),
      logoutEndpoint: this.#endpoint('logout', () => this.become(this.onLogout)),
    };
  }

  /** Changes the visitor to this person. Fields that are missing stay as they are. */
  become(person: Person): void {
    this.#person = { ...this.#person, ...person };
    if (this.#style !== 'cookie') return;
    const { user } = this.#person;
    if (user) Cookies.set(USER_COOKIE, JSON.stringify({ name: user }));
    else Cookies.remove(USER_COOKIE);
  }

  /** A token for the visitor as the backend knows them now. */
  sign(others: Record<string, unknown> = {}): string {
    const { sub, user, claims } = this.#person;
    const token = testToken({
      sub,
      ...(user && { user_payload: { custom_user_id: `${user}-id` } }),
      ...(user && this.#style === 'sid' && { sid: `sid-${user}` }),
      ...claims,
      ...others,
    });
    this.tokens.push(token);
    return token;
  }

  /** How often one endpoint was called. */
  count(name: string): number {
    return this.asked.filter((asked) => asked.startsWith(name)).length;
  }

  #endpoint(name: 'token' | 'login' | 'logout', usual: () => unknown): Endpoint {
    return async (context) => {
      this.asked.push(name === 'token' ? `token ${context.reason}` : name);
      this.contexts.push(context);
      const scripted = this.script[name].shift();
      return scripted ? scripted(context) : usual();
    };
  }
}

export const answers = (status: number, headers: Record<string, string> = {}): Answer => {
  return () => new Response('', { status, headers });
};

/** As `fetch` does without a network. */
export const unreachable: Answer = () => Promise.reject(new TypeError('Failed to fetch'));

/** Never answers, until its signal aborts. */
export const hangs: Answer = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

/** Never answers, and does not care about being told to stop. */
export const isDeaf: Answer = () => new Promise(() => {});

/** Answers when the test says so, even if its signal is aborted. */
export function held(answer: Answer) {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const held: Answer = async (context) => {
    await released;
    return answer(context);
  };
  return { answer: held, release: () => release() };
}
