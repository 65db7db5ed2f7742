/** The errors by which this folder says that web chat failed. */
import { isSecureWebChatError, SecureWebChatError } from '../errors.js';

export function failed(because: string, cause?: unknown): SecureWebChatError {
  return new SecureWebChatError('WEB_CHAT_FAILED', because, { cause });
}

/** An error of this package stays what it is. */
export function asFailure(error: unknown, because: string): SecureWebChatError {
  return isSecureWebChatError(error) ? error : failed(because, error);
}

export function securityOff(): SecureWebChatError {
  return new SecureWebChatError('SECURITY_OFF', 'its security is off');
}

export function tokenIsLate(): SecureWebChatError {
  return new SecureWebChatError('TOKEN_UNAVAILABLE', 'none came within 15 s', { retryable: true });
}
