/** Notes above the conversation, a beta of IBM's. */
export interface WebChatNotifications {
  /** Shows one. */
  addNotification(notification: WebChatNotification): void;
  /** Removes those of one group. */
  removeNotifications(groupID: string): void;
  /** Removes all. */
  removeAllNotifications(): void;
}

/** A note above the conversation. */
export interface WebChatNotification {
  /** How it looks. */
  kind: 'error' | 'info' | 'success' | 'warning';
  /** Its first line. */
  title: string;
  /** Its text. */
  message: string;
  /** Names a group, so that all of it can be removed at once. IBM documents this spelling. */
  groupId?: string | undefined;
  /** The spelling of the same in the types of IBM's published engine. */
  groupID?: string | undefined;
  /** The text of a button; without it there is none. */
  actionButtonLabel?: string | undefined;
  /** Called when the visitor presses that button, which also removes the note. */
  onActionButtonClick?: (() => void) | undefined;
  /** Called when the visitor removes the note. */
  onCloseButtonClick?: (() => void) | undefined;
}
