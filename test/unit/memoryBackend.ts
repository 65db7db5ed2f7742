/**
 * A backend of the site in memory. It knows the login of the visitor and signs tokens. A test can
 * make it fail.
 */
import Cookies from 'js-cookie';
import type { Endpoint, EndpointContext } from '../../src/index.js';
import { testToken } from '../../src/testing/identityToken.js';

/** The means that identify a login: the claim `sid`, the readable user cookie, or neither. */
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

/** A function that replaces the usual work of an endpoint. */
export type Answer = (context: EndpointContext) => unknown;

export const USER_COOKIE = 'SESSION_INFO';

export class MemoryBackend {
  /** Every call in order: `token open`, `login` and so on. A token request has its reason. */
  readonly asked: string[] = [];
  readonly contexts: EndpointContext[] = [];
  /** Every token handed out. */
  readonly tokens: string[] = [];
  /** The next answers. When they are used up, the endpoint answers as usual. */
  readonly script: Record<'token' | 'login' | 'logout', Answer[]> = { token: [], login: [], logout: [] };
  onLogin: Person = { user: 'cade' };
  onLogout: Person = { user: null };
  readonly #style: KeyStyle;
  #person: Required<Person> = { sub: 'anon-1', user: null, claims: {} };

  constructor(style: KeyStyle) {
    this.#style = style;
  }

  /** The endpoints as options of the SDK. */
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

  /** Signs a token for the visitor that the backend knows now. */
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

  /** The number of calls of one endpoint. */
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

/** Fails like `fetch` without a network. */
export const unreachable: Answer = () => Promise.reject(new TypeError('Failed to fetch'));

/** Never answers, until its signal aborts. */
export const hangs: Answer = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

/** Never answers, and ignores its signal. */
export const isDeaf: Answer = () => new Promise(() => {});

/** Answers when the test allows it, even if its signal is aborted. */
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
