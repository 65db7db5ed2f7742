/** The buttons at the top of the window. */
export interface WebChatHeaderConfig {
  /** The icon of the button that closes the window. @default 'minimize' */
  minimizeButtonIconType?: 'minimize' | 'close' | 'side-panel-left' | 'side-panel-right' | undefined;
  /** Hides the button that closes the window, for a chat that is always open. @default false */
  hideMinimizeButton?: boolean | undefined;
  /** Shows a button that restarts the conversation. Not with the next one. @default false */
  showRestartButton?: boolean | undefined;
  /**
   * Shows a button that closes the window and restarts the conversation, which also ends a
   * conversation with a human agent. Not with the one before.
   *
   * @default false
   */
  showCloseAndRestartButton?: boolean | undefined;
}

/** An entry of your own in the menu of the header. */
export interface WebChatMenuOption {
  /** What the visitor reads. */
  text: string;
  /** Called when the visitor chooses it. */
  handler: () => void;
}

/** The picture in the header. */
export interface WebChatHeaderAvatar {
  /** Address of the picture. */
  url: string;
  /** @default 'round' */
  corners?: 'round' | 'square' | undefined;
}
