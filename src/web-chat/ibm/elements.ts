/** Parts of web chat's window that a page may reach. */
export interface WebChatElements {
  /** The window, for classes that show, hide or animate it inside an element of your own. */
  getMainWindow(): WebChatMainWindow;
  /** The input below the conversation. It is there after `chat:ready`. */
  getMessageInput(): WebChatInput;
  /** The input below the home screen. It is there after `chat:ready`. */
  getHomeScreenInput(): WebChatInput;
}

/** The window's class names. */
export interface WebChatMainWindow {
  /** Adds one. */
  addClassName(name: string): void;
  /** Removes one that was added. */
  removeClassName(name: string): void;
}

/** An input of web chat. */
export interface WebChatInput {
  /** The element, for listeners and for reading its value. Null until it was rendered. */
  getHTMLElement(): HTMLElement & { value: string };
  /** Writes into the input; setting the element's `value` does not. */
  setValue(value: string): void;
  /** Whether the Enter key sends the message. @param isEnabled `true` at first */
  setEnableEnterKey(isEnabled: boolean): void;
  /** Hears every change of the value, also those that fire no DOM event. */
  addChangeListener(listener: (value: string) => void): void;
  /** Ends that. */
  removeChangeListener(listener: (value: string) => void): void;
}

/**
 * Empty elements in places of web chat's window, yours to fill. Styles reach them from
 * `#WACContainer.WACContainer`, or from a shadow root of your own.
 */
export interface WebChatWriteableElements {
  /** Below the header of the conversation; stays while the visitor scrolls. */
  headerBottomElement: HTMLElement;
  /** Above the assistant's greeting. */
  welcomeNodeBeforeElement: HTMLElement;
  /** Below the header of the home screen. */
  homeScreenHeaderBottomElement: HTMLElement;
  /** Below the conversation starters of the home screen. */
  homeScreenAfterStartersElement: HTMLElement;
  /** Above the input of the home screen. */
  homeScreenBeforeInputElement: HTMLElement;
  /** Between the conversation and the input. */
  beforeInputElement: HTMLElement;
  /** Inside the explanation that the theme for artificial intelligence offers in the header. */
  aiTooltipAfterDescriptionElement: HTMLElement;
}
