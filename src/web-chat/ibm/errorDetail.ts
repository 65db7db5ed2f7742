/**
 * The argument of `onError`: an error of web chat.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-configuration#onerrordetail)
 */
export interface WebChatErrorDetail {
  /**
   * The kind of error: `HYDRATION`, `IDENTITY_TOKEN`, `INITIAL_CONFIG`, `INTEGRATION_ERROR`,
   * `MESSAGE_COMMUNICATION`, `OPEN_CONFIG`, `RENDER`, or another one.
   */
  errorType: string;
  /** The message of web chat. It may contain the `sub`, so do not show it to the visitor. */
  message: string;
  /** The HTTP status of the failed request. */
  errorCode?: number | undefined;
  /** The ID of the failed request. IBM's support may ask for it. */
  transactionID?: string | undefined;
  /** More data, for example the error that a handler threw. */
  otherData?: unknown;
  /**
   * The reason why an error panel covers the window: `FAILED`, `NO_SKILL`, `THROTTLED` or
   * `AGENT_APP_EXPIRED_SESSION`. Undefined if web chat shows no such panel.
   */
  catastrophicErrorType?: string | undefined;
}
