/** The options of the constructor, their defaults and their validation. */

import { type Endpoint, type ResolvedEndpoint, resolveEndpoint } from './endpointOption.js';
import { type ResolvedScript, resolveScript } from './scriptAddress.js';
import type { Token } from './token.js';
import { ANY_OTHER, check, ownOf, type Rules } from './validation.js';
import type { WebChatOptions } from './web-chat/ibm/index.js';

/**
 * The options of `new SecureWebChat()`. The constructor throws `INVALID_OPTIONS` if an option is
 * missing, misspelt, unknown or of the wrong type.
 */
export interface SecureWebChatOptions {
  /**
   * The options of IBM's web chat. The SDK passes them on, with the exceptions that their
   * descriptions name. `identityToken` is refused, because `tokenEndpoint` supplies the tokens.
   */
  webChat: WebChatOptions;
  /**
   * The endpoint of your backend that answers with the JWT. The default method is GET. The answer
   * is the JWT as text, a JSON string, or a JSON object with `token`, `identityToken` or `jwt`.
   */
  tokenEndpoint: Endpoint<Token | string>;
  /**
   * The endpoint that receives the credentials of `login()`. The default method is POST. Without
   * this option, your own code logs the visitor in and then calls `login()` without credentials.
   */
  loginEndpoint?: Endpoint | undefined;
  /**
   * The endpoint that logs the user out. The default method is POST. Without this option, your own
   * code logs the user out and then calls `logout()`, which removes the `userCookie` of the path
   * `/`.
   */
  logoutEndpoint?: Endpoint | undefined;
  /**
   * The name of a cookie that your page can read, with the user's public data as JSON. The SDK
   * shows the data as `getState().user`. With `false`, the SDK reads no such cookie.
   * @default 'SESSION_INFO'
   */
  userCookie?: string | false | undefined;
  /**
   * The names of the CSRF cookie and of the request header that repeats its value. The SDK sends
   * the header only to the page's own origin. With `false`, it never sends the header.
   * @default { cookie: 'XSRF-TOKEN', header: 'X-XSRF-TOKEN' }
   */
  csrf?: { cookie: string; header: string } | false | undefined;
  /**
   * Whether the conversation restarts or continues after a logout that keeps the `sub`. With
   * `'keep'`, the next visitor of the device can read the user's conversation.
   * @default 'restart'
   */
  conversationAfterLogout?: 'restart' | 'keep' | undefined;
  /**
   * When the SDK fetches a token before web chat asks for it.
   *
   * - `'intent'`: when the pointer, a finger or the focus reaches the launcher. If the window opens
   *   automatically, or if `open()` loads web chat, the SDK fetches the token while the script
   *   loads.
   * - `'load'`: while the script loads.
   * - `'never'`: the SDK waits until web chat asks.
   * @default 'intent'
   */
  prefetchToken?: 'intent' | 'load' | 'never' | undefined;
  /** How the SDK loads web chat's script. */
  script?: ScriptOptions | undefined;
  /** Logs each change of the state on the console, without tokens or IDs. @default false */
  debug?: boolean | undefined;
}

/** How the SDK loads web chat's script. */
export interface ScriptOptions {
  /**
   * The address of the script, also as a `TrustedScriptURL`. By default, the SDK builds the address
   * from `webChat.clientVersion`, `servers.webChatScriptPrefix` and `cloudPrivateHostURL`.
   */
  url?: string | URL | { toJSON(): string } | undefined;
  /**
   * The hash of the script for Subresource Integrity. The script element then has
   * `crossorigin="anonymous"`. Use it only with an exact `clientVersion`, because the script at
   * other addresses changes.
   */
  integrity?: string | undefined;
  /** The limit for one attempt, in milliseconds. The SDK makes up to three. @default 15_000 */
  timeoutMs?: number | undefined;
}

/** The options with their defaults, and with each endpoint as a request or a function. */
export interface ResolvedOptions {
  readonly webChat: WebChatOptions;
  readonly tokenEndpoint: ResolvedEndpoint;
  readonly loginEndpoint: ResolvedEndpoint | undefined;
  readonly logoutEndpoint: ResolvedEndpoint | undefined;
  readonly userCookie: string | false;
  readonly csrf: { cookie: string; header: string } | false;
  readonly conversationAfterLogout: 'restart' | 'keep';
  readonly prefetchToken: 'intent' | 'load' | 'never';
  readonly script: ResolvedScript;
  readonly debug: boolean;
}

/** The default of `userCookie`. IBM's tutorial uses the same name. */
export const USER_COOKIE = 'SESSION_INFO';

const ENDPOINT = 'string|object|function';
/**
 * The rules for validation. `script-tag/attributes.ts` also derives the `data-` attributes of the
 * script tag from them.
 */
export const RULES: Rules = {
  webChat: {
    integrationID: 'string!',
    region: 'string!',
    serviceInstanceID: 'string',
    subscriptionID: 'string',
    clientVersion: 'string',
    element: 'object|function',
    showLauncher: 'boolean',
    openChatByDefault: 'boolean',
    namespace: 'string',
    cspNonce: 'string',
    cloudPrivateHostURL: 'string',
    servers: { assistantURLPrefix: 'string', webChatScriptPrefix: 'string' },
    shouldSanitizeHTML: 'boolean',
    onLoad: 'function',
    onError: 'function',
    identityToken: 'left out in favour of tokenEndpoint',
    [ANY_OTHER]: '',
  },
  tokenEndpoint: `${ENDPOINT}!`,
  loginEndpoint: ENDPOINT,
  logoutEndpoint: ENDPOINT,
  userCookie: 'string|false',
  csrf: { cookie: 'string!', header: 'string!' },
  conversationAfterLogout: '"restart"|"keep"',
  prefetchToken: '"intent"|"load"|"never"',
  script: { url: 'string|object', integrity: 'string', timeoutMs: 'number' },
  debug: 'boolean',
};

/**
 * Checks the options and fills in the defaults.
 * @throws SecureWebChatError `INVALID_OPTIONS`
 */
export function resolveOptions(options: SecureWebChatOptions): ResolvedOptions {
  const given = ownOf(options);
  // The rule of `csrf` cannot say `false`. A missing `webChat` is checked as an empty one, so that
  // the error names a missing option of it.
  const isOff = given.csrf === false;
  const isMissing = given.webChat === undefined;
  check('', { ...given, webChat: isMissing ? {} : given.webChat, csrf: isOff ? undefined : given.csrf }, RULES);
  const {
    webChat,
    loginEndpoint,
    logoutEndpoint,
    userCookie = USER_COOKIE,
    csrf = { cookie: 'XSRF-TOKEN', header: 'X-XSRF-TOKEN' },
    conversationAfterLogout = 'restart',
    prefetchToken = 'intent',
    debug = false,
  } = given;
  return {
    webChat: { ...webChat, shouldSanitizeHTML: ownOf(webChat).shouldSanitizeHTML ?? true },
    tokenEndpoint: resolveEndpoint('tokenEndpoint', given.tokenEndpoint, 'GET'),
    loginEndpoint: loginEndpoint ? resolveEndpoint('loginEndpoint', loginEndpoint, 'POST') : undefined,
    logoutEndpoint: logoutEndpoint ? resolveEndpoint('logoutEndpoint', logoutEndpoint, 'POST') : undefined,
    userCookie,
    csrf,
    conversationAfterLogout,
    prefetchToken,
    script: resolveScript(given.script, webChat),
    debug,
  };
}
