/** Watches which addresses the page's Content Security Policy blocks. */
import type { WebChatOptions } from './ibm/index.js';

/**
 * Watches an address and the addresses that begin with it, until the signal aborts.
 * @returns a function that returns whether the policy has blocked one of them
 */
export function watchPolicy(address: string, signal: AbortSignal): () => boolean {
  let isBlocked = false;
  const onViolation = ({ blockedURI, disposition }: SecurityPolicyViolationEvent) => {
    // Some browsers report only the origin.
    const isWatched = address.startsWith(blockedURI) || blockedURI.startsWith(address);
    isBlocked ||= disposition === 'enforce' && blockedURI !== '' && isWatched;
  };
  document.addEventListener('securitypolicyviolation', onViolation, { signal });
  return () => isBlocked;
}

/** Watches the addresses of the assistant, because IBM's error report does not name the policy. */
export const watchAssistant = ({ servers, cloudPrivateHostURL }: WebChatOptions, signal: AbortSignal) =>
  watchPolicy(servers?.assistantURLPrefix ?? cloudPrivateHostURL ?? 'https://integrations.', signal);
