/**
 * Loads a script element, with nonce, integrity, Trusted Types, timeout and retries. It
 * distinguishes a script that the page's policy blocks from a script that fails to load.
 */
import { sleep, within } from '../clock.js';
import { documentProperty } from '../documentProperty.js';
import { SecureWebChatError } from '../errors.js';
import type { ResolvedScript } from '../scriptAddress.js';
import { invalid } from '../validation.js';
import { watchPolicy } from './pagePolicy.js';

const DEFAULT_TIMEOUT_MS = 15_000;
const ATTEMPTS = 3;
const FIRST_BACKOFF_MS = 500;

interface TrustedTypesPolicy {
  createScriptURL(url: string): string;
}
declare global {
  interface Window {
    trustedTypes?: {
      createPolicy(name: string, rules: { createScriptURL(url: string): string }): TrustedTypesPolicy;
    };
  }
}

/** The policy, because a page can use the name of a policy only once. */
let policy: TrustedTypesPolicy | undefined;
/** The only address that the policy allows. */
let address = '';

/**
 * Loads the script unless `isReady` returns true. If the page or another chat has added an element
 * with the same address, the function waits for that element.
 * @param signal ends the attempt and its listeners
 * @throws SecureWebChatError `SCRIPT_BLOCKED`, `SCRIPT_FAILED`, or `INVALID_OPTIONS` for an element
 *   in the page without the `integrity`
 */
export async function loadScript(
  { url, integrity, timeoutMs = DEFAULT_TIMEOUT_MS }: ResolvedScript,
  nonce: string | undefined,
  isReady: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  const { href } = new URL(String(url), documentProperty('baseURI'));
  if (integrity && (find(href)?.integrity ?? integrity) !== integrity) {
    throw invalid('a script element of the page lacks the hash of script.integrity');
  }
  const isBlocked = watchPolicy(href, signal);
  for (let tried = 1; !isReady(); tried++) {
    const existing = find(href);
    const element = existing ?? create(url, href, integrity, nonce);
    const failure = await within(timeoutMs, signal, (limit) => loaded(element, limit)).then(
      () => (isReady() ? null : 'the script did not define web chat'),
      () => 'the script did not load in time, or at all',
    );
    // An element of this function is no longer needed. An element of the page is removed only if it
    // failed.
    if (!existing || (failure && !signal.aborted)) element.remove();
    if (!failure) return;
    // The browser reports a blocked script during this pause, after the element's own error.
    await sleep(FIRST_BACKOFF_MS * tried * (1 + Math.random()), signal);
    if (isBlocked()) throw blocked();
    if (tried === ATTEMPTS && !isReady()) {
      throw new SecureWebChatError('SCRIPT_FAILED', failure, { retryable: true });
    }
  }
}

function find(href: string): HTMLScriptElement | undefined {
  return [...documentProperty('scripts')].find((script) => script.src === href);
}

function create(
  url: ResolvedScript['url'],
  href: string,
  integrity: string | undefined,
  nonce: string | undefined,
): HTMLScriptElement {
  const element = document.createElement('script');
  element.async = true;
  element.nonce = nonce ?? document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
  if (integrity) {
    element.integrity = integrity;
    element.crossOrigin = 'anonymous';
  }
  try {
    element.src = typeof url === 'string' || url instanceof URL ? trusted(href) : (url as unknown as string);
  } catch {
    throw blocked();
  }
  return element;
}

function trusted(href: string): string {
  try {
    policy ??= window.trustedTypes?.createPolicy('secure-web-chat', {
      createScriptURL: (url) => (url === address ? url : ''),
    });
  } catch {
    // The page does not allow the policy. A plain string works unless the page enforces Trusted
    // Types.
  }
  address = href;
  return policy ? policy.createScriptURL(href) : href;
}

/**
 * Waits until the element has loaded. It listens before it inserts the element, because some
 * environments fire the events during the insertion.
 */
function loaded(element: HTMLScriptElement, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    element.addEventListener('load', () => resolve(), { signal });
    element.addEventListener('error', reject, { signal });
    if (!element.isConnected) document.head.append(element);
  });
}

function blocked(): SecureWebChatError {
  return new SecureWebChatError('SCRIPT_BLOCKED', 'the page forbids the script');
}
