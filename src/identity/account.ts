/** Owns how the visitor logs in and out at the site's backend; the passage sees to the rest. */
import { connect, type Purpose } from '../backend/endpoint.js';
import { isSecureWebChatError, SecureWebChatError } from '../errors.js';
import type { Credentials, ResolvedOptions } from '../options.js';
import type { Store } from '../state.js';
import { type IdentityToken, readToken } from '../token.js';
import type { Running } from '../web-chat/lifecycle.js';
import { createPassage, type PassageHost } from './coordinator.js';
import { type Person, stranger } from './session.js';
import { createIdentity, type Reason } from './tokenSource.js';
import { createUserCookie } from './userCookie.js';

const TOKEN: Purpose = [3, 'TOKEN_DENIED', 'TOKEN_UNAVAILABLE'];
const LOGIN: Purpose = [1, 'LOGIN_REJECTED', 'LOGIN_FAILED'];
const LOGOUT: Purpose = [1, 'LOGOUT_FAILED', 'LOGOUT_FAILED'];

export interface Visitor {
  readonly running: Running;
  login(input: Credentials | undefined, signal: AbortSignal): Promise<unknown>;
  logout(): Promise<void>;
  /** A login or logout is about to begin: what is still tried on behalf of the last one is over. */
  interrupt(): void;
}

export function createVisitor(
  options: ResolvedOptions,
  store: Store,
  enqueue: PassageHost['enqueue'],
  life: AbortSignal,
): Visitor {
  const { tokenEndpoint, loginEndpoint, logoutEndpoint, csrf, conversationAfterLogout } = options;
  const askToken = connect(tokenEndpoint, TOKEN, csrf);
  const cookie = createUserCookie(options.userCookie);
  // Left out: the page's own code has asked.
  const askLogin = connect(loginEndpoint ?? (async () => {}), LOGIN, csrf);
  const askLogout = connect(logoutEndpoint ?? (async () => cookie.forget()), LOGOUT, csrf);
  const fetchToken = async (reason: Reason, signal: AbortSignal, isLast = false): Promise<IdentityToken> => {
    const before = cookie.text();
    const { body, sentAt } = await askToken({ reason, signal, input: undefined });
    // The cookie of this moment: by the time web chat asks for the token, it may be another's.
    const now = cookie.text();
    const isSure = !before || before === now;
    const user = isSure ? now : String(Math.random());
    const token = readToken(body, sentAt, user);
    // Where it changed meanwhile, the token may be of before or after: the next one tells.
    return isSure || isLast || token.loginID !== user ? token : fetchToken(reason, signal, true);
  };
  const identity = createIdentity(fetchToken, life);
  const passage = createPassage({ options, store, cookie, identity, enqueue }, life);
  const { running } = passage;

  async function login(input: Credentials | undefined, signal: AbortSignal): Promise<unknown> {
    await identity.close();
    let answer: unknown;
    let failure: unknown;
    try {
      answer = (await askLogin({ input, signal, reason: 'login' })).body;
    } catch (error) {
      failure = error;
    }
    identity.open();
    life.throwIfAborted();
    // Only a refusal says for sure that nobody has logged in.
    if (isRefusal(failure)) passage.resume();
    else {
      passage.tell();
      // The logout that cut it short may be refused.
      if (signal.aborted) passage.doubt();
      signal.throwIfAborted();
      // Whoever logged in in the place of another does not see the other's conversation while the token is late.
      if (passage.person() !== null) running.chat?.hide();
      await passage.settle(failure ? 'doubt' : 'login');
      // Not before web chat has the token: whoever reads that they are logged in may write at once.
      store.set({ user: cookie.read() });
    }
    if (failure) throw failure;
    return answer;
  }

  async function logout(): Promise<void> {
    const before = passage.person();
    await identity.close();
    let failure: unknown;
    try {
      await askLogout({ input: undefined, signal: life, reason: 'logout' });
    } catch (error) {
      failure = error;
    }
    identity.open();
    life.throwIfAborted();
    if (isRefusal(failure)) {
      passage.resume();
      throw failure;
    }
    passage.tell();
    if (failure || conversationAfterLogout === 'restart') running.chat?.hide();
    let trouble: unknown;
    try {
      if (await isGone(before, failure)) return await passage.become('logout');
    } catch (error) {
      life.throwIfAborted();
      trouble = error;
    }
    // Whatever is not known to be over is treated as if it were: nobody sees the old conversation again.
    const isOver = trouble && !failure;
    await passage.abandon(isOver ? null : stranger());
    if (!isOver) {
      const because = 'the visitor may still be logged in at your backend';
      throw new SecureWebChatError('LOGOUT_FAILED', because, { retryable: true, cause: failure });
    }
    store.report(trouble as SecureWebChatError);
  }

  /** Looks at the backend, twice if need be. An outcome that is not known counts only if a known identity has gone. */
  async function isGone(before: Person, failure: unknown): Promise<boolean> {
    if (failure && typeof before !== 'string') return false;
    if (!(await passage.isStill(before)) || before === null) return true;
    running.chat?.hide();
    await identity.close();
    identity.open();
    return !(await passage.isStill(before));
  }

  return { running, login, logout, interrupt: passage.interrupt };
}

/** Whether the backend itself said that nothing has changed. */
function isRefusal(error: unknown): boolean {
  const status = isSecureWebChatError(error) ? (error.status ?? 0) : 0;
  return status >= 400 && status < 500 && status !== 408;
}
