/**
 * Gives access to the custom panel.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#customPanels)
 */
export interface WebChatCustomPanels {
  /** Returns the panel. Web chat has one panel, so each call returns the same object. */
  getPanel(): WebChatCustomPanel;
}

/** A panel that covers the window with your own content, for example a form before the chat. */
export interface WebChatCustomPanel {
  /** The empty element for your content. */
  readonly hostElement: HTMLElement;
  /**
   * Opens the panel. Web chat fires `customPanel:pre:open` before the animation and
   * `customPanel:open` after it.
   */
  open(options?: WebChatCustomPanelOptions): void;
  /**
   * Closes the panel. Web chat fires `customPanel:pre:close` before the animation and
   * `customPanel:close` after it.
   */
  close(): void;
}

/**
 * The look of the custom panel and the actions of its buttons.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#customPanel-open)
 */
export interface WebChatCustomPanelOptions {
  /** The title in the panel's header. */
  title?: string | undefined;
  /** Hides the panel's header. @default false */
  hidePanelHeader?: boolean | undefined;
  /** Hides the button that returns to the conversation. @default false */
  hideBackButton?: boolean | undefined;
  /** Hides the button that closes the window. @default false */
  hideCloseButton?: boolean | undefined;
  /** Hides the button that closes the window and restarts the conversation. @default false */
  hideCloseAndRestartButton?: boolean | undefined;
  /**
   * Turns off the actions of the two closing buttons. They then only call `onClickClose` and
   * `onClickCloseAndRestart`.
   * @default false
   */
  disableDefaultCloseAction?: boolean | undefined;
  /** Opens and closes the panel without an animation. @default false */
  disableAnimation?: boolean | undefined;
  /** Called when the visitor presses the button that returns to the conversation. */
  onClickBack?: (() => void) | undefined;
  /** Called when the visitor presses the button that closes the window. */
  onClickClose?: (() => void) | undefined;
  /** Called after the visitor has confirmed that the conversation ends. */
  onClickCloseAndRestart?: (() => void) | undefined;
  /** Called when the visitor presses the button that restarts the conversation. */
  onClickRestart?: (() => void) | undefined;
}
