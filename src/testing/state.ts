/** The state of one web chat. */
import type {
  WebChatContext,
  WebChatCustomPanelOptions,
  WebChatMenuOption,
  WebChatViewState,
} from '../web-chat/ibm/index.js';
import type { Entry } from './messages.js';

/** Kept in the tab for one user. */
export interface Session {
  version: string;
  /** Undefined before there was one. */
  sessionID: string | null | undefined;
  sessionStartedTimestamp: number | null;
  hasSentNonWelcomeMessage: boolean;
}

export type ViewState = Required<WebChatViewState>;

/** Kept in the tab, for each user in turn. */
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
  /** Of the assistant's last answer. */
  context: WebChatContext;
  /** What every message begins with, by the main configuration. */
  emptyContext: WebChatContext;
  /**
   * A loading screen covers the conversation while this is above 0. An opening that fails leaves
   * its share behind.
   */
  loadings: number;
  isHydrated: boolean;
  /** While a message is on its way. */
  isWaiting: boolean;
  /** Set while an error panel replaces the conversation. */
  catastrophicErrorType: string | null;
  customPanel: { isOpen: boolean; options: WebChatCustomPanelOptions };
  menuOptions: readonly WebChatMenuOption[];
  headerTitle: string;
  isInputVisible: boolean;
  /** Whether the page wants a launcher. */
  hasLauncher: boolean;
  /** By name, without `--cds-chat-`. */
  cssVariables: Readonly<Record<string, string>>;
  isDestroyed: boolean;
}

/** Stored values of another version are thrown away. */
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

  /** @returns unsubscribe */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
