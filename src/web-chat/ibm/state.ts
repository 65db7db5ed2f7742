import type { WebChatViewState } from './views.js';

/** What `instance.getState()` answers. */
export interface WebChatState {
  /** Whether the window is open. */
  isWebChatOpen: boolean;
  /** Whether the home screen is shown. */
  isHomeScreenOpen: boolean;
  /** Whether the visitor has sent a message in this session. */
  hasUserSentMessage: boolean;
  /** Whether IBM's option `debug` is on. */
  isDebugEnabled: boolean;
  /** Whether a tour has begun and not ended, even if it is not on screen. */
  isTourActive: boolean;
  /** Whether the visitor can type to the assistant. Not in every version of web chat. */
  isAssistantInputFieldVisible?: boolean;
  /** @deprecated Use `serviceDesk.isConnected`. */
  isConnectedWithHumanAgent: boolean;
  /** @deprecated Use `serviceDesk.isConnecting`. */
  isConnectingWithHumanAgent: boolean;
  /** How things stand with a human agent. */
  serviceDesk: WebChatServiceDeskState;
  /** Which parts are on screen. */
  viewState: WebChatViewState;
  /** IBM's name for the conversation; null or absent until there is one. */
  sessionID?: string | null | undefined;
  /** The token's `sub`; null or absent until the window was first opened. */
  userID?: string | null | undefined;
  [property: string]: unknown;
}

/** How things stand with a human agent. */
export interface WebChatServiceDeskState {
  /** Whether the visitor talks with a human agent. */
  isConnected: boolean;
  /** Whether the visitor waits for one. */
  isConnecting: boolean;
  /** Whether the page has put the conversation with the human agent on hold. */
  isSuspended: boolean;
}
