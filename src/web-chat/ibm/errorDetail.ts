/** What web chat hands to `onError`. */
export interface WebChatErrorDetail {
  /**
   * `HYDRATION`, `IDENTITY_TOKEN`, `INITIAL_CONFIG`, `INTEGRATION_ERROR`, `MESSAGE_COMMUNICATION`,
   * `OPEN_CONFIG` or `RENDER`; others are possible.
   */
  errorType: string;
  /** IBM's own words, for a log. They may quote the `sub`. */
  message: string;
  /** The HTTP status of the request that failed. */
  errorCode?: number | undefined;
  /** IBM's name for the request that failed, for its support. */
  transactionID?: string | undefined;
  /** Anything IBM adds, for example the error that a handler threw. */
  otherData?: unknown;
  /**
   * Set when web chat has replaced its window by an error panel: `FAILED`, `NO_SKILL`, `THROTTLED`
   * or `AGENT_APP_EXPIRED_SESSION`.
   */
  catastrophicErrorType?: string | undefined;
}
