/** The errors by which this folder says that web chat failed. */
import { type ErrorDetail, isSecureWebChatError, SecureWebChatError } from '../errors.js';
import type { WebChatErrorDetail } from './ibm/index.js';

export function failed(because: string, detail?: ErrorDetail): SecureWebChatError {
  return new SecureWebChatError('WEB_CHAT_FAILED', because, detail);
}

/**
 * The error for what web chat reports.
 * @param isRefused whether the policy of the page refused the assistant
 */
export function reported(detail: WebChatErrorDetail, isRefused: boolean): SecureWebChatError {
  const { errorType, errorCode, catastrophicErrorType } = detail;
  if (isRefused) return failed('the page forbids the assistant', { advice: 'allow it in connect-src' });
  // The assistant answers 400 to a token that it cannot read.
  const isUnreadable = errorCode === 400 && catastrophicErrorType !== 'NO_SKILL';
  if (!isUnreadable) return failed(`web chat reported ${errorType}`);
  const advice = 'check sub and user_payload';
  return new SecureWebChatError('TOKEN_REJECTED', 'the assistant answered 400', { advice });
}

/** An error of this package stays what it is. */
export function asFailure(error: unknown, because: string): SecureWebChatError {
  return isSecureWebChatError(error) ? error : failed(because, { cause: error });
}

export function securityOff(): SecureWebChatError {
  return new SecureWebChatError('SECURITY_OFF', 'security is off in its settings');
}

export function tokenIsLate(): SecureWebChatError {
  return new SecureWebChatError('TOKEN_UNAVAILABLE', 'no token came within 15 s', { retryable: true });
}
