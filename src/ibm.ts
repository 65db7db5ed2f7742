/** IBM's contract as types: the web chat's options, instance, events and errors. No code. */

/** IBM's own options for `loadWatsonAssistantChat`, passed through, except where a line says otherwise. */
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
  servers?: { assistantURLPrefix?: string | undefined; webChatScriptPrefix?: string | undefined } | undefined;
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
  message: string;
  /** The HTTP status of a message that was refused. */
  errorCode?: number;
  otherData?: unknown;
  /** Set when web chat has replaced its window by an error panel: `FAILED`, `NO_SKILL`, `THROTTLED`, … */
  catastrophicErrorType?: string;
}

/** The events of web chat that the SDK knows by type; any other name is accepted too. */
export interface WebChatEvents {
  'chat:ready': { type: 'chat:ready' };
  'pre:send': { type: 'pre:send'; data: WebChatMessage };
  receive: { type: 'receive'; data: unknown };
  'view:change': {
    type: 'view:change';
    reason: string;
    oldViewState: WebChatViewState;
    newViewState: WebChatViewState;
  };
  userDefinedResponse: { type: 'userDefinedResponse'; data: { message: unknown; element: HTMLElement } };
  restartConversation: { type: 'restartConversation' };
}

type Known = keyof WebChatEvents;

/** Called in order of registration; a promise is awaited, a rejection stops the chain. */
export type WebChatHandler<Type extends string> = (
  event: Type extends Known ? WebChatEvents[Type] : { type: string },
  instance: WebChatInstance,
) => unknown;

/** What `on`, `once` and `off` take. */
export interface WebChatSubscription<Type extends string> {
  type: Type;
  handler: WebChatHandler<Type>;
}

/** Which parts of web chat are on screen. */
export interface WebChatViewState {
  launcher: boolean;
  mainWindow: boolean;
  tour?: boolean;
}

/** A message of the assistant's v2 API, as far as a page usually touches it. */
export interface WebChatMessage {
  input?: { text?: string };
  context?: Record<string, unknown>;
  [key: string]: unknown;
}

/** IBM's instance, less the methods that belong to the SDK (`render`, `updateIdentityToken`, `destroySession`, `destroy`). */
export interface WebChatInstance {
  on<Type extends Known | (string & {})>(subscription: WebChatSubscription<Type>): WebChatInstance;
  once<Type extends Known | (string & {})>(subscription: WebChatSubscription<Type>): WebChatInstance;
  off<Type extends Known | (string & {})>(subscription: WebChatSubscription<Type>): WebChatInstance;
  send(message: string | WebChatMessage, options?: { silent?: boolean; skipPause?: boolean }): Promise<void>;
  changeView(view: 'launcher' | 'mainWindow' | 'tour' | Partial<WebChatViewState>): Promise<void>;
  getState(): {
    isWebChatOpen: boolean;
    sessionID?: string;
    userID?: string;
    viewState: WebChatViewState;
    [key: string]: unknown;
  };
  restartConversation(): Promise<void>;
  updateLocale(locale: string): Promise<void>;
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

/** What `window.loadWatsonAssistantChat` is once IBM's script has run. */
export type WebChatLoader = (options: Record<string, unknown>) => Promise<FullWebChatInstance | null>;
