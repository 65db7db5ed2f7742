/** Gives access to the panel that covers the window with content of your own. */
export interface WebChatCustomPanels {
  /** The panel. There is one, the same each time. */
  getPanel(): WebChatCustomPanel;
}

/** A panel that covers the window with content of your own, for example a form before the chat. */
export interface WebChatCustomPanel {
  /** Empty, and yours to fill. */
  readonly hostElement: HTMLElement;
  /**
   * Fires `customPanel:pre:open` when it begins to open, and `customPanel:open` when it is open.
   */
  open(options?: WebChatCustomPanelOptions): void;
  /**
   * Fires `customPanel:pre:close` when it begins to close, and `customPanel:close` when it is
   * closed.
   */
  close(): void;
}

/** How the panel looks, and what its buttons do. */
export interface WebChatCustomPanelOptions {
  /** Stands in the panel's header. */
  title?: string | undefined;
  /** @default false */
  hidePanelHeader?: boolean | undefined;
  /** Hides the button that goes back to the conversation. @default false */
  hideBackButton?: boolean | undefined;
  /** Hides the button that closes the window. @default false */
  hideCloseButton?: boolean | undefined;
  /** Hides the button that closes the window and restarts the conversation. @default false */
  hideCloseAndRestartButton?: boolean | undefined;
  /** Makes the two closing buttons do nothing but call the callbacks here. @default false */
  disableDefaultCloseAction?: boolean | undefined;
  /** Opens and closes at once. @default false */
  disableAnimation?: boolean | undefined;
  /** Called when the visitor goes back. */
  onClickBack?: (() => void) | undefined;
  /** Called when the visitor closes the window. */
  onClickClose?: (() => void) | undefined;
  /** Called when the visitor has confirmed that the conversation shall end. */
  onClickCloseAndRestart?: (() => void) | undefined;
  /** Called when the visitor restarts the conversation. */
  onClickRestart?: (() => void) | undefined;
}
