/** The events of the window and of the other views. */
import type { WebChatEvent } from './event.js';
import type { WebChatViewChangeReason, WebChatViewState } from './views.js';

/**
 * The event of a change of the visible views.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#view:change)
 */
export interface WebChatViewChangeEvent<Type extends 'view:pre:change' | 'view:change'> extends WebChatEvent<Type> {
  /** The reason for the change. */
  reason: WebChatViewChangeReason;
  /** The views before the change. */
  oldViewState: WebChatViewState;
  /** The views after the change. A handler can change this object. */
  newViewState: WebChatViewState;
  /** Set it to `true` to cancel or revert the change. @default false */
  cancelViewChange: boolean;
}

/**
 * The deprecated event of the window that opens.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#window:open)
 */
export interface WebChatWindowOpenEvent<Type extends 'window:pre:open' | 'window:open'> extends WebChatEvent<Type> {
  /** The reason why the window opens. */
  reason: 'called_open_window' | 'default_launcher' | 'link' | 'open_by_default' | 'session_history' | (string & {});
  /** Set it to `true` to keep the window closed. @default false */
  cancelOpen: boolean;
}

/**
 * The deprecated event of the window that closes.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#window:close)
 */
export interface WebChatWindowCloseEvent<Type extends 'window:pre:close' | 'window:close'> extends WebChatEvent<Type> {
  /** The reason why the window closes. */
  reason?: string;
  /** Set it to `true` to keep the window open. @default false */
  cancelClose: boolean;
}
