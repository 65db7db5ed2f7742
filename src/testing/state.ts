/** The state of one simulated web chat. */
import type {
  WebChatContext,
  WebChatCustomPanelOptions,
  WebChatMenuOption,
  WebChatViewState,
} from '../web-chat/ibm/index.js';
import type { Entry } from './messages.js';

/** The session of one user, which web chat stores in the tab. */
export interface Session {
  version: string;
  /** The assistant's ID of the session. Undefined before the first session. */
  sessionID: string | null | undefined;
  sessionStartedTimestamp: number | null;
  hasSentNonWelcomeMessage: boolean;
}

export type ViewState = Required<WebChatViewState>;

/** The visible views, which web chat stores in the tab for all users. */
export interface Launcher {
  version: string;
  wasLoadedFromBrowser: boolean;
  viewState: ViewState;
}

export interface ChatState {
  userID: string | null;
  identityToken: string | null;
  session: Session;
  launcher: Launcher;
  entries: readonly Entry[];
  /** The context of the assistant's last answer. */
  context: WebChatContext;
  /** The initial context of each message, from the main configuration. */
  emptyContext: WebChatContext;
  /**
   * The counter of the loading screen, which covers the conversation while the counter is above 0.
   * As in web chat, a failed start does not decrease it.
   */
  loadings: number;
  isHydrated: boolean;
  /** Whether a message waits for its answer. */
  isWaiting: boolean;
  /** Set while an error panel replaces the conversation. */
  catastrophicErrorType: string | null;
  customPanel: { isOpen: boolean; options: WebChatCustomPanelOptions };
  menuOptions: readonly WebChatMenuOption[];
  headerTitle: string;
  isInputVisible: boolean;
  /** Whether the page has turned the launcher on. */
  hasLauncher: boolean;
  /** The CSS variables by name, without the prefix `--cds-chat-`. */
  cssVariables: Readonly<Record<string, string>>;
  isDestroyed: boolean;
}

/** The version of stored values. Web chat removes values of another version. */
export const VERSION = '8.11.0-simulator';

export const ALL_CLOSED: ViewState = Object.freeze({ launcher: false, mainWindow: false, tour: false });
export const LAUNCHER_OPEN: ViewState = Object.freeze({ launcher: true, mainWindow: false, tour: false });
export const WINDOW_OPEN: ViewState = Object.freeze({ launcher: false, mainWindow: true, tour: false });

export function newSession(): Session {
  return { version: VERSION, sessionID: undefined, sessionStartedTimestamp: null, hasSentNonWelcomeMessage: false };
}

export function newLauncher(viewState: ViewState): Launcher {
  return { version: VERSION, wasLoadedFromBrowser: false, viewState };
}

type Listener = (state: ChatState, previous: ChatState) => void;

export class Store {
  #state: ChatState = {
    userID: null,
    identityToken: null,
    session: newSession(),
    launcher: newLauncher(ALL_CLOSED),
    entries: [],
    context: {},
    emptyContext: {},
    loadings: 0,
    isHydrated: false,
    isWaiting: false,
    catastrophicErrorType: null,
    customPanel: { isOpen: false, options: {} },
    menuOptions: [],
    headerTitle: 'Assistant',
    isInputVisible: true,
    hasLauncher: true,
    cssVariables: {},
    isDestroyed: false,
  };
  readonly #listeners = new Set<Listener>();

  get(): ChatState {
    return this.#state;
  }

  set(changes: Partial<ChatState>): void {
    const previous = this.#state;
    this.#state = { ...previous, ...changes };
    for (const listener of this.#listeners) listener(this.#state, previous);
  }

  setSession(changes: Partial<Session>): void {
    this.set({ session: { ...this.#state.session, ...changes } });
  }

  setView(viewState: ViewState): void {
    this.set({ launcher: { ...this.#state.launcher, viewState } });
  }

  /** @returns a function that unsubscribes */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
