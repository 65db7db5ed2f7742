/** Owns who the visitor is, and the one path by which they become someone else. */
import { createBreaker } from './breaker.js';
import { sleep, within } from './clock.js';
import { connect, type Purpose } from './endpoint.js';
import { isSecureWebChatError, SecureWebChatError } from './errors.js';
import { createIdentity, type Reason } from './identity.js';
import { createMarker } from './marker.js';
import type { Credentials, ResolvedOptions } from './options.js';
import { createRunning, type Running, type RunningHost } from './running.js';
import type { Store } from './state.js';
import { type IdentityToken, readToken } from './token.js';
import { createUpkeep } from './upkeep.js';
import { createUserCookie } from './user.js';
import type { WebChat } from './webChat.js';

const TOKEN: Purpose = { attempts: 3, rejected: 'TOKEN_DENIED', failed: 'TOKEN_UNAVAILABLE' };
const LOGIN: Purpose = { attempts: 1, rejected: 'LOGIN_REJECTED', failed: 'LOGIN_FAILED' };
const LOGOUT: Purpose = { attempts: 1, rejected: 'LOGOUT_FAILED', failed: 'LOGOUT_FAILED' };
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 60_000;

/** Whose a conversation is, besides its `sub`: a login's ID, a user cookie, somebody of whom nothing else is known, or nobody's. */
type Person = string | symbol | null;

/** Why the visitor may be someone else: as endpoints are told, or a login of which nobody knows how it ended. */
type Cause = Reason | 'doubt';

export interface Visitor {
  readonly running: Running;
  login(input: Credentials | undefined, signal: AbortSignal): Promise<unknown>;
  logout(): Promise<void>;
  /** A login or logout is about to begin: what is still tried on behalf of the last one is over. */
  interrupt(): void;
}

/**
 * @param enqueue runs an operation once those before it are done
 * @param onLoad runs the site's `onLoad`
 */
export function createVisitor(
  options: ResolvedOptions,
  store: Store,
  enqueue: (operation: () => Promise<void>) => Promise<void>,
  onLoad: RunningHost['onLoad'],
  life: AbortSignal,
): Visitor {
  const { webChat, tokenEndpoint, loginEndpoint, logoutEndpoint, csrf, conversationAfterLogout } = options;
  const askToken = connect(tokenEndpoint, TOKEN, csrf);
  const askLogin = loginEndpoint && connect(loginEndpoint, LOGIN, csrf);
  const askLogout = logoutEndpoint && connect(logoutEndpoint, LOGOUT, csrf);
  const cookie = createUserCookie(options.userCookie);
  const breaker = createBreaker();
  const marker = createMarker(`${webChat.integrationID}:${webChat.namespace ?? ''}`);
  const identity = createIdentity(async (reason, signal) => {
    const { body, sentAt } = await askToken({ reason, signal, input: undefined });
    return readToken(body, sentAt);
  }, life);
  let person: Person = null;
  let retrying = new AbortController();
  /** How often, since the last answer, web chat has put up its error panel for want of a token; and whether it is there now. */
  let panels = 0;
  let isPanelUp = false;

  const running = createRunning(
    options,
    {
      onStart: () => upkeep.start(),
      beforeRender,
      onLoad(instance) {
        store.set({ user: cookie.read() });
        return onLoad(instance);
      },
      async needToken(refused) {
        if (refused) breaker.refused(refused);
        return identity.next(refused ? 'expired' : 'open', refused);
      },
      onToken(token, refused) {
        const now = whoIs(token, 'expired');
        if (!refused) person = now;
        if (now === person && (!refused || token.subject === refused.subject)) took(token);
        else later(() => settle('expired'));
      },
      onAnswer() {
        panels = 0;
        store.recovered('WEB_CHAT_FAILED', 'TOKEN_REJECTED');
      },
      onView() {
        upkeep.onView();
        if (isPanelUp && running.chat?.isOpen) retry('expired', 0);
      },
      onTouch: () => upkeep.onTouch(),
      onPanel() {
        isPanelUp = true;
        retry('expired', panels++);
      },
      onRejected: () => store.report(breaker.diagnose(running.chat?.token ?? null)),
      onError: store.report,
    },
    store,
    life,
  );
  const upkeep = createUpkeep(
    options,
    {
      chat: () => running.chat,
      look: () => later(look),
      prefetch: () => void identity.next('prefetch', null).catch(() => {}),
      renew: () =>
        enqueue(() => become('renewal')).catch((error) => {
          life.throwIfAborted();
          store.report(error);
          throw error;
        }),
    },
    life,
  );

  async function login(input: Credentials | undefined, signal: AbortSignal): Promise<unknown> {
    await identity.close();
    let answer: unknown;
    let failure: unknown;
    try {
      answer = (await askLogin?.({ input, signal, reason: 'login' }))?.body;
    } catch (error) {
      failure = error;
    }
    identity.open();
    signal.throwIfAborted();
    // Only a refusal says for sure that nobody has logged in.
    if (!isRefusal(failure)) {
      upkeep.tell();
      store.set({ user: cookie.read() });
      // Whoever logged in in the place of another does not see the other's conversation while the token is late.
      if (person !== null) running.chat?.hide();
      await settle(failure ? 'doubt' : 'login');
    }
    if (failure) throw failure;
    return answer;
  }

  async function logout(): Promise<void> {
    const before = running.chat?.token ? person : whoIs(null, 'return');
    await identity.close();
    let failure: unknown;
    try {
      if (askLogout) await askLogout({ input: undefined, signal: life, reason: 'logout' });
      else cookie.forget();
    } catch (error) {
      failure = error;
    }
    identity.open();
    life.throwIfAborted();
    if (isRefusal(failure)) throw failure;
    upkeep.tell();
    if (failure || conversationAfterLogout === 'restart') running.chat?.hide();
    let trouble: unknown;
    try {
      if (await isGone(before, failure)) return await become('logout');
    } catch (error) {
      life.throwIfAborted();
      trouble = error;
    }
    // Whatever is not known to be over is treated as if it were: nobody sees the old conversation again.
    person = null;
    await rebuild(false);
    if (!trouble || failure) {
      const because = 'the visitor may still be logged in at your backend';
      throw new SecureWebChatError('LOGOUT_FAILED', because, { retryable: true, cause: failure });
    }
    store.report(trouble as SecureWebChatError);
  }

  /** Looks at the backend, twice if need be. An outcome that is not known counts only if a known identity has gone. */
  async function isGone(before: Person, failure: unknown): Promise<boolean> {
    if (failure && typeof before !== 'string') return false;
    const isStillThere = async () => whoIs(await tokenOfEpoch('logout'), 'logout') === before && before !== null;
    if (!(await isStillThere())) return true;
    running.chat?.hide();
    await identity.close();
    identity.open();
    return !(await isStillThere());
  }

  /** Something outside this page may have made the visitor someone else. */
  async function look(): Promise<void> {
    await identity.close();
    identity.open();
    await settle('return');
  }

  /** The last page may have left the conversation of somebody else in this tab. It is begun anew before anyone can see it. */
  async function beforeRender(chat: WebChat): Promise<void> {
    if (!marker.isThere()) return;
    try {
      const token = await identity.next('return', null);
      person = whoIs(token, 'open');
      if (marker.isOf(identityKey(token)) || isKept()) return;
      apply(chat, token);
    } catch (error) {
      life.throwIfAborted();
      store.report(error as SecureWebChatError);
    }
    try {
      await chat.restart();
    } catch (error) {
      await chat.stop({ endSession: true });
      throw error;
    }
  }

  /** The path, with its trouble reported and tried again, ever more slowly, until another login or logout begins. */
  async function settle(cause: Cause, tried = 0): Promise<void> {
    const { signal } = retrying;
    try {
      await become(cause, signal);
    } catch (error) {
      life.throwIfAborted();
      if (signal.aborted) return;
      store.report(error as SecureWebChatError);
      if (isPanelUp || (error as SecureWebChatError).retryable) retry(cause, tried);
    }
  }

  function retry(cause: Cause, tried: number): void {
    interrupt();
    const delayMs = Math.min(FIRST_RETRY_MS * 2 ** tried, LONGEST_RETRY_MS) * (0.5 + Math.random() / 2);
    sleep(delayMs, AbortSignal.any([life, retrying.signal])).then(
      // Nobody waits in front of a closed window.
      () => (isPanelUp && !running.chat?.isOpen ? undefined : later(() => settle(cause, tried + 1))),
      () => {},
    );
  }

  function interrupt(): void {
    retrying.abort();
    retrying = new AbortController();
  }

  /** The one path: take the open epoch's token, and give it to web chat as the table of design 7 says. */
  async function become(cause: Cause, signal = life): Promise<void> {
    const reason = cause === 'doubt' ? 'return' : cause;
    const token = await within(Number.POSITIVE_INFINITY, signal, () => tokenOfEpoch(reason));
    const { chat } = running;
    const before = cause === 'logout' ? (person ?? Symbol('not known')) : person;
    person = whoIs(token, cause);
    store.set({ user: cookie.read() });
    if (!chat) return;
    if (token && !apply(chat, token)) {
      return rebuild(chat.isOpen, cause !== 'expired' && cause !== 'renewal');
    }
    if (isPanelUp || (before !== null && before !== person && !isKept())) {
      isPanelUp = false;
      chat.hide();
      try {
        await chat.restart();
      } catch {
        life.throwIfAborted();
        return rebuild(chat.isOpen);
      }
    }
    mark(token);
    chat.show();
  }

  /** Ends the session, so that nobody's conversation is left in this tab, and starts anew. */
  async function rebuild(open: boolean, isPrompted = true): Promise<void> {
    marker.write(null);
    await running.rebuild({ open, isPrompted });
  }

  /** Web chat that has no token yet needs none now: it will ask when it is opened. */
  async function tokenOfEpoch(reason: Reason): Promise<IdentityToken | null> {
    const { chat } = running;
    if (!chat || !(chat.token || isPanelUp)) return null;
    return identity.next(reason, reason === 'renewal' || isPanelUp ? chat.token : null);
  }

  /** @returns whether this instance can go on under the token */
  function apply(chat: WebChat, token: IdentityToken): boolean {
    if (chat.token && chat.token.subject !== token.subject) return false;
    try {
      if (chat.token !== token) chat.apply(token);
      breaker.pushed();
      took(token, false);
      return true;
    } catch (error) {
      store.report(error as SecureWebChatError);
      return (error as SecureWebChatError).code === 'SECURITY_OFF';
    }
  }

  /** @param isSettled whether the conversation on screen is the token's person's already */
  function took(token: IdentityToken, isSettled = true): void {
    if (token.expiresAt === null && !store.state.subject) {
      console.warn('secure-web-chat: the identity token has no claim "exp": it never expires.');
    }
    if (isSettled) mark(token);
    store.set({ subject: token.subject, expiresAt: token.expiresAt, user: cookie.read() });
    store.recovered('TOKEN_UNAVAILABLE', 'TOKEN_DENIED', 'TOKEN_INVALID');
    upkeep.given(token);
  }

  function mark(token: IdentityToken | null): void {
    if (token || person === null) marker.write(token && identityKey(token));
  }

  const identityKey = ({ subject }: IdentityToken) => (person === null ? null : `${subject} ${String(person)}`);

  const isKept = () => person === null && conversationAfterLogout === 'keep';

  /** Where a token says nothing and there is no cookie, what the page told us is all there is. */
  function whoIs(token: IdentityToken | null, cause: Cause): Person {
    const known = token?.loginID ?? cookie.text();
    if (known !== null) return known;
    if (cause === 'login' || (cause === 'return' && token)) return Symbol('somebody');
    return typeof person === 'symbol' && cause !== 'logout' ? person : null;
  }

  function later(operation: () => Promise<void>): void {
    enqueue(operation).catch(() => {});
  }

  return { running, login, logout, interrupt };
}

/** Whether the backend itself said that nothing has changed. */
function isRefusal(error: unknown): boolean {
  const status = isSecureWebChatError(error) ? (error.status ?? 0) : 0;
  return status >= 400 && status < 500 && status !== 408;
}
