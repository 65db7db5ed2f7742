/** What the SDK needs and does not find: on a server, in a browser that is too old. */

/**
 * The name of what is missing, or undefined. Browsers that have `throwIfAborted` have all else too.
 */
export function missingFeature(): string | undefined {
  if (typeof document === 'undefined') return 'document';
  return 'throwIfAborted' in AbortSignal.prototype ? undefined : 'AbortSignal.throwIfAborted';
}
