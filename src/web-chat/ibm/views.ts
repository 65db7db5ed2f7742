/**
 * The visible views of web chat.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#changeView)
 */
export interface WebChatViewState {
  /** Whether the launcher is visible, which is the button that opens the window. */
  launcher: boolean;
  /** Whether the window with the conversation is visible. */
  mainWindow: boolean;
  /** Whether a guided tour is visible. */
  tour?: boolean;
}

/** The name of a view. */
export type WebChatViewName = 'launcher' | 'mainWindow' | 'tour';

/**
 * The reason for a change of the visible views.
 *
 * - After a page load: `webChatLoaded`, or `sessionHistory` if the tab had another view before.
 * - By the visitor: for example `launcherClicked`, `mainWindowMinimized` and
 *   `mainWindowClosedAndRestarted`.
 * - By your page: `calledChangeView`, and others that begin with `called`.
 * - By a link to your page: `linkID`.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#viewChange-reasons)
 */
export type WebChatViewChangeReason =
  | 'webChatLoaded'
  | 'sessionHistory'
  | 'channelTransfer'
  | 'linkID'
  | 'launcherClicked'
  | 'mainWindowMinimized'
  | 'mainWindowClosedAndRestarted'
  | 'calledChangeView'
  | 'calledOpenWindow'
  | 'calledCloseWindow'
  | 'calledRestartConversation'
  | 'calledStartTour'
  | 'calledEndTour'
  | 'tourCardStartedTour'
  | 'tourCardResumedTour'
  | 'tourCardRestartedTour'
  | 'tourSkipCard'
  | 'tourMinimized'
  | 'tourClosed'
  | 'tourDone'
  | 'tourOpenedOtherView'
  | (string & {});
