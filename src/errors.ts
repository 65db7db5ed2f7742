/** The error class of the package, its codes and its messages. */
import { GUIDES } from './version.js';

/**
 * The codes of `SecureWebChatError`. Each code has a section in the guide "Errors", and
 * `SecureWebChatError.help` is the address of that section.
 */
export type SecureWebChatErrorCode =
  /** An option or an argument is missing, wrong, misspelt or unknown. The message names it. */
  | 'INVALID_OPTIONS'
  /** The environment lacks a feature, for example the document on a server. */
  | 'UNSUPPORTED_ENVIRONMENT'
  /** Your code called `destroy()` before the call, or while the call was running. */
  | 'DESTROYED'
  /** The page's Content Security Policy or Trusted Types blocked web chat's script. */
  | 'SCRIPT_BLOCKED'
  /** The browser could not load web chat's script, for example without a network. Retryable. */
  | 'SCRIPT_FAILED'
  /** Web chat reported an error, or `webChat.onLoad` failed. */
  | 'WEB_CHAT_FAILED'
  /** The web chat integration has security turned off, so the chat is unprotected. */
  | 'SECURITY_OFF'
  /**
   * The token endpoint did not answer, or the SDK cannot read the answer. Retryable after a network
   * failure, a timeout, 408, 429 or 5xx.
   */
  | 'TOKEN_UNAVAILABLE'
  /** The token endpoint answered 4xx, other than 408 and 429. */
  | 'TOKEN_DENIED'
  /** The token endpoint's answer is not a usable token. The message says why. */
  | 'TOKEN_INVALID'
  /** The assistant refuses the tokens of the token endpoint. */
  | 'TOKEN_REJECTED'
  /** Tokens named another visitor twice in ten minutes, without a login or logout. */
  | 'SUBJECT_UNSTABLE'
  /** The login endpoint answered 4xx, other than 408 and 429. Nothing has changed. */
  | 'LOGIN_REJECTED'
  /** The outcome of the login is unknown, or `logout()` interrupted the login. */
  | 'LOGIN_FAILED'
  /** The user is still logged in, or may be. */
  | 'LOGOUT_FAILED';

/** The optional properties of an error. */
export interface ErrorDetail {
  readonly retryable?: boolean | undefined;
  readonly status?: number | undefined;
  readonly cause?: unknown;
  /** Replaces the usual advice of the code. */
  readonly advice?: string | undefined;
}

/**
 * The first and the last part of each code's message: the task that failed, and the advice. The
 * code that throws the error adds the reason between them.
 */
const TEXTS: Record<SecureWebChatErrorCode, readonly [task: string, advice: string]> = {
  INVALID_OPTIONS: ['use SecureWebChat', 'correct your code'],
  UNSUPPORTED_ENVIRONMENT: ['use web chat', 'use a current browser'],
  DESTROYED: ['use this chat', 'make a new SecureWebChat'],
  SCRIPT_BLOCKED: ['load web chat', 'allow the script in script-src, and "secure-web-chat" in trusted-types'],
  SCRIPT_FAILED: ['load web chat', 'check the network and try again'],
  WEB_CHAT_FAILED: ['run web chat', 'see webChat.onError'],
  SECURITY_OFF: ['protect web chat', 'turn security on'],
  TOKEN_UNAVAILABLE: ['get a token', 'check tokenEndpoint'],
  TOKEN_DENIED: ['get a token', 'check tokenEndpoint and its cookies'],
  TOKEN_INVALID: ['use the token', 'correct tokenEndpoint'],
  TOKEN_REJECTED: ['use the token', 'check the key pair and the clock of your backend'],
  SUBJECT_UNSTABLE: [
    'keep the chat',
    'change it only at a login or logout, and keep the anonymous ID cookie (credentials, SameSite, Partitioned)',
  ],
  LOGIN_REJECTED: ['log in', 'check the credentials, and loginEndpoint'],
  LOGIN_FAILED: ['log in', 'try again, and check loginEndpoint'],
  LOGOUT_FAILED: ['log out', 'try again, and check logoutEndpoint'],
};

/**
 * The error of every failure that the package reports. The message says which task failed, why, and
 * how to fix it. No message holds a token, a credential or an ID. `cause` is the underlying error,
 * if there is one.
 */
export class SecureWebChatError extends Error {
  /** Always `'SecureWebChatError'`, also in minified code. */
  override readonly name = 'SecureWebChatError';
  /** The kind of failure. Use it in conditions, because messages may change. */
  readonly code: SecureWebChatErrorCode;
  /** Whether the same call may succeed later, although you change nothing. */
  readonly retryable: boolean;
  /** The HTTP status of your backend's answer, or undefined if there was no such answer. */
  readonly status: number | undefined;
  /** The address of this code's section in the documentation. */
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
 * Returns whether a value is an error of this package. Unlike `instanceof`, the function also
 * recognises an error of another copy of the package in the same page.
 */
export function isSecureWebChatError(value: unknown): value is SecureWebChatError {
  return value instanceof Error && value.name === 'SecureWebChatError' && 'code' in value;
}
