/** The options: what each means, its default, and how it is validated. */

import { type Endpoint, type ResolvedEndpoint, resolveEndpoint } from './endpointOption.js';
import { type ResolvedScript, resolveScript } from './scriptAddress.js';
import type { Token } from './token.js';
import { ANY_OTHER, check, ownOf, type Rules } from './validation.js';
import type { WebChatOptions } from './web-chat/ibm/index.js';

/**
 * The options of `new SecureWebChat()`. The constructor throws `INVALID_OPTIONS` if one is missing,
 * misspelt, unknown or of the wrong type.
 */
export interface SecureWebChatOptions {
  /** IBM's own options, passed through. `identityToken` is refused: use `tokenEndpoint`. */
  webChat: WebChatOptions;
  /**
   * The source of the JWT: `'/createJWT'`, `'POST /token'`, a request, or a function of your own.
   * Default method GET. It answers the bare JWT as text, a JSON string, or a JSON object with
   * `token`, `identityToken` or `jwt`.
   */
  tokenEndpoint: Endpoint<Token | string>;
  /**
   * Takes the credentials of `login()`: method POST and a JSON body by default. Without it, your
   * own code logs the visitor in, and `login()` only tells the chat.
   */
  loginEndpoint?: Endpoint | undefined;
  /**
   * Ends the login: method POST by default. Without it, your own code logs the visitor out before
   * `logout()`, which then removes the `userCookie` of the path `/`, as in IBM's tutorial.
   */
  logoutEndpoint?: Endpoint | undefined;
  /**
   * The name of a readable JSON cookie with what the page may know of the user; appears as
   * `state.user`. `false` reads no cookie.
   * @default 'SESSION_INFO'
   */
  userCookie?: string | false | undefined;
  /**
   * The cookie to read and the header to repeat it in, on requests to the page's own origin only.
   * @default { cookie: 'XSRF-TOKEN', header: 'X-XSRF-TOKEN' }
   */
  csrf?: { cookie: string; header: string } | false | undefined;
  /**
   * Whether the conversation continues or restarts when a user logs out and keeps the `sub`.
   * @default 'restart'
   */
  conversationAfterLogout?: 'restart' | 'keep' | undefined;
  /**
   * When a token is fetched before web chat asks for one: as the visitor's pointer, finger or focus
   * reaches the launcher, while the script loads, or never. With `'intent'`, the token
   * is also fetched while the script loads if the window opens automatically or by an early
   * `open()`.
   * @default 'intent'
   */
  prefetchToken?: 'intent' | 'load' | 'never' | undefined;
  /** How web chat's script is loaded. */
  script?: ScriptOptions | undefined;
  /** Logs every change of state to the console, without tokens or IDs. @default false */
  debug?: boolean | undefined;
}

/** How web chat's script is loaded. */
export interface ScriptOptions {
  /**
   * Overrides the address worked out from `webChat.clientVersion`, `servers.webChatScriptPrefix`
   * and `cloudPrivateHostURL`. Also a `TrustedScriptURL`.
   */
  url?: string | URL | { toJSON(): string } | undefined;
  /**
   * A hash of the script; implies `crossorigin="anonymous"`. Only of use with an exact
   * `clientVersion`.
   */
  integrity?: string | undefined;
  /** How long one attempt may take, in milliseconds; there are three. @default 15_000 */
  timeoutMs?: number | undefined;
}

/** The options with their defaults, endpoints in one form. */
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

/** The name in IBM's tutorial. */
export const USER_COOKIE = 'SESSION_INFO';

const ENDPOINT = 'string|object|function';
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
