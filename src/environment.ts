/** Checks whether the SDK can run here. It cannot on a server or in an old browser. */

/**
 * Returns the name of a missing feature, or undefined. A browser with `throwIfAborted` has all the
 * other features too.
 */
export function missingFeature(): string | undefined {
  if (typeof document === 'undefined') return 'document';
  return 'throwIfAborted' in AbortSignal.prototype ? undefined : 'AbortSignal.throwIfAborted';
}
