/**
 * The buttons in the header of the window.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-configuration#headerConfig)
 */
export interface WebChatHeaderConfig {
  /** The icon of the button that closes the window. @default 'minimize' */
  minimizeButtonIconType?: 'minimize' | 'close' | 'side-panel-left' | 'side-panel-right' | undefined;
  /** Hides the button that closes the window, for a chat that is always open. @default false */
  hideMinimizeButton?: boolean | undefined;
  /**
   * Shows a button that restarts the conversation. You cannot combine it with
   * `showCloseAndRestartButton`.
   * @default false
   */
  showRestartButton?: boolean | undefined;
  /**
   * Shows a button that closes the window and restarts the conversation. The button also ends a
   * conversation with a human agent. You cannot combine it with `showRestartButton`.
   * @default false
   */
  showCloseAndRestartButton?: boolean | undefined;
}

/**
 * An entry of your own in the menu of the header.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#updateCustomMenuOptions)
 */
export interface WebChatMenuOption {
  /** The text of the entry. */
  text: string;
  /** Called when the visitor selects the entry. */
  handler: () => void;
}

/**
 * The picture in the header.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#updateMainHeaderAvatar)
 */
export interface WebChatHeaderAvatar {
  /** The address of the picture. */
  url: string;
  /** The corners of the picture. @default 'square' */
  corners?: 'round' | 'square' | undefined;
}
