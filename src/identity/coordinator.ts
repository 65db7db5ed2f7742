/** Owns the one path by which the visitor becomes someone else: for login and logout, other tabs, restored pages, and sessions that end quietly. */

import { backoffMs, wake, within } from '../clock.js';
import type { SecureWebChatError } from '../errors.js';
import type { ResolvedOptions } from '../options.js';
import type { Store } from '../state.js';
import type { IdentityToken } from '../token.js';
import type { WebChat } from '../web-chat/instance.js';
import { createRunning, type Running } from '../web-chat/lifecycle.js';
import { createBreaker } from './circuitBreaker.js';
import { type Cause, identityKey, type Person, personOf, stranger } from './session.js';
import { createMarker } from './tabOwner.js';
import type { Identity, Reason } from './tokenSource.js';
import { createUpkeep } from './triggers.js';
import type { UserCookie } from './userCookie.js';

const FIRST_RETRY_MS = 2_000;

/** Whether something happened that may have made the visitor someone else, and not only a token ran out. */
const isEvent = (cause: Cause) => cause !== 'expired' && cause !== 'renewal';

/** What the path leads through. */
export interface PassageHost {
  readonly options: ResolvedOptions;
  readonly store: Store;
  readonly cookie: UserCookie;
  readonly identity: Identity;
  /** Runs an operation once those before it are done. */
  enqueue(operation: () => Promise<void>): Promise<void>;
}

export interface Passage {
  readonly running: Running;
  /** Whose the conversation is, as far as is known. */
  person(): Person;
  /** Takes the open epoch's token, and gives it to web chat as the table of design 7 says. */
  become(cause: Cause): Promise<void>;
  /** The same, with its trouble reported and tried again, ever more slowly, until another login or logout begins. */
  settle(cause: Cause): Promise<void>;
  /** Whether the visitor, by the open epoch's token, is the same person still. */
  isStill(person: Person): Promise<boolean>;
  /** Ends the session, whoever's it was, and leaves a fresh, closed chat. */
  abandon(whoIsLeft: Person): Promise<void>;
  /** Another login or logout begins: what is still tried on behalf of the last one is over. */
  interrupt(): void;
  /** Nobody will look how it ended: nobody sees a user's conversation until what comes next has. */
  doubt(): void;
  /** It was refused, and so what was interrupted goes on. */
  resume(): void;
  /** Lets the other tabs look at the backend. */
  tell(): void;
}

export function createPassage({ options, store, cookie, identity, enqueue }: PassageHost, life: AbortSignal): Passage {
  const { webChat, conversationAfterLogout } = options;
  const breaker = createBreaker();
  const marker = createMarker(`${webChat.integrationID}:${webChat.namespace ?? ''}`);
  let person: Person = null;
  /** Whose conversation is on screen: the last user's, also after a logout that keeps it. */
  let owner: Person = null;
  let retrying = new AbortController();
  /** How often web chat has broken down since the last answer. */
  let breakdowns = 0;
  /** The event after which no token has said yet who is there. */
  let due: Cause | null = null;
  /** Nobody may see the conversation until the look that is to come. */
  let isCovered = false;
  let isRestarting = false;

  const running = createRunning(
    options,
    {
      onStart() {
        store.set({ user: cookie.read() });
        upkeep.start();
      },
      beforeRender,
      async needToken(refused) {
        if (refused) breaker.refused(refused);
        return identity.next(refused ? 'expired' : 'open', refused);
      },
      onToken(token, refused) {
        const now = whoIs(token, 'expired');
        // Of the last page's user, as a rule, whose conversation comes back with the first token.
        const isAnothers = owner !== null && now !== owner && !(now === null && conversationAfterLogout === 'keep');
        if (isAnothers) running.chat?.hide();
        if (!refused) person = now;
        const isSameSubject = !refused || token.subject === refused.subject;
        if (isSameSubject) {
          // Of somebody whom nobody knew until now, it says all that there is to say.
          if (owner === null) due = null;
          owner = refused && owner && now && now !== owner ? stranger() : (owner ?? now);
          took(token);
        }
        if (now === person && isSameSubject && !isAnothers) mark(token);
        else later(() => settle('expired'));
      },
      onAnswer() {
        breakdowns = 0;
        store.recovered('WEB_CHAT_FAILED', 'TOKEN_REJECTED');
      },
      onView() {
        upkeep.onView();
        // As a window does that the last page has left open.
        if (isCovered) running.chat?.hide();
        if (running.chat?.isBroken && running.chat.isOpen) retry(0);
      },
      onTouch: () => upkeep.onTouch(),
      onBroken: () => retry(breakdowns++),
      onRejected: () => store.report(breaker.diagnose(running.chat?.token ?? null)),
      onError: store.report,
      onEnd() {
        owner = null;
        marker.write(null);
      },
    },
    store,
    life,
  );
  const upkeep = createUpkeep(
    options,
    {
      chat: () => running.chat,
      cover() {
        isCovered = true;
        running.chat?.hide();
      },
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

  /** Something outside this page may have made the visitor someone else. */
  async function look(): Promise<void> {
    await identity.close();
    identity.open();
    isCovered = false;
    await settle('return');
  }

  /** The last page may have left the conversation of somebody else in this tab. It is begun anew before anyone can see it. */
  async function beforeRender(chat: WebChat): Promise<void> {
    if (!marker.isThere()) return;
    let token: IdentityToken | null = null;
    try {
      token = await identity.next('return', null);
      if (running.chat !== chat) return;
      person = whoIs(token, 'open');
      // Two of whom nothing is known have the same key, and are two.
      const isSame = typeof person !== 'symbol' && marker.isOf(identityKey(token, person));
      owner = isSame ? person : stranger();
      // Of somebody of whom nothing is known, not even this: whether they have logged out.
      if (isSame || (isKept() && !marker.isOf(identityKey(token, stranger())))) return chat.forgetOthers(token);
      apply(chat, token);
    } catch (error) {
      life.throwIfAborted();
      store.report(error as SecureWebChatError);
    }
    try {
      await restart(chat);
    } catch (error) {
      await chat.stop({ endSession: true });
      throw error;
    } finally {
      chat.forgetOthers();
    }
    owner = token && person;
    mark(token);
  }

  async function settle(cause: Cause, tried = 0): Promise<void> {
    const { signal } = retrying;
    try {
      await become(cause, signal);
    } catch (error) {
      life.throwIfAborted();
      if (owner === null) suspect();
      if (signal.aborted) return;
      store.report(error as SecureWebChatError);
      const isBroken = running.chat?.isBroken;
      const { retryable } = error as SecureWebChatError;
      if (isBroken || retryable) retry(tried);
      else if (owner !== null) return abandon(stranger());
      // Nobody sees a user's conversation while it is not known whether they are that user still.
      if (isBroken || !retryable) show();
      else if (owner !== null) running.chat?.hide();
    }
  }

  /** What is said from now on may be a user's, whose token did not come. */
  function suspect(): void {
    const token = running.chat?.token;
    person = whoIs(null, due ?? 'expired');
    if (token) mark(token, person);
  }

  function retry(tried: number): void {
    interrupt();
    wake(backoffMs(FIRST_RETRY_MS, tried), AbortSignal.any([life, retrying.signal]), () => {
      // Nobody waits in front of a closed window.
      if (running.chat?.isBroken && !running.chat.isOpen) return;
      later(() => settle('expired', tried + 1));
    });
  }

  function interrupt(): void {
    retrying.abort();
    retrying = new AbortController();
  }

  async function become(cause: Cause, signal = life): Promise<void> {
    const wasDue = due;
    if (isEvent(cause)) due = cause;
    const why = due ?? cause;
    const pending = tokenOfEpoch(why === 'doubt' ? 'return' : why);
    const token = pending && (await within(Infinity, signal, () => pending));
    // Whoever came with the last event may have written, though no token has named them.
    const before = owner ?? (why === 'logout' ? stranger() : isEvent(cause) && wasDue ? person : null);
    person = whoIs(token, why);
    due = null;
    store.set({ user: cookie.read() });
    // Only now, since whoever is told of it may end the chat.
    const { chat } = running;
    if (!chat) return;
    if (token && !apply(chat, token)) {
      return running.rebuild(chat.isOpen, isEvent(why));
    }
    if (token) owner = person ?? owner;
    if (chat.isBroken || (before !== null && before !== person && !isKept())) {
      // From here on, since web chat may ask for a token, and be somebody else's, while it restarts.
      owner = person;
      chat.hide();
      try {
        await restart(chat);
      } catch {
        life.throwIfAborted();
        return running.rebuild(chat.isOpen);
      }
      // Web chat that has no token yet does not know of a conversation that the last page left in this tab.
      if (!token) {
        chat.forgetOthers();
        // It may have come to have one meanwhile.
        mark(chat.token);
      }
    }
    // Without a token, the mark may be what the start of web chat has yet to look at.
    if (token) mark(token);
    show();
  }

  function restart(chat: WebChat): Promise<void> {
    isRestarting = true;
    return chat.restart().finally(() => {
      isRestarting = false;
    });
  }

  function show(): void {
    if (!isCovered) running.chat?.show();
  }

  function abandon(whoIsLeft: Person): Promise<void> {
    person = whoIsLeft;
    due = null;
    return running.rebuild(false);
  }

  /** Web chat that has no token yet needs none now: it will ask when it is opened. To be told so takes no time, in which it might ask. */
  function tokenOfEpoch(reason: Reason): Promise<IdentityToken> | null {
    const { chat } = running;
    if (!chat || !(chat.token || chat.isBroken)) return null;
    return identity.next(reason, reason === 'renewal' || chat.isBroken ? chat.token : null);
  }

  /** @returns whether this instance can go on under the token */
  function apply(chat: WebChat, token: IdentityToken): boolean {
    if (chat.token && chat.token.subject !== token.subject) return false;
    try {
      if (chat.token !== token) chat.apply(token);
      breaker.pushed();
      took(token);
      return true;
    } catch (error) {
      store.report(error as SecureWebChatError);
      return (error as SecureWebChatError).code === 'SECURITY_OFF';
    }
  }

  function took(token: IdentityToken): void {
    if (token.expiresAt === null && !store.state.subject) {
      console.warn('secure-web-chat: the identity token never expires: it has no "exp".');
    }
    store.set({ subject: token.subject, expiresAt: token.expiresAt, user: cookie.read() });
    store.recovered('TOKEN_UNAVAILABLE', 'TOKEN_DENIED', 'TOKEN_INVALID');
    upkeep.given(token);
  }

  function mark(token: IdentityToken | null, whose = owner): void {
    // Until it has restarted, the tab holds the conversation of whoever it is marked as, also for the next page.
    if (isRestarting) return;
    if (token || whose === null) marker.write(token && identityKey(token, whose));
  }

  const isKept = () => person === null && conversationAfterLogout === 'keep';

  const whoIs = (token: IdentityToken | null, cause: Cause) => personOf(token, cookie.text(), person, cause);

  function later(operation: () => Promise<void>): void {
    enqueue(operation).catch(() => {});
  }

  return {
    running,
    person: () => (running.chat?.token ? person : whoIs(null, 'open')),
    become,
    settle,
    async isStill(other) {
      const pending = tokenOfEpoch('logout');
      return whoIs(pending && (await pending), 'logout') === other;
    },
    abandon,
    interrupt,
    doubt() {
      due = 'doubt';
      if (owner !== null) running.chat?.hide();
    },
    resume() {
      if (due || running.chat?.isBroken) later(() => settle('expired'));
    },
    tell: upkeep.tell,
  };
}
