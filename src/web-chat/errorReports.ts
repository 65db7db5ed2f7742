/**
 * Decides which reports of IBM's `onError` the site gets: docs/web-chat-behaviour.md#errors.
 */
import { isSecureWebChatError } from '../errors.js';
import { reported } from './failures.js';
import type { WebChatHost } from './host.js';
import type { WebChatErrorDetail } from './ibm/index.js';

export interface ErrorReports {
  /** Whether an error panel covers the window because web chat got no token. */
  readonly isBroken: boolean;
  messageSent(): void;
  messageAnswered(): void;
  /** The conversation restarts, which removes the error panel. */
  restarted(): void;
  /** Handles a report of `onError`. */
  onError(detail: WebChatErrorDetail): void;
}

/** @param isBlocked returns whether the page's policy has blocked the assistant */
export function createErrorReports(host: WebChatHost, isBlocked: () => boolean): ErrorReports {
  let isBroken = false;
  let unanswered = 0;
  const messageAnswered = () => {
    unanswered = Math.max(0, unanswered - 1);
  };
  return {
    get isBroken() {
      return isBroken;
    },
    messageSent() {
      unanswered++;
    },
    messageAnswered,
    restarted() {
      isBroken = false;
    },
    onError(detail) {
      const { errorType, errorCode, otherData, catastrophicErrorType } = detail;
      const isIdentity = errorType === 'IDENTITY_TOKEN';
      const isDenied = errorCode === 401 || errorCode === 403;
      if (catastrophicErrorType && (isIdentity || isDenied)) {
        isBroken = true;
        host.onBroken();
      }
      const isOurs = isSecureWebChatError(otherData);
      // A second request during a token refresh fails. Only the failure of a message matters.
      if (!isOurs && /already running/.test(String(otherData)) && unanswered < 1) return;
      messageAnswered();
      // The SDK reported its own error when it threw the error.
      if (isOurs) return;
      if (isDenied || (isIdentity && !otherData)) host.onRejected();
      else host.onError(reported(detail, isBlocked()));
    },
  };
}
