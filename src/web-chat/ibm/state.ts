import type { WebChatViewState } from './views.js';

/**
 * The state of web chat, as `instance.getState()` returns it.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#getState)
 */
export interface WebChatState {
  /** Whether the window is open. */
  isWebChatOpen: boolean;
  /** Whether the home screen is open. */
  isHomeScreenOpen: boolean;
  /** Whether the visitor has sent a message in this session. */
  hasUserSentMessage: boolean;
  /** Whether web chat's option `debug` is on. */
  isDebugEnabled: boolean;
  /** Whether a tour has started and not ended. The tour may be invisible at the moment. */
  isTourActive: boolean;
  /** Whether the input field for messages to the assistant is visible. Some versions lack it. */
  isAssistantInputFieldVisible?: boolean;
  /** @deprecated Use `serviceDesk.isConnected`. */
  isConnectedWithHumanAgent: boolean;
  /** @deprecated Use `serviceDesk.isConnecting`. */
  isConnectingWithHumanAgent: boolean;
  /** The connection to a human agent. */
  serviceDesk: WebChatServiceDeskState;
  /** The visible views. */
  viewState: WebChatViewState;
  /** IBM's ID of the session. Null or undefined before the session starts. */
  sessionID?: string | null | undefined;
  /** The `sub` of the token. Null or undefined before the window first opens. */
  userID?: string | null | undefined;
  [property: string]: unknown;
}

/** The connection to a human agent. */
export interface WebChatServiceDeskState {
  /** Whether the visitor is connected to a human agent. */
  isConnected: boolean;
  /** Whether the visitor is waiting for a human agent. */
  isConnecting: boolean;
  /** Whether your page has suspended the conversation with the human agent. */
  isSuspended: boolean;
}
