/** Which parts of web chat are on screen. */
export interface WebChatViewState {
  /** The button that opens the window. */
  launcher: boolean;
  /** The window with the conversation. */
  mainWindow: boolean;
  /** A guided tour. */
  tour?: boolean;
}

/** One part of web chat. */
export type WebChatViewName = 'launcher' | 'mainWindow' | 'tour';

/**
 * Why the view changes. A few: `webChatLoaded` and `sessionHistory` are the first state on a page,
 * `launcherClicked`, `mainWindowMinimized` and `mainWindowClosedAndRestarted` come from the
 * visitor, `calledChangeView` from your page, `linkID` from the page's address.
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
