import type { WebChatCustomPanels } from './customPanels.js';
import type { WebChatElements, WebChatWriteableElements } from './elements.js';
import type { WebChatEvents, WebChatEventType, WebChatSubscription, WebChatUnsubscription } from './events.js';
import type { WebChatHeaderAvatar, WebChatMenuOption } from './header.js';
import type { WebChatHomeScreenConfig } from './homeScreen.js';
import type { WebChatIntl, WebChatLanguagePack } from './language.js';
import type { WebChatLauncherConfig, WebChatLauncherType } from './launcher.js';
import type { WebChatMessage, WebChatSendOptions } from './messages.js';
import type { WebChatNotification, WebChatNotifications } from './notifications.js';
import type { WebChatServiceDeskActions } from './serviceDesk.js';
import type { WebChatState } from './state.js';
import type { WebChatTours } from './tours.js';
import type { WebChatViewName, WebChatViewState } from './views.js';

/**
 * A running web chat, as IBM documents it. The type leaves out `render`, `updateIdentityToken`,
 * `updateUserID`, `destroySession` and `destroy`, because only the SDK may call these methods.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#methods-list)
 */
export interface WebChatInstance {
  /**
   * Subscribes to an event. Handlers run in the order of their subscription.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#on)
   */
  on<Type extends WebChatEventType>(subscription: WebChatSubscription<Type>): WebChatInstance;
  /** Subscribes to several events. */
  on(subscriptions: readonly WebChatKnownSubscription[]): WebChatInstance;
  /** Subscribes to several events, including events that IBM does not document. */
  on(subscriptions: readonly WebChatSubscription<string>[]): WebChatInstance;
  /**
   * Subscribes to the next event of a type, and then unsubscribes. `off()` cannot remove such a
   * handler.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#once)
   */
  once<Type extends WebChatEventType>(subscription: WebChatSubscription<Type>): WebChatInstance;
  /** Subscribes to the next event of each of several types. */
  once(subscriptions: readonly WebChatKnownSubscription[]): WebChatInstance;
  /** Subscribes to the next event of each type, including types that IBM does not document. */
  once(subscriptions: readonly WebChatSubscription<string>[]): WebChatInstance;
  /**
   * Removes a handler. Without a handler, it removes all handlers of the type, including those of
   * the SDK, so always name your handler.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#off)
   */
  off<Type extends WebChatEventType>(subscription: WebChatUnsubscription<Type>): WebChatInstance;
  /** Removes several handlers. */
  off(subscriptions: readonly WebChatKnownUnsubscription[]): WebChatInstance;
  /** Removes several handlers, including those of events that IBM does not document. */
  off(subscriptions: readonly WebChatUnsubscription<string>[]): WebChatInstance;

  /**
   * Sends a message to the assistant on the visitor's behalf. Resolves after the answer and its
   * `receive` event. Rejects if all attempts to send the message fail.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#send)
   */
  send(message: string | WebChatMessage, options?: WebChatSendOptions): Promise<void>;
  /**
   * Clears the conversation and starts a new one. Also ends a conversation with a human agent. The
   * user and the token stay the same.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#restartConversation)
   */
  restartConversation(): Promise<void>;
  /**
   * Stores data with an answer until the session ends. After a page load, `history.user_defined` of
   * the answer holds the data. Web chat merges an object with the object that it has stored. You
   * can call the method 20 times per answer.
   * @param messageID the `id` of the answer
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#updateHistoryUserDefined)
   */
  updateHistoryUserDefined(messageID: string, data: unknown): Promise<void>;
  /**
   * Scrolls to the newest message.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#doAutoScroll)
   */
  doAutoScroll(): void;
  /**
   * Scrolls until the message is at the top.
   * @param messageID the `id` of the message, from an event such as `receive`
   * @param animate whether the scrolling is animated; `true` by default
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#scrollToMessage)
   */
  scrollToMessage(messageID: string, animate?: boolean): void;

  /**
   * Opens one view and closes the others, if you give a name. If you give an object, it opens or
   * closes only the views in the object. Rejects while another change of view is running.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#changeView)
   */
  changeView(view: WebChatViewName | Partial<WebChatViewState>): Promise<void>;
  /**
   * Returns the current state of web chat.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#getState)
   */
  getState(): WebChatState;
  /**
   * Returns the version of web chat, for example `8.12.5`.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#getWidgetVersion)
   */
  getWidgetVersion(): string;
  /**
   * Moves the focus to a suitable element of the window, if the window is open.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#requestFocus)
   */
  requestFocus(): void;
  /** @deprecated Use `changeView('mainWindow')`. */
  openWindow(): Promise<void>;
  /** @deprecated Use `changeView('launcher')`. */
  closeWindow(): Promise<void>;
  /** @deprecated Use `changeView()` and `getState().viewState`. */
  toggleOpen(): Promise<void>;

  /** The panel that covers the window with your own content. */
  readonly customPanels: WebChatCustomPanels;
  /** The window and the inputs, for class names and listeners of your own. */
  readonly elements: WebChatElements;
  /** Empty elements at several places of the window, for your own content. */
  readonly writeableElements: WebChatWriteableElements;
  /** The notifications above the conversation. */
  readonly notifications: WebChatNotifications;
  /** @deprecated Use `notifications.addNotification()`. */
  addNotification(notification: WebChatNotification): void;
  /** The guided tours. */
  readonly tours: WebChatTours;
  /** The actions on a conversation with a human agent. */
  readonly serviceDesk: WebChatServiceDeskActions;
  /** @deprecated Use `serviceDesk.endConversation()`. */
  agentEndConversation(): Promise<void>;

  /**
   * Changes the home screen, which greets the visitor before the conversation. Call the method
   * before the window first opens, for example in `onLoad`.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#updateHomeScreenConfig)
   */
  updateHomeScreenConfig(config: WebChatHomeScreenConfig): void;
  /**
   * Changes the launcher, which is the button that opens the window.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#updateLauncherConfig)
   */
  updateLauncherConfig(config: WebChatLauncherConfig): void;
  /**
   * Changes the picture of the launcher. Web chat shows the picture at 32 by 32 pixels.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#updateLauncherAvatarURL)
   */
  updateLauncherAvatarURL(url: string): void;
  /** @deprecated Use `updateLauncherConfig()`. */
  updateLauncherGreetingMessage(message: string, launcherType?: WebChatLauncherType): void;
  /**
   * @param timeMs the delay in milliseconds; without it, the greeting appears at once
   * @deprecated Use `updateLauncherConfig()`.
   */
  showLauncherGreetingMessage(timeMs?: number, launcherType?: WebChatLauncherType): void;
  /**
   * Replaces your own entries in the menu of the header.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#updateCustomMenuOptions)
   */
  updateCustomMenuOptions(options: readonly WebChatMenuOption[]): void;
  /**
   * Changes the title in the header. Without an argument, it removes the title.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#updateMainHeaderTitle)
   */
  updateMainHeaderTitle(title?: string | null): void;
  /**
   * Changes the picture in the header. Without an argument, it removes the picture.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#updateMainHeaderAvatar)
   */
  updateMainHeaderAvatar(avatar?: WebChatHeaderAvatar): void;
  /**
   * Shows or hides the input field for messages to the assistant. The input field for messages to a
   * human agent stays.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#updateAssistantInputFieldVisibility)
   */
  updateAssistantInputFieldVisibility(isVisible: boolean): void;
  /**
   * Shows or hides a dot on the launcher. The dot also disappears when the window opens.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#updateBotUnreadIndicatorVisibility)
   */
  updateBotUnreadIndicatorVisibility(isVisible: boolean): void;
  /**
   * Changes colours, sizes and fonts, for example `{ 'BASE-width': '420px', '$focus': '#ff0000' }`.
   * Other variables keep their values.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#updateCSSVariables)
   */
  updateCSSVariables(variables: Record<string, string>): void;
  /**
   * Increases or decreases the counter of the indicator "is typing". Web chat shows the indicator
   * while the counter is above zero. For each increase, also call the method with `'decrease'`,
   * even after an error.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#updateIsTypingCounter)
   */
  updateIsTypingCounter(direction: 'increase' | 'decrease'): void;
  /**
   * Increases or decreases the counter of the indicator that a message is loading. The rules of
   * `updateIsTypingCounter()` apply.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#updateIsLoadingCounter)
   */
  updateIsLoadingCounter(direction: 'increase' | 'decrease'): void;
  /**
   * Increases or decreases the counter of the loading screen, which fills the window. The rules of
   * `updateIsTypingCounter()` apply.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#updateIsChatLoadingCounter)
   */
  updateIsChatLoadingCounter(direction: 'increase' | 'decrease'): void;

  /**
   * Changes the language, for example to `'de'`, and resets the texts of `updateLanguagePack()`.
   * The next message tells the assistant about the language. Call the method in `onLoad`, because a
   * new instance starts in the default language.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#updateLocale)
   */
  updateLocale(locale: string): Promise<void>;
  /**
   * Returns the current language, for example `'de'` or `'en-gb'`.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#getLocale)
   */
  getLocale(): string;
  /**
   * Replaces some of the texts that web chat shows. The other texts stay as they are.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#updateLanguagePack)
   */
  updateLanguagePack(words: WebChatLanguagePack): void;
  /**
   * Returns the object that formats web chat's texts. After a change of the language or of a text,
   * call the method again, because it then returns another object.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#getIntl)
   */
  getIntl(): WebChatIntl;
}

/** A subscription to any event that IBM documents. */
export type WebChatKnownSubscription = {
  [Type in keyof WebChatEvents]: WebChatSubscription<Type>;
}[keyof WebChatEvents];

/** The argument of `off()` for any event that IBM documents. */
export type WebChatKnownUnsubscription = {
  [Type in keyof WebChatEvents]: WebChatUnsubscription<Type>;
}[keyof WebChatEvents];
