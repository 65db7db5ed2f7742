/** The one error class of the package, and its codes. */
import { GUIDES } from './version.js';

/**
 * What went wrong, to switch on. Each code has a section in `docs/errors.md`;
 * `SecureWebChatError.help` links to it.
 */
export type SecureWebChatErrorCode =
  /**
   * An option or argument is wrong, misspelt or unknown. The message names it.
   */
  | 'INVALID_OPTIONS'
  /** A method was called where there is no document, for example on a server. */
  | 'UNSUPPORTED_ENVIRONMENT'
  /** `destroy()` was called before, or while the call was running. */
  | 'DESTROYED'
  /** The page's Content Security Policy or Trusted Types refused web chat's script. */
  | 'SCRIPT_BLOCKED'
  /** Web chat's script could not be loaded: network, blocker, timeout. Retryable. */
  | 'SCRIPT_FAILED'
  /** Web chat itself reported an error, or a handler of the site's in it threw. */
  | 'WEB_CHAT_FAILED'
  /** The integration has security turned off: the chat runs unprotected. */
  | 'SECURITY_OFF'
  /**
   * The token endpoint could not be reached, or its answer could not be read. Retryable after
   * network trouble, a timeout, 408, 429 or 5xx.
   */
  | 'TOKEN_UNAVAILABLE'
  /** The token endpoint said 4xx. */
  | 'TOKEN_DENIED'
  /**
   * The token endpoint answered, but not with a token web chat could use: not a JWT, no `sub`,
   * already expired.
   */
  | 'TOKEN_INVALID'
  /** The assistant refuses what the token endpoint signs. */
  | 'TOKEN_REJECTED'
  /** The token endpoint names another subject each time: the anonymous ID cookie is not kept. */
  | 'SUBJECT_UNSTABLE'
  /** The login endpoint said 4xx: nothing has changed. */
  | 'LOGIN_REJECTED'
  /** The outcome of the login is not known, or a logout overtook it. */
  | 'LOGIN_FAILED'
  /** The logout was refused (4xx, `status` is set), or the visitor may still be logged in. */
  | 'LOGOUT_FAILED';

/** What an error carries besides its code and message. */
export interface ErrorDetail {
  readonly retryable?: boolean | undefined;
  readonly status?: number | undefined;
  readonly cause?: unknown;
  /** What to do, if it is not what the code says. */
  readonly advice?: string | undefined;
}

/**
 * What each code says could not be done, and what to do; the code that throws adds the reason
 * between them.
 */
const TEXTS: Record<SecureWebChatErrorCode, readonly [task: string, advice: string]> = {
  INVALID_OPTIONS: ['use SecureWebChat', 'correct your code'],
  UNSUPPORTED_ENVIRONMENT: ['use web chat', 'use a current browser'],
  DESTROYED: ['use this chat', 'make a new SecureWebChat'],
  SCRIPT_BLOCKED: ['load the script', 'allow its address in script-src, and "secure-web-chat" in trusted-types'],
  SCRIPT_FAILED: ['load the script', 'check the network and try again'],
  WEB_CHAT_FAILED: ['run web chat', 'see webChat.onError'],
  SECURITY_OFF: ['protect web chat', 'turn security on'],
  TOKEN_UNAVAILABLE: ['get a token', 'check tokenEndpoint'],
  TOKEN_DENIED: ['get a token', 'check tokenEndpoint and its cookies'],
  TOKEN_INVALID: ['use the token', 'correct tokenEndpoint'],
  TOKEN_REJECTED: ['use the token', 'check the key pair and the clock of your backend'],
  SUBJECT_UNSTABLE: [
    'keep the chat',
    'check that the anonymous ID cookie is kept (credentials, SameSite, Partitioned)',
  ],
  LOGIN_REJECTED: ['log in', 'check the credentials, and loginEndpoint'],
  LOGIN_FAILED: ['log in', 'try again, and check loginEndpoint'],
  LOGOUT_FAILED: ['log out', 'try again, and check logoutEndpoint'],
};

/**
 * Every failure the package reports. The message says what could not be done, why, and what to do;
 * it never holds a token, a credential or an ID.
 */
export class SecureWebChatError extends Error {
  /** Literal, so that it survives minification. */
  override readonly name = 'SecureWebChatError';
  /** What went wrong, to switch on. */
  readonly code: SecureWebChatErrorCode;
  /** The same call may succeed later without anything being changed. */
  readonly retryable: boolean;
  /** The HTTP status, if the failure is an answer of the site's backend. */
  readonly status: number | undefined;
  /** The address of the section of the documentation on this code. */
  readonly help: string;

  /** @internal */
  constructor(code: SecureWebChatErrorCode, because: string, detail: ErrorDetail = {}) {
    const [task, usual] = TEXTS[code];
    const { retryable = false, status, cause, advice = usual } = detail;
    super(`Could not ${task} because ${because}; ${advice}.`, cause ? { cause } : undefined);
    this.code = code;
    this.retryable = retryable;
    this.status = status;
    this.help = `${GUIDES}errors.md#${code.toLowerCase()}`;
  }
}

/**
 * Tells an error of this package from any other, also when the page holds two copies of the
 * package.
 */
export function isSecureWebChatError(value: unknown): value is SecureWebChatError {
  return value instanceof Error && value.name === 'SecureWebChatError' && 'code' in value;
}
