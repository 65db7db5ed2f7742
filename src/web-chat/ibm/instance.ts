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
 * IBM's instance, less the methods that belong to the SDK: `render`, `updateIdentityToken`,
 * `updateUserID`, `destroySession` and `destroy`.
 */
export interface WebChatInstance {
  /** Subscribes to an event. */
  on<Type extends WebChatEventType>(subscription: WebChatSubscription<Type>): WebChatInstance;
  /** Subscribes to several events. */
  on(subscriptions: readonly WebChatKnownSubscription[]): WebChatInstance;
  /** Subscribes to several events, of which IBM documents not all. */
  on(subscriptions: readonly WebChatSubscription<string>[]): WebChatInstance;
  /** Subscribes to the next event of the type only. */
  once<Type extends WebChatEventType>(subscription: WebChatSubscription<Type>): WebChatInstance;
  /** Subscribes to the next event of each of several types. */
  once(subscriptions: readonly WebChatKnownSubscription[]): WebChatInstance;
  /** Subscribes to the next event of each of several types, of which IBM documents not all. */
  once(subscriptions: readonly WebChatSubscription<string>[]): WebChatInstance;
  /** Ends the subscription of a handler; without a handler, of all, the SDK's own among them. */
  off<Type extends WebChatEventType>(subscription: WebChatUnsubscription<Type>): WebChatInstance;
  /** Ends several subscriptions. */
  off(subscriptions: readonly WebChatKnownUnsubscription[]): WebChatInstance;
  /** Ends several subscriptions, of which IBM documents not all events. */
  off(subscriptions: readonly WebChatUnsubscription<string>[]): WebChatInstance;

  /**
   * Sends a message as if the visitor had. Resolves when it was answered; rejects when it is lost.
   */
  send(message: string | WebChatMessage, options?: WebChatSendOptions): Promise<void>;
  /** Clears the conversation and starts a new one, also with a human agent; the identity stays. */
  restartConversation(): Promise<void>;
  /**
   * Notes something about an answer, which a new page finds in its `history.user_defined` until the
   * session ends. Objects are merged with what is there. At most 20 calls for one answer.
   */
  updateHistoryUserDefined(messageID: string, data: unknown): Promise<void>;
  /** Scrolls to the newest message. */
  doAutoScroll(): void;
  /** Scrolls to a message. @param animate Whether it moves there. */
  scrollToMessage(messageID: string, animate?: boolean): void;

  /** Shows one view and closes the others, or changes those that are named. */
  changeView(view: WebChatViewName | Partial<WebChatViewState>): Promise<void>;
  /** What web chat is showing now. */
  getState(): WebChatState;
  /** The version of web chat. */
  getWidgetVersion(): string;
  /** Puts the focus where the visitor needs it, if the window is open. */
  requestFocus(): void;
  /** @deprecated Use `changeView('mainWindow')`. */
  openWindow(): Promise<void>;
  /** @deprecated Use `changeView('launcher')`. */
  closeWindow(): Promise<void>;
  /** @deprecated Use `changeView()` and `getState().viewState`. */
  toggleOpen(): Promise<void>;

  /** The panel that covers the window with content of your own. */
  readonly customPanels: WebChatCustomPanels;
  /** Parts of web chat's window that a page may reach. */
  readonly elements: WebChatElements;
  /** Empty elements in places of the window, yours to fill. */
  readonly writeableElements: WebChatWriteableElements;
  /** Notes above the conversation. */
  readonly notifications: WebChatNotifications;
  /** @deprecated Use `notifications.addNotification()`. */
  addNotification(notification: WebChatNotification): void;
  /** Guided tours. */
  readonly tours: WebChatTours;
  /** The conversation with a human agent. */
  readonly serviceDesk: WebChatServiceDeskActions;
  /** @deprecated Use `serviceDesk.endConversation()`. */
  agentEndConversation(): Promise<void>;

  /**
   * The screen that greets the visitor. Call it before the chat is opened, for example in `onLoad`.
   */
  updateHomeScreenConfig(config: WebChatHomeScreenConfig): void;
  /** The button that opens the window. */
  updateLauncherConfig(config: WebChatLauncherConfig): void;
  /** The picture of the launcher, 32 by 32 pixels. */
  updateLauncherAvatarURL(url: string): void;
  /** @deprecated Use `updateLauncherConfig()`. */
  updateLauncherGreetingMessage(message: string, launcherType?: WebChatLauncherType): void;
  /**
   * @param timeMs Milliseconds from now; at once if left out.
   * @deprecated Use `updateLauncherConfig()`.
   */
  showLauncherGreetingMessage(timeMs?: number, launcherType?: WebChatLauncherType): void;
  /** Entries of your own in the menu of the header, instead of those before. */
  updateCustomMenuOptions(options: readonly WebChatMenuOption[]): void;
  /** The assistant's name in the header; none if left out. */
  updateMainHeaderTitle(title?: string | null): void;
  /** The picture in the header; none if left out. */
  updateMainHeaderAvatar(avatar?: WebChatHeaderAvatar): void;
  /** Shows or hides the input to the assistant. */
  updateAssistantInputFieldVisibility(isVisible: boolean): void;
  /** Shows or hides a mark for something unread on the launcher. */
  updateBotUnreadIndicatorVisibility(isVisible: boolean): void;
  /** Changes colours and sizes, for example `{ 'BASE-width': '420px', '$focus': '#ff0000' }`. */
  updateCSSVariables(variables: Record<string, string>): void;
  /**
   * One reason more or less to show that somebody types. Take back each reason, also after an
   * error.
   */
  updateIsTypingCounter(direction: 'increase' | 'decrease'): void;
  /**
   * One reason more or less to show that a message loads. Take back each reason, also after an
   * error.
   */
  updateIsLoadingCounter(direction: 'increase' | 'decrease'): void;
  /**
   * One reason more or less to show the loading screen. Take back each reason, also after an error.
   */
  updateIsChatLoadingCounter(direction: 'increase' | 'decrease'): void;

  /**
   * Changes the language, for example to `'de'`, and forgets words of your own. The next message
   * tells the assistant. A replaced instance begins with the first language again: call it in
   * `onLoad`.
   */
  updateLocale(locale: string): Promise<void>;
  /** The language, for example `de` or `en-gb`. */
  getLocale(): string;
  /** Replaces some of web chat's own words. */
  updateLanguagePack(words: WebChatLanguagePack): void;
  /** What web chat writes its words with. Another object after each change of the language. */
  getIntl(): WebChatIntl;
}

/** A subscription to any event that IBM documents; `type` says which. */
export type WebChatKnownSubscription = {
  [Type in keyof WebChatEvents]: WebChatSubscription<Type>;
}[keyof WebChatEvents];

/** The end of a subscription to any event that IBM documents; `type` says which. */
export type WebChatKnownUnsubscription = {
  [Type in keyof WebChatEvents]: WebChatUnsubscription<Type>;
}[keyof WebChatEvents];
