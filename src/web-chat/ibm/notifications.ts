/**
 * The notifications above the conversation. Beta.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#addNotification)
 */
export interface WebChatNotifications {
  /** Shows a notification. */
  addNotification(notification: WebChatNotification): void;
  /** Removes all notifications of a group. */
  removeNotifications(groupID: string): void;
  /** Removes all notifications. */
  removeAllNotifications(): void;
}

/** A notification above the conversation. */
export interface WebChatNotification {
  /** The kind, which determines the look. */
  kind: 'error' | 'info' | 'success' | 'warning';
  /** The title, which is the first line. */
  title: string;
  /** The text below the title. */
  message: string;
  /**
   * The name of a group, so that `removeNotifications()` can remove the whole group. IBM's
   * documentation uses this spelling.
   */
  groupId?: string | undefined;
  /** The same as `groupId`, as the types of IBM's published engine spell it. */
  groupID?: string | undefined;
  /** The text of a button. Without it, the notification has no such button. */
  actionButtonLabel?: string | undefined;
  /** Called when the visitor presses the button. Web chat then removes the notification. */
  onActionButtonClick?: (() => void) | undefined;
  /** Called when the visitor closes the notification. */
  onCloseButtonClick?: (() => void) | undefined;
}
