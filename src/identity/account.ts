/** Logs the visitor in and out at the site's backend. The coordinator updates web chat. */
import { createExchange, type Exchange, type Purpose } from '../backend/endpoint.js';
import { sleep, within } from '../clock.js';
import type { Credentials } from '../endpointOption.js';
import { isSecureWebChatError, SecureWebChatError } from '../errors.js';
import { tokenIsLate } from '../web-chat/failures.js';
import type { IdentityContext } from './context.js';
import type { Coordinator } from './coordinator.js';
import { OLD_ANSWER_PAUSE_MS } from './oldAnswers.js';
import { isUnnamedLogin } from './session.js';
import type { AnsweredChange } from './tokenSource.js';

const LOGIN: Purpose = [1, 'LOGIN_REJECTED', 'LOGIN_FAILED'];
const LOGOUT: Purpose = [1, 'LOGOUT_FAILED', 'LOGOUT_FAILED'];
const CHECK_TIMEOUT_MS = 15_000;

/** The backend's answer to a login or logout, or why there is none. */
interface Verdict {
  readonly answer?: unknown;
  readonly failure?: unknown;
}

export class Account {
  readonly #context: IdentityContext;
  readonly #coordinator: Coordinator;
  readonly #askLogin: Exchange;
  readonly #askLogout: Exchange;

  constructor(context: IdentityContext, coordinator: Coordinator) {
    const { loginEndpoint, logoutEndpoint, csrf } = context.options;
    this.#context = context;
    this.#coordinator = coordinator;
    // Without an endpoint, the page's own code has logged the visitor in or out.
    this.#askLogin = createExchange(loginEndpoint ?? (async () => {}), LOGIN, csrf);
    this.#askLogout = createExchange(logoutEndpoint ?? (async () => context.cookie.remove()), LOGOUT, csrf);
  }

  /**
   * @param signal aborts when a logout overtakes the login
   * @param nextChange ends the wait for the token of the login
   */
  async login(input: Credentials | undefined, signal: AbortSignal, nextChange: AbortSignal): Promise<unknown> {
    const { cookie, life, store } = this.#context;
    const loginBefore = this.#coordinator.loginID;
    const outcome = this.#coordinator.changeBegins('login');
    const isOwnCode = this.#context.options.loginEndpoint === undefined;
    const { answer, failure } = await this.#change(
      () => this.#askLogin({ input, signal, reason: 'login' }),
      // A token that names a login may belong to this one. It may have come after a login by the
      // page's own code. A backend may also give a user the same token again until it expires, and
      // then the user cookie names the token's login.
      ({ loginID }) => loginID === null || !(isOwnCode || loginID === cookie.text()),
    );
    life.throwIfAborted();
    if (isRefusal(failure)) {
      outcome.refused();
      this.#coordinator.resume();
      throw failure;
    }
    this.#coordinator.announce(failure ? 'changed' : 'login');
    signal.throwIfAborted();
    if (failure) outcome.unclear();
    const named = failure ? await this.#coordinator.findLoginID('return', nextChange).catch(() => null) : null;
    signal.throwIfAborted();
    await this.#coordinator.reconcileOrRetry(nextChange);
    // Not before web chat has the token, because a page that reads the user may write at once.
    store.set({ user: cookie.user() });
    // The answer was lost, so the next token decides.
    if (failure && (!named || named === loginBefore)) throw failure;
    return answer;
  }

  async logout(): Promise<void> {
    const { life, store } = this.#context;
    const loginBefore = this.#coordinator.loginID;
    this.#coordinator.changeBegins('logout');
    // The token of an unnamed login looks like an anonymous visitor's, which stays valid.
    const wasUnnamed = isUnnamedLogin(this.#coordinator.session.visitor);
    const { failure } = await this.#change(
      () => this.#askLogout({ input: undefined, signal: life, reason: 'logout' }),
      (token) => wasUnnamed || token.loginID !== null,
    );
    life.throwIfAborted();
    // True, false, or the error of a failed check.
    const stillLoggedIn = await this.#isStillLoggedIn(loginBefore, wasUnnamed, failure).catch(
      (error: unknown) => error,
    );
    life.throwIfAborted();
    if (stillLoggedIn === true) return this.#rejectLogout(failure);
    const isUnclear = failure && stillLoggedIn !== false;
    this.#coordinator.announce(isUnclear ? 'changed' : 'logout');
    if (isUnclear) {
      await this.#coordinator.logoutUnclear();
      throw mayBeLoggedIn(failure);
    }
    try {
      if (stillLoggedIn !== false) throw stillLoggedIn;
      await this.#coordinator.reconcile('logout', life);
    } catch (error) {
      life.throwIfAborted();
      // The visitor is logged out, but without a token the conversation can only end.
      await this.#coordinator.endSession();
      if (isOldAnswer(error)) throw tokensStillNameUser(error);
      store.report(isSecureWebChatError(error) ? error : tokenIsLate());
    }
  }

  /**
   * Runs one login or logout between two epochs, so that web chat gets no token of the epoch before
   * it.
   * @param invalidates whether an answered change invalidates a token of the epoch before
   */
  async #change(ask: () => ReturnType<Exchange>, invalidates: AnsweredChange['invalidates']): Promise<Verdict> {
    const { tokens } = this.#context;
    await tokens.endEpoch();
    try {
      const answer = await ask();
      tokens.beginEpoch({ ...answer, invalidates });
      return { answer: answer.body };
    } catch (failure) {
      tokens.beginEpoch();
      return { failure };
    }
  }

  /**
   * Whether somebody is still logged in after a logout, by two checks. If the backend reports
   * success, only the user who was named before counts as still logged in. If nothing names the
   * user, for example because the logout interrupted their login, any user counts.
   * @throws if the logout failed and no token shows who is logged in
   */
  async #isStillLoggedIn(loginBefore: string | null, wasUnnamed: boolean, failure: unknown): Promise<boolean> {
    const { cookie, life, tokens } = this.#context;
    const isNamed = async (signal: AbortSignal) => {
      const named = await this.#coordinator.findLoginID('logout', signal, !failure);
      // If nothing named the visitor before, a token that names nobody proves nothing.
      if (failure && (named === undefined || (named === null && loginBefore === null))) throw failure;
      // If the token of the login was late, only the cookie has named the user so far.
      const isSame = named === loginBefore || (loginBefore !== null && loginBefore === cookie.text());
      return named !== null && (!!failure || wasUnnamed || isSame);
    };
    return within(CHECK_TIMEOUT_MS, life, async (signal) => {
      if (!(await isNamed(signal))) return false;
      // If the backend reports success, a cache may have answered with the user's old token.
      if (!failure) await sleep(OLD_ANSWER_PAUSE_MS, signal);
      tokens.clearCache();
      return isNamed(signal);
    });
  }

  /**
   * The conversation is still the user's. After a 401, a cookie that alone names them may be a
   * leftover.
   */
  async #rejectLogout(failure: unknown): Promise<never> {
    const { cookie } = this.#context;
    const isLeftover = statusOf(failure) === 401 && this.#coordinator.loginID === cookie.text();
    await (isLeftover ? this.#coordinator.endSession() : this.#coordinator.reconcileOrRetry());
    throw isRefusal(failure) ? failure : mayBeLoggedIn(failure);
  }
}

function statusOf(error: unknown): number {
  return isSecureWebChatError(error) ? (error.status ?? 0) : 0;
}

/** Whether the backend said that nothing has changed. */
function isRefusal(error: unknown): boolean {
  const status = statusOf(error);
  return status >= 400 && status < 500 && status !== 408;
}

/** The token source has no other reason to reject a token. */
function isOldAnswer(error: unknown): boolean {
  return isSecureWebChatError(error) && error.code === 'TOKEN_REJECTED';
}

function tokensStillNameUser(cause: unknown): SecureWebChatError {
  const because = 'the assistant would still take the visitor for the user who left';
  return new SecureWebChatError('LOGOUT_FAILED', because, { cause, advice: 'see error.cause' });
}

function mayBeLoggedIn(cause: unknown): SecureWebChatError {
  const because = 'the visitor may still be logged in at your backend';
  return new SecureWebChatError('LOGOUT_FAILED', because, {
    retryable: true,
    cause,
    status: statusOf(cause) || undefined,
  });
}
