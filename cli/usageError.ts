/** The command cannot be done as it was typed. */
export class UsageError extends Error {}
