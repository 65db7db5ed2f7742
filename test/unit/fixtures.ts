/** What the tests of the low-level modules share. */
import { onTestFinished, vi } from 'vitest';
import { isSecureWebChatError, type SecureWebChatError } from '../../src/errors.js';

export const NOW = Date.parse('2026-11-21T12:00:00Z');

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWT with exactly these claims. */
export function jwt(
  claims: unknown,
  header: unknown = { alg: 'RS256', typ: 'JWT' },
  signature = 'c2lnbmF0dXJl',
): string {
  return `${encoded(header)}.${encoded(claims)}.${signature}`;
}

/** Stops the clock at {@link NOW}; the test moves it. */
export function stopClock(): void {
  vi.useFakeTimers({ now: NOW });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

/** What a promise settled with, or `'pending'`; never leaves a rejection unhandled. */
export function watch<Result>(promise: Promise<Result>): { outcome: unknown; isPending: boolean } {
  const watched: { outcome: unknown; isPending: boolean } = { outcome: 'pending', isPending: true };
  const settle = (outcome: unknown) => Object.assign(watched, { outcome, isPending: false });
  promise.then(settle, settle);
  return watched;
}

/** The error of this package that came of it; fails the test if there was none, or another. */
export async function failureOf(work: Promise<unknown> | (() => unknown)): Promise<SecureWebChatError> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    if (isSecureWebChatError(error)) return error;
    throw new Error('Another error was thrown', { cause: error });
  }
  throw new Error('Nothing was thrown');
}

/** The error of this package that the function throws at once. */
export function refusalOf(work: () => unknown): SecureWebChatError {
  try {
    work();
  } catch (error) {
    if (isSecureWebChatError(error)) return error;
    throw new Error('Another error was thrown', { cause: error });
  }
  throw new Error('Nothing was thrown');
}

/** Rejections that nobody handled while `work` ran: a browser prints each on the site's console. */
export async function unhandledRejections(work: () => Promise<void>): Promise<unknown[]> {
  const others = process.listeners('unhandledRejection');
  const reasons: unknown[] = [];
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (reason) => reasons.push(reason));
  try {
    await work();
    await new Promise<void>((resolve) => setImmediate(resolve));
  } finally {
    process.removeAllListeners('unhandledRejection');
    for (const listener of others) process.on('unhandledRejection', listener);
  }
  return reasons;
}

/** The same numbers in every run. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A sandboxed frame, where touching cookies throws. Undone by {@link allowCookies}. */
export function denyCookies(): void {
  const denied = () => {
    throw new DOMException('The document is sandboxed', 'SecurityError');
  };
  Object.defineProperty(document, 'cookie', { get: denied, set: denied, configurable: true });
}

export function allowCookies(): void {
  Reflect.deleteProperty(document, 'cookie');
}

/** What a server's `Set-Cookie` does. */
export function setCookie(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere
  document.cookie = `${name}=${value}; path=/`;
}

/**
 * As WebKit reads cookies: what it read before, until a timer fires or the page writes. Undone by {@link allowCookies}.
 * @returns what a server's `Set-Cookie` does there
 */
export function rememberCookies(): typeof setCookie {
  let remembered: string | null = null;
  const forget = () => {
    remembered = null;
  };
  const jar = Object.getPrototypeOf(document);
  const write = (line: string) => void Reflect.set(jar, 'cookie', line, document);
  Object.defineProperty(document, 'cookie', {
    configurable: true,
    get() {
      if (remembered === null) setTimeout(forget);
      remembered ??= Reflect.get(jar, 'cookie', document);
      return remembered;
    },
    set(line: string) {
      forget();
      write(line);
    },
  });
  return (name, value) => write(`${name}=${value}; path=/`);
}

export function clearCookies(): void {
  for (const pair of document.cookie.split('; ')) setCookie(pair.split('=')[0] ?? '', '; max-age=-1');
}
