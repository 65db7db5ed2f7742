/**
 * The parts of the window that your page can change or listen to.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#instance-elements)
 */
export interface WebChatElements {
  /** Returns the window. Add class names to it, for example to hide or animate it. */
  getMainWindow(): WebChatMainWindow;
  /** Returns the input field below the conversation. It exists after `chat:ready`. */
  getMessageInput(): WebChatInput;
  /** Returns the input field of the home screen. It exists after `chat:ready`. */
  getHomeScreenInput(): WebChatInput;
}

/** The class names of the window. */
export interface WebChatMainWindow {
  /** Adds a class name. */
  addClassName(name: string): void;
  /** Removes a class name that you added. */
  removeClassName(name: string): void;
}

/**
 * An input field of web chat.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#elements-getMessageInput)
 */
export interface WebChatInput {
  /**
   * Returns the element, for listeners and for reading its value. Null until web chat has rendered
   * the input field.
   */
  getHTMLElement(): HTMLElement & { value: string };
  /** Sets the text. To set the element's `value` has no effect on web chat. */
  setValue(value: string): void;
  /** Sets whether the Enter key sends the message. At the start, it does. */
  setEnableEnterKey(isEnabled: boolean): void;
  /** Calls the listener after each change of the text, including changes without a DOM event. */
  addChangeListener(listener: (value: string) => void): void;
  /** Removes a listener that `addChangeListener()` added. */
  removeChangeListener(listener: (value: string) => void): void;
}

/**
 * Empty elements at several places of the window, for your own content. To style the content, use
 * selectors that begin with `#WACContainer.WACContainer`, or attach a shadow root.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#writeableElements)
 */
export interface WebChatWriteableElements {
  /** Below the header of the conversation. It stays in place while the visitor scrolls. */
  headerBottomElement: HTMLElement;
  /** Above the assistant's greeting. */
  welcomeNodeBeforeElement: HTMLElement;
  /** Below the header of the home screen. */
  homeScreenHeaderBottomElement: HTMLElement;
  /** Below the starter buttons of the home screen. */
  homeScreenAfterStartersElement: HTMLElement;
  /** Above the input field of the home screen. */
  homeScreenBeforeInputElement: HTMLElement;
  /** Between the conversation and the input field. */
  beforeInputElement: HTMLElement;
  /** In the explanation that the header shows with the AI theme. */
  aiTooltipAfterDescriptionElement: HTMLElement;
}
