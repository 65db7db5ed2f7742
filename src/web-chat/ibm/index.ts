/** IBM's contract as types: the web chat's options, instance, events and errors. No code. */

/** IBM's own options of web chat, passed through, except where a line says otherwise. */
export interface WebChatOptions {
  /** The web chat's ID, a UUID from its embed script. Not secret. */
  integrationID: string;
  /** Where the assistant runs, for example `us-south`. */
  region: string;
  /** The service instance's ID, a UUID from the embed script. Not secret. */
  serviceInstanceID?: string | undefined;
  /** Enterprise subscriptions only; takes the place of `public` in IBM's addresses. */
  subscriptionID?: string | undefined;
  /** A major version (`'8'`), an exact one (`'8.12.5'`) or `'latest'`. IBM recommends a major version. @default 'latest' */
  clientVersion?: string | undefined;
  /** The element to render into, instead of the page's own corner. */
  element?: Element | undefined;
  /** @default true */
  showLauncher?: boolean | undefined;
  /** Opens the window at once, which asks for a token at once. @default false */
  openChatByDefault?: boolean | undefined;
  /** Tells two web chats on one page apart; at most 30 characters, read aloud by screen readers. */
  namespace?: string | undefined;
  /** Put on every script and style that web chat creates, and on the SDK's own script element. */
  cspNonce?: string | undefined;
  /** The host of an installation on premises. */
  cloudPrivateHostURL?: string | undefined;
  /** Addresses of a proxy in front of IBM's. */
  servers?:
    | {
        /** In place of `https://integrations.<region>.assistant.watson.appdomain.cloud`. */
        assistantURLPrefix?: string | undefined;
        /** In place of `https://web-chat.global.assistant.watson.appdomain.cloud`; the SDK's own script element follows it too. */
        webChatScriptPrefix?: string | undefined;
      }
    | undefined;
  /** IBM's own default, `false`, runs the assistant's HTML with the visitor's cookies. @default true */
  shouldSanitizeHTML?: boolean | undefined;
  /**
   * Awaited for every instance the SDK creates, before it renders: the place to register handlers. It is given 30 s.
   * Do not await `load()`, `open()`, `login()` or `logout()` in it: they wait for it.
   */
  onLoad?: ((instance: WebChatInstance) => void | Promise<void>) | undefined;
  /** Hears every error web chat reports, also those the SDK deals with. */
  onError?: ((detail: WebChatErrorDetail) => void) | undefined;
  /** Refused: the SDK is the only source of tokens. Use `tokenEndpoint`. */
  identityToken?: never;
  /** Any other option of IBM's. */
  [option: string]: unknown;
}

/** What IBM hands to `onError`. */
export interface WebChatErrorDetail {
  /** `HYDRATION`, `IDENTITY_TOKEN`, `INITIAL_CONFIG`, `INTEGRATION_ERROR`, `MESSAGE_COMMUNICATION`, `OPEN_CONFIG`, `RENDER`, … */
  errorType: string;
  /** IBM's own words, for a log. They may quote the `sub`. */
  message: string;
  /** The HTTP status of a message that was refused. */
  errorCode?: number;
  /** Whatever IBM adds, for example the error that a handler threw. */
  otherData?: unknown;
  /** Set when web chat has replaced its window by an error panel: `FAILED`, `NO_SKILL`, `THROTTLED`, … */
  catastrophicErrorType?: string;
}

/** The events of web chat that the SDK knows by type; any other name is accepted too. */
export interface WebChatEvents {
  /** The window is open, with its history, welcome message or home screen. */
  'chat:ready': { type: 'chat:ready' };
  /** A message is about to be sent. `data` is live: what a handler changes in it is sent. */
  'pre:send': { type: 'pre:send'; data: WebChatMessage };
  /** The assistant has answered. */
  receive: { type: 'receive'; data: unknown };
  /** The launcher, the window or a tour has come or gone. */
  'view:change': {
    type: 'view:change';
    /** IBM's name for what brought it about. */
    reason: string;
    /** What was on screen before. */
    oldViewState: WebChatViewState;
    /** What is now. */
    newViewState: WebChatViewState;
  };
  /** A response of a type of your own is to be shown in `element`. */
  userDefinedResponse: {
    type: 'userDefinedResponse';
    /** One response of the assistant's, and its place in the conversation. */
    data: {
      /** As your action wrote it; IBM has what is yours under `user_defined`. */
      message: unknown;
      /** Empty, and yours to fill. It goes with the conversation. */
      element: HTMLElement;
    };
  };
  /** The conversation starts anew. */
  restartConversation: { type: 'restartConversation' };
}

/** @inline */
type Known = keyof WebChatEvents;

/** Called in order of registration; a promise is awaited, a rejection stops the chain. */
export type WebChatHandler<Type extends string> = (
  event: Type extends Known ? WebChatEvents[Type] : { type: string },
  instance: WebChatInstance,
) => unknown;

/** What `on`, `once` and `off` take. */
export interface WebChatSubscription<Type extends string> {
  /** The name of the event; `*` for all. */
  type: Type;
  /** What is called. */
  handler: WebChatHandler<Type>;
}

/** Which parts of web chat are on screen. */
export interface WebChatViewState {
  /** The button that opens the window. */
  launcher: boolean;
  /** The window with the conversation. */
  mainWindow: boolean;
  /** A guided tour. */
  tour?: boolean;
}

/** A message of the assistant's v2 API, as far as a page usually touches it. */
export interface WebChatMessage {
  /** What the visitor typed. */
  input?: { text?: string };
  /** Context for the assistant. The page can write anything here: never a proof of who the visitor is. */
  context?: Record<string, unknown>;
  [key: string]: unknown;
}

/** IBM's instance, less the methods that belong to the SDK (`render`, `updateIdentityToken`, `destroySession`, `destroy`). */
export interface WebChatInstance {
  /** Subscribes to an event. */
  on<Type extends Known | (string & {})>(subscription: WebChatSubscription<Type>): WebChatInstance;
  /** Subscribes to the next event of the type only. */
  once<Type extends Known | (string & {})>(subscription: WebChatSubscription<Type>): WebChatInstance;
  /** Ends the subscription of this handler. */
  off<Type extends Known | (string & {})>(subscription: WebChatSubscription<Type>): WebChatInstance;
  /** Sends a message as if the visitor had; `silent` keeps it from the screen. */
  send(message: string | WebChatMessage, options?: { silent?: boolean; skipPause?: boolean }): Promise<void>;
  /** Opens or closes the window: `'mainWindow'` or `'launcher'`. */
  changeView(view: 'launcher' | 'mainWindow' | 'tour' | Partial<WebChatViewState>): Promise<void>;
  /** What web chat is showing now. */
  getState(): {
    /** Whether the window is open. */
    isWebChatOpen: boolean;
    /** IBM's name for the conversation. */
    sessionID?: string;
    /** The token's `sub`; absent until the window was first opened. */
    userID?: string;
    /** Which parts are on screen. */
    viewState: WebChatViewState;
    [key: string]: unknown;
  };
  /** Clears the conversation and starts a new one; the identity stays. */
  restartConversation(): Promise<void>;
  /** Changes the language, for example `'de'`. */
  updateLocale(locale: string): Promise<void>;
  /** Changes colours and sizes. */
  updateCSSVariables(variables: Record<string, string>): void;
}

/** The whole instance, as the SDK and the simulator know it. */
export interface FullWebChatInstance extends WebChatInstance {
  render(): Promise<WebChatInstance>;
  /** Synchronous; throws on a malformed token, another `sub`, and when security is off. */
  updateIdentityToken(token: string): void;
  destroySession(): Promise<void>;
  /** How many reasons there are for the loading screen. */
  updateIsChatLoadingCounter?(direction: 'increase' | 'decrease'): void;
  destroy(): void;
}

/** Web chat reads `identityToken` once all handlers have settled, and fails the request where it is not a string. */
export interface IdentityTokenExpiredEvent {
  type: 'identityTokenExpired';
  identityToken: string | null;
}

/** The function that IBM's script puts on the page. */
export type WebChatLoader = (options: Record<string, unknown>) => Promise<FullWebChatInstance | null>;
