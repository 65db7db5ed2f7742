/** Creates the errors about web chat. */
import { type ErrorDetail, isSecureWebChatError, SecureWebChatError } from '../errors.js';
import type { WebChatErrorDetail } from './ibm/index.js';

export function failed(because: string, detail?: ErrorDetail): SecureWebChatError {
  return new SecureWebChatError('WEB_CHAT_FAILED', because, detail);
}

/**
 * Creates the error for a report of web chat.
 * @param isBlocked whether the page's policy has blocked the assistant
 */
export function reported(detail: WebChatErrorDetail, isBlocked: boolean): SecureWebChatError {
  const { errorType, errorCode, catastrophicErrorType } = detail;
  if (isBlocked) return failed('the page forbids the assistant', { advice: 'allow it in connect-src' });
  // The assistant answers 400 if it cannot read a token.
  const isUnreadable = errorCode === 400 && catastrophicErrorType !== 'NO_SKILL';
  if (!isUnreadable) return failed(`web chat reported ${errorType}`);
  const advice = 'check sub and user_payload';
  return new SecureWebChatError('TOKEN_REJECTED', 'the assistant answered 400', { advice });
}

/** Wraps an error in WEB_CHAT_FAILED, unless it is an error of this package. */
export function asFailure(error: unknown, because: string): SecureWebChatError {
  return isSecureWebChatError(error) ? error : failed(because, { cause: error, advice: 'see error.cause' });
}

export function securityOff(): SecureWebChatError {
  return new SecureWebChatError('SECURITY_OFF', 'security is off in its settings');
}

export function tokenIsLate(): SecureWebChatError {
  return new SecureWebChatError('TOKEN_UNAVAILABLE', 'no token came within 15 s', { retryable: true });
}
