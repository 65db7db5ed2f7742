/**
 * The public state and its subscribers. Each change replaces the state by a new frozen object.
 */
import { createNanoEvents } from 'nanoevents';
import type { SecureWebChatError, SecureWebChatErrorCode } from './errors.js';
import type { WebChatInstance } from './web-chat/ibm/index.js';

/** @inline */
interface StateBase {
  /** The running call of your page, or null if neither `login()` nor `logout()` is running. */
  readonly busy: 'login' | 'logout' | null;
  /** The `sub` of web chat's current token, or null before the first token. */
  readonly subject: string | null;
  /**
   * The expiry of web chat's current token by this device's clock, in milliseconds since the epoch.
   * Null before the first token, for a token without `exp`, and if the expiry is unknown because
   * this device's clock is the only one, and says that the token has already expired.
   */
  readonly expiresAt: number | null;
}

/**
 * The state of a chat, as a frozen object.
 *
 * - `phase` is the progress of web chat. It begins as `'idle'`, and ends as `'destroyed'`.
 * - `error` is the last failure that rejected none of your promises, or the failure that ended web
 *   chat. The next success of the same kind clears it.
 */
export type SecureWebChatState<User = Record<string, unknown>> = StateBase & {
  /**
   * The parsed JSON of the user cookie. Null without the cookie, and until the first `load()`,
   * `login()` or `logout()`.
   */
  readonly user: User | null;
} & (
    | { readonly phase: 'idle' | 'loading' | 'destroyed'; readonly error: null }
    | { readonly phase: 'ready'; readonly error: SecureWebChatError | null }
    | { readonly phase: 'failed'; readonly error: SecureWebChatError }
  );

/** The events of `SecureWebChat.on()`, each with the type of its handler. */
export interface SecureWebChatEvents<User = Record<string, unknown>> {
  /** The state changed, for example because of a login, a logout or a new token. */
  change: (state: SecureWebChatState<User>, previous: SecureWebChatState<User>) => void;
  /**
   * Something failed, and none of your promises rejects with the failure. Examples are a token that
   * could not be renewed and an error of web chat.
   */
  error: (error: SecureWebChatError) => void;
  /**
   * The SDK created an instance of web chat. Register handlers for web chat's own events here. The
   * SDK calls your handler after `webChat.onLoad` and before web chat renders, and waits for the
   * promise that the handler returns. If an instance is running when you subscribe, the SDK calls
   * the handler at once.
   *
   * If the handler throws, the SDK logs the error, and web chat renders. If `webChat.onLoad` and
   * all handlers together take more than 30 s, the start fails with `WEB_CHAT_FAILED`.
   *
   * Do not call `load()`, `open()`, `login()` or `logout()` in the handler, because these methods
   * wait for it. They reject with `INVALID_OPTIONS`. If you call one of them after an `await`, web
   * chat waits 5 s more, and then renders and logs a warning.
   */
  instance: (instance: WebChatInstance) => void | Promise<void>;
}

/** The events that the store emits. */
export type StateEvent = Exclude<keyof SecureWebChatEvents, 'instance'>;

type Change<User> = {
  -readonly [Name in keyof SecureWebChatState<User>]?: Name extends 'error'
    ? SecureWebChatError | null
    : SecureWebChatState<User>[Name];
};

export interface Store<User = unknown> {
  readonly state: SecureWebChatState<User>;
  set(change: Change<User>): void;
  /** Emits a failure that rejects no promise of the page. */
  report(error: SecureWebChatError): void;
  /** Clears the last error if it has one of these codes, because the same work succeeded. */
  recovered(...codes: SecureWebChatErrorCode[]): void;
  on<Type extends StateEvent>(type: Type, handler: SecureWebChatEvents<User>[Type]): () => void;
}

/**
 * The properties of the state before `load()` and after `destroy()`, beside `phase`. `LOADING` and
 * `#giveUp` in `web-chat/lifecycle.ts` reset some of them too.
 */
export const EMPTY_STATE = { busy: null, user: null, subject: null, expiresAt: null, error: null };

/** @param note records each change for `diagnose()` */
export function createStore<User>(note: (what: string) => void): Store<User> {
  const events = createNanoEvents<SecureWebChatEvents<User>>();
  /**
   * The changes that wait to be emitted. If a handler changes the state, its change is emitted
   * after the current one, so that the newest state reaches every handler last.
   */
  const changes: [SecureWebChatState<User>, SecureWebChatState<User>][] = [];
  // A server and a browser render the same state before `load()`.
  let state: SecureWebChatState<User> = Object.freeze({ ...EMPTY_STATE, phase: 'idle' });
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
        // Another handler of the same event may have unsubscribed this one.
        if (!events.events[type]?.includes(guarded as typeof handler)) return;
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
