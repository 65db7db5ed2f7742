/** Records the uncaught errors of a test in which web chat is known to throw them. */
import { onTestFinished } from 'vitest';

/** Records from now until the end of the test. */
export function uncaughtErrors(): unknown[] {
  const errors: unknown[] = [];
  const others = process.listeners('unhandledRejection');
  const note = (error: unknown) => void errors.push(error);
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', note);
  onTestFinished(() => {
    process.off('unhandledRejection', note);
    for (const other of others) process.on('unhandledRejection', other);
  });
  return errors;
}
