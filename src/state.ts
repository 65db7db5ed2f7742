/**
 * The state that a page can see, one frozen union that is replaced as a whole, and its subscribers.
 */
import { createNanoEvents } from 'nanoevents';
import type { SecureWebChatError, SecureWebChatErrorCode } from './errors.js';
import type { WebChatInstance } from './web-chat/ibm/index.js';

/** @inline */
interface StateBase {
  /** Which of your calls is under way. */
  readonly busy: 'login' | 'logout' | null;
  /** The `sub` web chat is running under, null before its first token. */
  readonly subject: string | null;
  /**
   * When the token expires by this device's clock, in milliseconds since epoch; null before the
   * first token or without `exp`.
   */
  readonly expiresAt: number | null;
}

/**
 * A frozen snapshot. `error` is the last failure that did not reject a promise of yours. The next
 * success of the same kind clears it.
 */
export type SecureWebChatState<User = Record<string, unknown>> = StateBase & {
  /**
   * The content of the readable user cookie; null for an anonymous visitor, and until the first
   * `load()`, `login()` or `logout()`.
   */
  readonly user: User | null;
} & (
    | { readonly phase: 'idle' | 'loading' | 'destroyed'; readonly error: null }
    | { readonly phase: 'ready'; readonly error: SecureWebChatError | null }
    | { readonly phase: 'failed'; readonly error: SecureWebChatError }
  );

/** The events of `on()`, with the handlers that they take. */
export interface SecureWebChatEvents<User = Record<string, unknown>> {
  /** Anything in the state changed: loading, login, logout, a new token. */
  change: (state: SecureWebChatState<User>, previous: SecureWebChatState<User>) => void;
  /**
   * A failure that does not reject a promise of yours: a missing token, or an error of web chat.
   */
  error: (error: SecureWebChatError) => void;
  /**
   * Called for each instance of web chat before it renders, after `webChat.onLoad`: the place to
   * register handlers for web chat's own events. Web chat waits for a promise that you return. If
   * there is an instance when you subscribe, you are called at once.
   *
   * An error that you throw is logged, and web chat renders all the same. If `webChat.onLoad` and
   * all handlers together take more than 30 s, the start fails with `WEB_CHAT_FAILED`.
   *
   * Do not call `load()`, `open()`, `login()` or `logout()` here, because they wait for this
   * handler. Such a call is refused with `INVALID_OPTIONS`; after an `await`, web chat waits for
   * you for 5 s more, then renders with a warning on the console.
   */
  instance: (instance: WebChatInstance) => void | Promise<void>;
}

/** The events that follow from the state. */
export type StateEvent = Exclude<keyof SecureWebChatEvents, 'instance'>;

type Change<User> = {
  -readonly [Name in keyof SecureWebChatState<User>]?: Name extends 'error'
    ? SecureWebChatError | null
    : SecureWebChatState<User>[Name];
};

export interface Store<User = unknown> {
  readonly state: SecureWebChatState<User>;
  set(change: Change<User>): void;
  /** Emits a failure that no promise carries. */
  report(error: SecureWebChatError): void;
  /** Clears the errors that a success ends. */
  recovered(...codes: SecureWebChatErrorCode[]): void;
  on<Type extends StateEvent>(type: Type, handler: SecureWebChatEvents<User>[Type]): () => void;
}

/** What there is before `load()`, and after `destroy()`. */
export const NOTHING = { busy: null, user: null, subject: null, expiresAt: null, error: null };

/** @param note keeps a record of what changed */
export function createStore<User>(note: (what: string) => void): Store<User> {
  const events = createNanoEvents<SecureWebChatEvents<User>>();
  /**
   * Changes that are being emitted. A handler's own change follows the one that it hears of, so
   * that no handler hears an older state last.
   */
  const changes: [SecureWebChatState<User>, SecureWebChatState<User>][] = [];
  /** Equal on server and browser before `load()`. */
  let state: SecureWebChatState<User> = Object.freeze({ ...NOTHING, phase: 'idle' });
  const store: Store<User> = {
    get state() {
      return state;
    },
    set(change) {
      const previous = state;
      const isSame = Object.entries(change).every(([name, value]) => previous[name as keyof typeof previous] === value);
      if (isSame || previous.phase === 'destroyed') return;
      state = Object.freeze({ ...previous, ...change }) as SecureWebChatState<User>;
      note([state.phase, state.busy, state.error?.code, ...Object.keys(change)].filter(Boolean).join(' '));
      if (changes.push([state, previous]) > 1) return;
      for (const pair of changes) events.emit('change', ...pair);
      changes.length = 0;
      if (state.phase === 'destroyed') events.events = {};
    },
    report(error) {
      note(error.code);
      if (state.phase === 'ready') store.set({ error });
      events.emit('error', error);
    },
    recovered(...codes) {
      if (state.phase === 'ready' && state.error && codes.includes(state.error.code)) store.set({ error: null });
    },
    on(type, handler) {
      const guarded = (...details: [never, never]) => {
        try {
          (handler as (...details: unknown[]) => void)(...details);
        } catch (error) {
          console.error(error);
        }
      };
      return events.on(type, guarded as typeof handler);
    },
  };
  return store;
}
