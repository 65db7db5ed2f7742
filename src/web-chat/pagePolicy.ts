/** What the page's Content Security Policy refuses. */
import type { WebChatOptions } from './ibm/index.js';

/**
 * @returns whether the policy has refused the address, or one that begins with it, since; ends with
 *   the signal
 */
export function watchPolicy(address: string, signal: AbortSignal): () => boolean {
  let isRefused = false;
  const hear = ({ blockedURI, disposition }: SecurityPolicyViolationEvent) => {
    // Some browsers name no more than the origin.
    const isIt = address.startsWith(blockedURI) || blockedURI.startsWith(address);
    isRefused ||= disposition === 'enforce' && blockedURI !== '' && isIt;
  };
  document.addEventListener('securitypolicyviolation', hear, { signal });
  return () => isRefused;
}

/**
 * The same for the addresses at which web chat reaches the assistant: IBM's report of the failure
 * does not name the policy.
 */
export const watchAssistant = ({ servers, cloudPrivateHostURL }: WebChatOptions, signal: AbortSignal) =>
  watchPolicy(servers?.assistantURLPrefix ?? cloudPrivateHostURL ?? 'https://integrations.', signal);
