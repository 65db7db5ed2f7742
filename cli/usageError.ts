/** The command line is wrong. The message says what, why, and what to do. */
export class UsageError extends Error {}

/** @param subject such as an option; never its value, which may be a secret */
export function refusal(subject: string, because: string, remedy: string): UsageError {
  return new UsageError(`Could not use ${subject} because ${because}; ${remedy}.`);
}

export function unreadable(subject: string, error: unknown): UsageError {
  const { code } = error as NodeJS.ErrnoException;
  return new UsageError(
    `Could not read ${subject} because the system reports ${code}; check the path and its permissions.`,
  );
}
