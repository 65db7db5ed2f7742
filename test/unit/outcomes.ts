/** The outcome of a promise or a call. */
import { isSecureWebChatError, type SecureWebChatError } from '../../src/errors.js';

/** Returns the value or error of a promise, or `'pending'`. Handles a rejection. */
export function watch<Result>(promise: Promise<Result>): { outcome: unknown; isPending: boolean } {
  const watched: { outcome: unknown; isPending: boolean } = { outcome: 'pending', isPending: true };
  const settle = (outcome: unknown) => Object.assign(watched, { outcome, isPending: false });
  promise.then(settle, settle);
  return watched;
}

/**
 * Returns the error of this package that the promise rejected with. If there was none, or another
 * error, the test fails.
 */
export async function failureOf(work: Promise<unknown> | (() => unknown)): Promise<SecureWebChatError> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    if (isSecureWebChatError(error)) return error;
    throw new Error('Another error was thrown', { cause: error });
  }
  throw new Error('Nothing was thrown');
}

/** Returns the error of this package that the function throws at once. */
export function refusalOf(work: () => unknown): SecureWebChatError {
  try {
    work();
  } catch (error) {
    if (isSecureWebChatError(error)) return error;
    throw new Error('Another error was thrown', { cause: error });
  }
  throw new Error('Nothing was thrown');
}
