import type { WebChatErrorDetail } from './errorDetail.js';
import type { WebChatHeaderConfig } from './header.js';
import type { WebChatInstance } from './instance.js';
import type { WebChatServiceDeskFactory, WebChatServiceDeskOptions } from './serviceDesk.js';

/**
 * The options of IBM's web chat. The SDK passes them on, except if a description says otherwise.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-configuration#configuration-object)
 */
export interface WebChatOptions {
  /** The ID of the web chat, a UUID from IBM's embed script. It is not secret. */
  integrationID: string;
  /** The data center of the assistant, for example `'us-south'`. */
  region: string;
  /** The ID of the service instance, a UUID from IBM's embed script. It is not secret. */
  serviceInstanceID?: string | undefined;
  /** The ID of an enterprise subscription. Set it only if IBM's embed script contains it. */
  subscriptionID?: string | undefined;
  /**
   * The version of web chat: `'latest'`, a major version such as `'8'`, or an exact version such as
   * `'8.12.5'`. IBM recommends a major version.
   * @default 'latest'
   */
  clientVersion?: string | undefined;
  /**
   * The element of your page that web chat fills. By default, web chat floats in the corner of the
   * page. With `element`, set `showLauncher` to `false`, and open the chat from a button of your
   * own.
   *
   * Give a function if the element does not exist yet when you create the chat. The SDK calls the
   * function each time it starts web chat. If the function returns no element, `load()` rejects
   * with `INVALID_OPTIONS`.
   */
  element?: Element | (() => Element | null) | undefined;
  /** Whether web chat shows its launcher, the button that opens the window. @default true */
  showLauncher?: boolean | undefined;
  /** Opens the window after the start, so that web chat needs a token at once. @default false */
  openChatByDefault?: boolean | undefined;
  /**
   * A name of at most 30 characters that identifies a web chat, if your page has several. Screen
   * readers read the name aloud. If another live chat has the same name, `load()` rejects with
   * `INVALID_OPTIONS`.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-render#namespaces)
   */
  namespace?: string | undefined;
  /**
   * The nonce of your Content Security Policy. Web chat puts it on its scripts and styles, and the
   * SDK puts it on the script element of web chat.
   */
  cspNonce?: string | undefined;
  /**
   * The address of an installation on premises, for example of Cloud Pak for Data. IBM does not
   * document this option.
   */
  cloudPrivateHostURL?: string | undefined;
  /**
   * The addresses of a proxy between your visitors and IBM.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-configuration#servers-config)
   */
  servers?: WebChatServers | undefined;
  /**
   * Whether web chat removes scripts and event listeners from HTML in answers. IBM's own default is
   * `false`, which lets such scripts run in your page.
   * @default true
   */
  shouldSanitizeHTML?: boolean | undefined;
  /**
   * The colours and corners of web chat.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-configuration#theme-config)
   */
  themeConfig?: WebChatThemeConfig | undefined;
  /**
   * The frame of the window and the width of its content.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-configuration#layout-config)
   */
  layout?: WebChatLayout | undefined;
  /**
   * The buttons in the header of the window.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-configuration#headerConfig)
   */
  headerConfig?: WebChatHeaderConfig | undefined;
  /** @deprecated Use `headerConfig.hideMinimizeButton`. */
  hideCloseButton?: boolean | undefined;
  /** @deprecated Use `headerConfig.showRestartButton`. */
  showRestartButton?: boolean | undefined;
  /** @deprecated Use `headerConfig.showCloseAndRestartButton`. */
  showCloseAndRestartButton?: boolean | undefined;
  /** @deprecated Use `headerConfig.minimizeButtonIconType` and the event `view:change`. */
  closePanelButtonConfig?: WebChatClosePanelButtonConfig | undefined;
  /**
   * How web chat connects the visitor to a human agent.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-configuration#service-desk-options)
   */
  serviceDesk?: WebChatServiceDeskOptions | undefined;
  /** Creates the connection to a service desk of your own. Web chat calls it while it loads. */
  serviceDeskFactory?: WebChatServiceDeskFactory | undefined;
  /**
   * A text that the visitor must accept before the conversation. Web chat remembers the answer
   * until the visitor closes the browser. Beta.
   */
  disclaimer?: WebChatDisclaimer | undefined;
  /**
   * The topics that a link to your page can start, for example with `?wa_lid=<ID>` in the address.
   * Such a link opens the window at once, so web chat then needs a token.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-configuration#pageLinks)
   */
  pageLinkConfig?: WebChatPageLinkConfig | undefined;
  /**
   * Whether the input field gets the focus if the window opens automatically after a page load.
   * @default true
   */
  shouldTakeFocusIfOpensAutomatically?: boolean | undefined;
  /**
   * Keeps the focus in the open window, and covers the rest of the page. Set `headerConfig` too,
   * because the window may not open without it.
   * @default false
   */
  enableFocusTrap?: boolean | undefined;
  /**
   * Turns off web chat's adjustments to the keyboard and the zoom level of mobile devices. The
   * option has an effect only together with `element`.
   * @default false
   */
  disableCustomElementMobileEnhancements?: boolean | undefined;
  /** Opens PDF files in the browser instead of web chat's own viewer. @default false */
  disablePDFViewer?: boolean | undefined;
  /** Keeps web chat from showing unread messages in the page's title. @default false */
  disableWindowTitleChanges?: boolean | undefined;
  /** Asks IBM not to use the messages for training. @default false */
  learningOptOut?: boolean | undefined;
  /** Logs web chat's own messages on the console. The SDK has another `debug`. @default false */
  debug?: boolean | undefined;
  /** Turns on the UIAgent extensions of watsonx Orchestrate. Beta. @default false */
  orchestrateUIAgentExtensions?: boolean | undefined;
  /**
   * Runs for each instance that the SDK creates, before web chat renders. Register handlers for web
   * chat's events here. The SDK waits up to 30 s for the returned promise. After that, or if the
   * promise rejects, the start fails with `WEB_CHAT_FAILED`.
   *
   * Do not call `load()`, `open()`, `login()` or `logout()` in it, because these methods wait for
   * it.
   */
  onLoad?: ((instance: WebChatInstance) => void | Promise<void>) | undefined;
  /**
   * Receives each error of web chat, including the errors that the SDK handles.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-configuration#onerrordetail)
   */
  onError?: ((detail: WebChatErrorDetail) => void) | undefined;
  /** Not allowed, because the SDK supplies the tokens. Use `tokenEndpoint`. */
  identityToken?: never;
  /** Any other option of web chat. */
  [option: string]: unknown;
}

/**
 * The addresses of a proxy between your visitors and IBM.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-configuration#servers-config)
 */
export interface WebChatServers {
  /**
   * The address of the proxy in front of the assistant.
   * @default 'https://integrations.<region>.assistant.watson.appdomain.cloud'
   */
  assistantURLPrefix?: string | undefined;
  /**
   * The address of the proxy in front of the host of web chat's scripts. The SDK uses it for the
   * first script too.
   * @default 'https://web-chat.global.assistant.watson.appdomain.cloud'
   */
  webChatScriptPrefix?: string | undefined;
}

/**
 * The colours and corners of web chat. `instance.updateCSSVariables()` changes single colours.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-configuration#theme-config)
 */
export interface WebChatThemeConfig {
  /**
   * A theme of IBM's Carbon Design System. `'white'` and `'g10'` are light, `'g90'` and `'g100'`
   * are dark.
   * @default 'g10'
   */
  carbonTheme?: 'white' | 'g10' | 'g90' | 'g100' | undefined;
  /** Adds IBM's AI theme, which IBM uses for its own sites. @default false */
  useAITheme?: boolean | undefined;
  /** The corners of the window. @default 'round' */
  corners?: 'round' | 'square' | undefined;
}

/**
 * The frame of the window and the width of its content.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-configuration#layout-config)
 */
export interface WebChatLayout {
  /** Whether the window has a border and a shadow. @default true */
  showFrame?: boolean | undefined;
  /** Limits the width of messages in a wide window. @default false, with the AI theme true */
  hasContentMaxWidth?: boolean | undefined;
}

/** A text that the visitor must accept before the conversation. */
export interface WebChatDisclaimer {
  /** Whether the visitor must accept the text. */
  isOn: boolean;
  /** The text, as HTML. */
  disclaimerHTML: string;
}

/**
 * The topics that a link to your page can start.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-configuration#pageLinks)
 */
export interface WebChatPageLinkConfig {
  /**
   * The topics by ID. The parameter `wa_lid` in the page's address names the ID. Choose IDs that
   * nobody can guess.
   */
  linkIDs: Record<string, WebChatPageLink>;
}

/** A topic that a link to your page can start. */
export interface WebChatPageLink {
  /** The text that web chat sends to the assistant. The visitor does not see it. */
  text: string;
}

/**
 * The deprecated configuration of the close button for a chat in a panel of your page.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-configuration#closePanelButtonConfig)
 */
export interface WebChatClosePanelButtonConfig {
  /**
   * Shows an icon for closing a panel. The button then does not close the window, and only fires
   * the event `closePanelButton:toggled`.
   * @default false
   */
  is_on?: boolean | undefined;
  /** The direction of the icon. @default 'right', and 'left' on a page from right to left */
  closeIconDirection?: 'left' | 'right' | undefined;
}
