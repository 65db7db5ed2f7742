import type { WebChatErrorDetail } from './errorDetail.js';
import type { WebChatHeaderConfig } from './header.js';
import type { WebChatInstance } from './instance.js';
import type { WebChatServiceDeskFactory, WebChatServiceDeskOptions } from './serviceDesk.js';

/** IBM's own options of web chat, passed through, except when a line says otherwise. */
export interface WebChatOptions {
  /** The web chat's ID, a UUID from its embed script. Not secret. */
  integrationID: string;
  /** The data center of the assistant, for example `us-south`. */
  region: string;
  /** The service instance's ID, a UUID from the embed script. Not secret. */
  serviceInstanceID?: string | undefined;
  /** Only for enterprise subscriptions, whose embed script contains it. */
  subscriptionID?: string | undefined;
  /**
   * A major version (`'8'`), an exact one (`'8.12.5'`) or `'latest'`. IBM recommends a major
   * version.
   *
   * @default 'latest'
   */
  clientVersion?: string | undefined;
  /**
   * The element to render into, instead of the page's own corner. Web chat grows to its size. Set
   * `showLauncher` to `false` with it, and open the chat from a button of your own.
   *
   * A function is called at each start of web chat, for a chat that is made before its element. If
   * it returns no element, `load()` rejects with `INVALID_OPTIONS`.
   */
  element?: Element | (() => Element | null) | undefined;
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
  servers?: WebChatServers | undefined;
  /**
   * IBM's own default, `false`, runs the assistant's HTML with the visitor's cookies.
   *
   * @default true
   */
  shouldSanitizeHTML?: boolean | undefined;
  /** Colours and corners. */
  themeConfig?: WebChatThemeConfig | undefined;
  /** The frame and the width of what is inside it. */
  layout?: WebChatLayout | undefined;
  /** The buttons at the top of the window. */
  headerConfig?: WebChatHeaderConfig | undefined;
  /** @deprecated Use `headerConfig.hideMinimizeButton`. */
  hideCloseButton?: boolean | undefined;
  /** @deprecated Use `headerConfig.showRestartButton`. */
  showRestartButton?: boolean | undefined;
  /** @deprecated Use `headerConfig.showCloseAndRestartButton`. */
  showCloseAndRestartButton?: boolean | undefined;
  /** @deprecated Use `headerConfig.minimizeButtonIconType` and the event `view:change`. */
  closePanelButtonConfig?: WebChatClosePanelButtonConfig | undefined;
  /** How web chat deals with human agents. */
  serviceDesk?: WebChatServiceDeskOptions | undefined;
  /** Connects web chat to a service desk of your own. Called when web chat loads. */
  serviceDeskFactory?: WebChatServiceDeskFactory | undefined;
  /**
   * A text that the visitor has to accept before the conversation. Their answer is kept until the
   * browser is closed. IBM calls this option a beta.
   */
  disclaimer?: WebChatDisclaimer | undefined;
  /**
   * Links to this page that open web chat with a topic: the parameter `wa_lid` of the page's
   * address names one of the IDs here. Such a page opens web chat at once, which asks for a token
   * at once.
   */
  pageLinkConfig?: WebChatPageLinkConfig | undefined;
  /** Whether the input takes the focus when web chat opens without a click. @default true */
  shouldTakeFocusIfOpensAutomatically?: boolean | undefined;
  /** Keeps the focus inside the open window, and covers the rest of the page. @default false */
  enableFocusTrap?: boolean | undefined;
  /**
   * With `element`: leaves out what web chat does about keyboard and zoom on mobile devices.
   *
   * @default false
   */
  disableCustomElementMobileEnhancements?: boolean | undefined;
  /** Opens PDF files in the browser instead of web chat's own viewer. @default false */
  disablePDFViewer?: boolean | undefined;
  /** Leaves the page's title alone when messages were not read. @default false */
  disableWindowTitleChanges?: boolean | undefined;
  /** Asks IBM not to learn from the messages. @default false */
  learningOptOut?: boolean | undefined;
  /** IBM's own console messages; the SDK's are turned on by its own `debug`. @default false */
  debug?: boolean | undefined;
  /** For watsonx Orchestrate with UIAgent; a beta. @default false */
  orchestrateUIAgentExtensions?: boolean | undefined;
  /**
   * Awaited for every instance the SDK creates, before it renders: the place to register handlers.
   * It is given 30 s. Do not await `load()`, `open()`, `login()` or `logout()` in it: they wait for
   * it.
   */
  onLoad?: ((instance: WebChatInstance) => void | Promise<void>) | undefined;
  /** Hears every error web chat reports, also those the SDK deals with. */
  onError?: ((detail: WebChatErrorDetail) => void) | undefined;
  /** Refused: the SDK is the only source of tokens. Use `tokenEndpoint`. */
  identityToken?: never;
  /** Any other option of IBM's. */
  [option: string]: unknown;
}

/** Addresses of a proxy between the visitors and IBM. */
export interface WebChatServers {
  /** Replaces `https://integrations.<region>.assistant.watson.appdomain.cloud`. */
  assistantURLPrefix?: string | undefined;
  /**
   * Replaces `https://web-chat.global.assistant.watson.appdomain.cloud`; the SDK's own script
   * element follows it too.
   */
  webChatScriptPrefix?: string | undefined;
}

/** Colours and corners. For single colours there is `instance.updateCSSVariables()`. */
export interface WebChatThemeConfig {
  /** Two light themes and two dark ones of IBM's Carbon Design System. @default 'g10' */
  carbonTheme?: 'white' | 'g10' | 'g90' | 'g100' | undefined;
  /** IBM's own look for artificial intelligence, for IBM's internal use. @default false */
  useAITheme?: boolean | undefined;
  /** @default 'round' */
  corners?: 'round' | 'square' | undefined;
}

/** The frame of the window, and the width of what is inside it. */
export interface WebChatLayout {
  /** Border and shadow around the window. @default true */
  showFrame?: boolean | undefined;
  /** Keeps the messages narrow in a wide window. @default false */
  hasContentMaxWidth?: boolean | undefined;
}

/** A text that the visitor has to accept before the conversation. */
export interface WebChatDisclaimer {
  /** Whether it has to be accepted. */
  isOn: boolean;
  /** The text, as HTML. */
  disclaimerHTML: string;
}

/** The topics that a link to the page can begin with. */
export interface WebChatPageLinkConfig {
  /** Topics by the ID that the parameter `wa_lid` names. Choose IDs that nobody guesses. */
  linkIDs: Record<string, WebChatPageLink>;
}

/** One topic that a link to the page can begin with. */
export interface WebChatPageLink {
  /** Sent to the assistant; the visitor does not see it. */
  text: string;
}

/** How the close button looks when the chat stands in a panel of the page. */
export interface WebChatClosePanelButtonConfig {
  /**
   * Shows an icon that closes a panel, and only fires `closePanelButton:toggled` when it is
   * pressed.
   *
   * @default false
   */
  is_on?: boolean | undefined;
  /** @default 'right', or `'left'` on a page that is written from right to left */
  closeIconDirection?: 'left' | 'right' | undefined;
}
