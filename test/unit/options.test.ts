import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { checkCredentials } from '../../src/credentials.js';
import type { ResolvedEndpoint } from '../../src/endpointOption.js';
import { resolveOptions, type SecureWebChatOptions } from '../../src/options.js';
import { refusalOf } from './outcomes.js';

const SECRET = 'hunter2';
const webChat = { integrationID: 'a', region: 'us-south' };
const minimal: SecureWebChatOptions = { webChat, tokenEndpoint: '/createJWT' };

/** Any value, which a page without TypeScript may pass. */
const resolve = (options: unknown) => resolveOptions(options as SecureWebChatOptions);
const because = (options: unknown) => {
  const error = refusalOf(() => resolve(options));
  expect(error.code).toBe('INVALID_OPTIONS');
  expect(error.retryable).toBe(false);
  return error.message;
};

describe('the defaults', () => {
  test('suit most sites', () => {
    expect(resolveOptions(minimal)).toEqual({
      webChat: { ...webChat, shouldSanitizeHTML: true },
      tokenEndpoint: { url: '/createJWT', method: 'GET' },
      loginEndpoint: undefined,
      logoutEndpoint: undefined,
      userCookie: 'SESSION_INFO',
      csrf: { cookie: 'XSRF-TOKEN', header: 'X-XSRF-TOKEN' },
      conversationAfterLogout: 'restart',
      prefetchToken: 'intent',
      script: {
        url: 'https://web-chat.global.assistant.watson.appdomain.cloud/versions/latest/WatsonAssistantChatEntry.js',
      },
      debug: false,
    });
  });

  test('apply if an option is undefined, as if it was omitted', () => {
    const { webChat: _webChat, tokenEndpoint: _tokenEndpoint, ...optional } = resolveOptions(minimal);
    const undefinedOptions = Object.fromEntries(Object.keys(optional).map((name) => [name, undefined]));
    expect(resolve({ ...minimal, ...undefinedOptions })).toEqual(resolveOptions(minimal));
  });

  test('are replaced by the options of the page', () => {
    const given = {
      userCookie: 'USER',
      csrf: { cookie: 'c', header: 'h' },
      conversationAfterLogout: 'keep',
      prefetchToken: 'never',
      script: { url: 'https://cdn.example/chat.js', integrity: 'sha384-a', timeoutMs: 5_000 },
      debug: true,
    } as const;
    expect(resolveOptions({ ...minimal, ...given })).toMatchObject(given);
    expect(resolveOptions({ ...minimal, userCookie: false, csrf: false })).toMatchObject({
      userCookie: false,
      csrf: false,
    });
  });

  test("do not affect IBM's own options, known or unknown", () => {
    const given = { ...webChat, namespace: 'shop', enableFocusTrap: true, carbonTheme: 'g90', skipConnectAgentCard: 1 };
    expect(resolve({ ...minimal, webChat: given }).webChat).toEqual({ ...given, shouldSanitizeHTML: true });
    const unsafe = { ...given, shouldSanitizeHTML: false };
    expect(resolve({ ...minimal, webChat: unsafe }).webChat).toEqual(unsafe);
  });
});

describe("the script's address", () => {
  const address = (options: object) => (resolve({ ...minimal, ...options }) as { script: { url: unknown } }).script.url;
  const FILE = 'WatsonAssistantChatEntry.js';

  test.each([
    [{ clientVersion: '8.12.5' }, `https://web-chat.global.assistant.watson.appdomain.cloud/versions/8.12.5/${FILE}`],
    [{ cloudPrivateHostURL: 'https://own.test' }, `https://own.test/static/webchat/versions/latest/${FILE}`],
    [{ servers: { webChatScriptPrefix: 'https://cdn.test/a' } }, `https://cdn.test/a/versions/latest/${FILE}`],
    [{ servers: { webChatScriptPrefix: '/chat' } }, `http://localhost:3000/chat/versions/latest/${FILE}`],
  ])('is derived from %j when the chat is created', (more, expected) => {
    expect(address({ webChat: { ...webChat, ...more } })).toBe(expected);
  });

  test('is an absolute address, which does not change with the base address of the page', () => {
    const given = address({ script: { url: 'vendor/chat.js' } });
    document.head.innerHTML = '<base href="https://foreign.test/">';
    onTestFinished(() => document.head.replaceChildren());
    expect(given).toBe('http://localhost:3000/vendor/chat.js');
    expect(address({ script: { url: new URL('https://cdn.test/chat.js') } })).toBe('https://cdn.test/chat.js');
  });

  test('stays a TrustedScriptURL if the page made one', () => {
    const trusted = { toString: () => 'https://cdn.test/chat.js', toJSON: () => 'https://cdn.test/chat.js' };
    expect(address({ script: { url: trusted } })).toBe(trusted);
  });
});

describe('a polluted prototype', () => {
  const pollute = (values: object) => {
    Object.assign(Object.prototype, values);
    onTestFinished(() => {
      for (const name of Object.keys(values)) Reflect.deleteProperty(Object.prototype, name);
    });
  };
  const FOREIGN = 'https://foreign.test';

  test.each([
    ['url', FOREIGN],
    ['script', { url: FOREIGN }],
    ['servers', { webChatScriptPrefix: FOREIGN }],
    ['webChatScriptPrefix', FOREIGN],
    ['cloudPrivateHostURL', FOREIGN],
    ['clientVersion', '../../foreign'],
    ['integrity', 'sha384-foreign'],
    ['timeoutMs', 1],
    ['shouldSanitizeHTML', false],
    ['userCookie', 'FOREIGN'],
    ['csrf', { cookie: 'SESSION', header: 'X' }],
    ['headers', { 'X-Foreign': '1' }],
    ['credentials', 'include'],
    ['mode', 'no-cors'],
    ['body', 'foreign'],
    ['method', 'DELETE'],
    ['loginEndpoint', FOREIGN],
    ['debug', 'not even a truth value'],
    ['webChat', 42],
  ])('chooses no %s', (name, value) => {
    const options = {
      ...minimal,
      webChat: { ...webChat, servers: {} },
      script: {},
      logoutEndpoint: { url: '/logout' },
    };
    const clean = resolveOptions(options);
    pollute({ [name]: value });
    const resolved = resolveOptions(options);
    const { servers: _servers, ...others } = resolved.webChat;
    expect({ ...resolved, webChat: others }).toEqual({ ...clean, webChat: { ...clean.webChat, servers: undefined } });
    expect(resolved.script.url).toBe(clean.script.url);
    for (const part of [resolved.tokenEndpoint, resolved.logoutEndpoint ?? {}, resolved.script]) {
      expect(Reflect.get(part, name)).toBe(Object.hasOwn(part, name) ? Reflect.get(part, name) : undefined);
    }
  });

  test('does not replace a required option', () => {
    pollute({ tokenEndpoint: FOREIGN, integrationID: 'foreign' });
    expect(because({ webChat })).toContain('tokenEndpoint must be');
    expect(because({ ...minimal, webChat: { region: 'us-south' } })).toContain('webChat.integrationID must be');
  });
});

describe('an endpoint', () => {
  const fn = () => 'token';
  test.each<[string, unknown, object | (() => unknown)]>([
    ['a path', '/t', { url: '/t', method: 'GET' }],
    ['a relative path', 't?x=1', { url: 't?x=1', method: 'GET' }],
    ['an address', 'https://api.example/t', { url: 'https://api.example/t', method: 'GET' }],
    ['a method and a path', 'POST /t', { url: '/t', method: 'POST' }],
    ['a method in small letters', 'post   /t', { url: '/t', method: 'POST' }],
    ['a URL', new URL('https://api.example/t'), { url: 'https://api.example/t', method: 'GET' }],
    ['a request', { url: '/t' }, { url: '/t', method: 'GET' }],
    ['a request with a URL', { url: new URL('https://a.example/t') }, { url: 'https://a.example/t', method: 'GET' }],
    ['a request with a method', { url: '/t', method: 'PUT' }, { url: '/t', method: 'PUT' }],
    [
      "a request in fetch's words",
      { url: '/t', method: 'POST', headers: { a: 'b' }, credentials: 'include', mode: 'cors', body: 'x' },
      { url: '/t', method: 'POST', headers: { a: 'b' }, credentials: 'include', mode: 'cors', body: 'x' },
    ],
    ['a function', fn, fn],
  ])('may be %s', (_what, tokenEndpoint, expected) => {
    expect(resolve({ webChat, tokenEndpoint }).tokenEndpoint).toEqual(expected);
  });

  test('uses GET for tokens and POST for login and logout by default', () => {
    expect(resolve({ ...minimal, loginEndpoint: '/in', logoutEndpoint: '/out' })).toMatchObject({
      tokenEndpoint: { method: 'GET' },
      loginEndpoint: { url: '/in', method: 'POST' },
      logoutEndpoint: { url: '/out', method: 'POST' },
    });
    expect(resolve({ ...minimal, loginEndpoint: 'GET /authenticate' }).loginEndpoint).toEqual({
      url: '/authenticate',
      method: 'GET',
    });
  });

  test('uses the default method if the method of a request is undefined', () => {
    const { tokenEndpoint, loginEndpoint } = resolve({
      webChat,
      tokenEndpoint: { url: '/t', method: undefined },
      loginEndpoint: { url: '/in', method: undefined },
    });
    expect(tokenEndpoint).toMatchObject({ method: 'GET' });
    expect(loginEndpoint).toMatchObject({ method: 'POST' });
  });

  test.each([
    ['another protocol', 'javascript:alert(1)'],
    ['a file', 'file:///etc/passwd'],
    ['data', 'data:text/plain,a'],
    ['no address', 'https://'],
    ['a user name and password', `https://cade:${SECRET}@api.example/t`],
    ['a user name', `https://${SECRET}@api.example/t`],
    ['a user name and password in a request', { url: `https://cade:${SECRET}@api.example/t` }],
    ['a URL with a password', new URL(`https://cade:${SECRET}@api.example/t`)],
  ])('may not be %s', (_what, tokenEndpoint) => {
    const message = because({ webChat, tokenEndpoint });
    expect(message).toMatch(/tokenEndpoint/);
    expect(message).toContain('http');
    expect(message).not.toContain(SECRET);
  });

  test.each(['loginEndpoint', 'logoutEndpoint'])('%s is checked in the same way', (name) => {
    expect(because({ ...minimal, [name]: 'ftp://a.example' })).toContain(name);
    expect(because({ ...minimal, [name]: 42 })).toContain(name);
    expect(because({ ...minimal, [name]: '' })).toContain(name);
    expect(because({ ...minimal, [name]: null })).toContain(name);
  });

  test.each([
    ['a method that fetch refuses', 'TRACE /t'],
    ['a method that is none', { url: '/t', method: 'FETCH' }],
    ['a method that carries no answer', 'HEAD /t'],
  ])('may not have %s', (_what, tokenEndpoint) => {
    expect(because({ webChat, tokenEndpoint })).toMatch(/tokenEndpoint\.method must be "?GET"? or "?POST/);
  });

  test.each([{ 'X Tenant': SECRET }, { 'X-Tenant': `${SECRET} Łódź` }])(
    'may not have a header that no request can contain',
    (headers) => {
      // Like the `Headers` of browsers. That of the test environment takes any text.
      vi.stubGlobal(
        'Headers',
        class extends Headers {
          constructor(init: Record<string, string>) {
            super();
            for (const text of Object.entries(init).flat()) {
              if (!/^[\w-]+$/.test(text)) throw new TypeError('The text is not valid');
            }
          }
        },
      );
      const message = because({ webChat, tokenEndpoint: { url: '/t', headers } });
      vi.unstubAllGlobals();
      expect(message).toContain('tokenEndpoint.headers');
      expect(message).not.toContain(SECRET);
    },
  );
});

describe('a wrong type', () => {
  const wrong: [path: string, value: unknown, got: string][] = [
    ['webChat', 'a', 'string'],
    ['webChat', undefined, 'undefined'],
    ['webChat', null, 'nothing'],
    ['tokenEndpoint', undefined, 'undefined'],
    ['tokenEndpoint', null, 'nothing'],
    ['tokenEndpoint', '', 'nothing'],
    ['tokenEndpoint', 42, 'number'],
    ['userCookie', true, 'boolean'],
    ['userCookie', '', 'nothing'],
    ['userCookie', 1, 'number'],
    ['csrf', true, 'boolean'],
    ['csrf', 'X-XSRF-TOKEN', 'string'],
    ['csrf', 'false', 'string'],
    ['csrf.cookie', 7, 'number'],
    ['csrf.header', undefined, 'undefined'],
    ['conversationAfterLogout', 'clear', 'string'],
    ['conversationAfterLogout', false, 'boolean'],
    ['conversationAfterLogout', ['keep'], 'object'],
    ['prefetchToken', 'always', 'string'],
    ['prefetchToken', false, 'boolean'],
    ['script', 'https://cdn.example', 'string'],
    ['script.url', 7, 'number'],
    ['script.integrity', true, 'boolean'],
    ['script.timeoutMs', '15s', 'string'],
    ['debug', 'yes', 'string'],
    ['debug', 1, 'number'],
    ['debug', null, 'nothing'],
    ['webChat.integrationID', undefined, 'undefined'],
    ['webChat.integrationID', '', 'nothing'],
    ['webChat.integrationID', 7, 'number'],
    ['webChat.region', undefined, 'undefined'],
    ['webChat.serviceInstanceID', 7, 'number'],
    ['webChat.subscriptionID', 7, 'number'],
    ['webChat.clientVersion', 8, 'number'],
    ['webChat.element', '#chat', 'string'],
    ['webChat.showLauncher', 'false', 'string'],
    ['webChat.openChatByDefault', 1, 'number'],
    ['webChat.namespace', 1, 'number'],
    ['webChat.cspNonce', 1, 'number'],
    ['webChat.cloudPrivateHostURL', true, 'boolean'],
    ['webChat.servers', 'https://a', 'string'],
    ['webChat.servers.assistantURLPrefix', 7, 'number'],
    ['webChat.servers.webChatScriptPrefix', 7, 'number'],
    ['webChat.shouldSanitizeHTML', 'true', 'string'],
    ['webChat.onLoad', {}, 'object'],
    ['webChat.onError', 'log', 'string'],
    ['tokenEndpoint.url', undefined, 'undefined'],
    ['tokenEndpoint.url', 7, 'number'],
    ['tokenEndpoint.headers', 'a: b', 'string'],
    ['tokenEndpoint.credentials', 'all', 'string'],
    ['tokenEndpoint.mode', 'no-cors', 'string'],
    ['tokenEndpoint.body', 7, 'number'],
  ];
  /** The smallest valid options that have the value at the path. */
  const withValue = (path: string, value: unknown): unknown => {
    const good: Record<string, unknown> = {
      ...minimal,
      ...(path.startsWith('tokenEndpoint.') && { tokenEndpoint: { url: '/t' } }),
      ...(path.startsWith('csrf.') && { csrf: { cookie: 'c', header: 'h' } }),
    };
    const put = (target: Record<string, unknown>, [name = '', ...rest]: string[]): Record<string, unknown> => ({
      ...target,
      [name]: rest.length > 0 ? put((target[name] ?? {}) as Record<string, unknown>, rest) : value,
    });
    return put(good, path.split('.'));
  };

  test.each(wrong)('of %s, given %j, is refused with its name, the expected type and %s', (path, value, got) => {
    const message = because(withValue(path, value));
    const named = path === 'webChat' && value === undefined ? /webChat/ : new RegExp(`${path.replace('.', '\\.')}\\b`);
    expect(message).toMatch(named);
    expect(message).toMatch(/must be .+, not /);
    expect(message.replace('undefined', 'nothing')).toContain(got.replace('undefined', 'nothing'));
  });

  test.each(['webChat', 'tokenEndpoint', 'userCookie', 'csrf', 'conversationAfterLogout', 'script', 'debug'])(
    'is reported without its value: %s',
    (name) => {
      const value = name === 'userCookie' ? [SECRET] : name === 'tokenEndpoint' ? `ftp://${SECRET}` : SECRET;
      expect(because({ ...minimal, [name]: value })).not.toContain(SECRET);
    },
  );

  test.each([
    ['csrf', { csrf: null }, 'csrf must be object, not nothing'],
    ['csrf', { csrf: '' }, 'csrf must be object, not nothing'],
    ['csrf', { csrf: true }, 'csrf must be object, not boolean'],
    ['webChat', { webChat: null }, 'webChat must be object, not nothing'],
    ['a method', { tokenEndpoint: { url: '/t', method: 5 } }, 'tokenEndpoint.method must be "GET" or'],
    ['a method', { tokenEndpoint: { url: '/t', method: 5 } }, 'not number'],
    ['an address', { tokenEndpoint: { url: {} } }, 'tokenEndpoint must be an http(s) address'],
    ['an address', { tokenEndpoint: { url: [] } }, 'tokenEndpoint must be an http(s) address'],
    ['an address', { loginEndpoint: { url: new URLSearchParams('a=1') } }, 'loginEndpoint must be an http(s) address'],
    ['a body', { tokenEndpoint: { url: '/t', body: 'a' } }, 'tokenEndpoint uses GET, which cannot carry a body'],
    ["the script's address", { script: { url: {} } }, 'script.url must be an http(s) address'],
    ["the script's address", { script: { url: 'javascript:alert(1)' } }, 'script.url must be an http(s) address'],
    ...['webChatScriptPrefix', 'assistantURLPrefix'].flatMap((name) =>
      [
        'javascript:alert(1)//',
        'data:text/javascript,alert(1)//',
        'blob:https://a',
        'https://user@host',
        'http://[',
      ].map((url): [string, object, string] => [
        'a prefix',
        { webChat: { ...webChat, servers: { [name]: url } } },
        `webChat.servers.${name} must be an http(s) address`,
      ]),
    ),
    ['a host', { webChat: { ...webChat, cloudPrivateHostURL: 'https://a:b@host' } }, 'must be an http(s) address'],
    [
      'a host',
      { webChat: { ...webChat, cloudPrivateHostURL: 'host.example' } },
      'webChat.cloudPrivateHostURL must be an http(s) address',
    ],
  ])('of %s is refused: %o', (_what, options, said) => {
    expect(because({ ...minimal, ...options })).toContain(said);
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'options'],
    ['a number', 42],
    ['a function', () => {}],
    ['a list', []],
  ])('of the options as a whole is refused: %s', (_what, options) => {
    because(options);
  });

  test.each([
    ['an object without prototype', Object.create(null)],
    [
      'an object that throws when read as text',
      { toString: () => Promise.reject(), valueOf: null, [Symbol.toPrimitive]: 1 },
    ],
    ['a symbol', Symbol('a')],
    ['a bigint', 10n],
    ['not a number', Number.NaN],
  ])('is INVALID_OPTIONS and no other error: %s', (_what, value) => {
    for (const name of ['userCookie', 'conversationAfterLogout', 'debug']) because({ ...minimal, [name]: value });
  });
});

describe('a name that is no option', () => {
  test.each([
    ['tokenendpoint', 'tokenEndpoint'],
    ['tokenEndPoint', 'tokenEndpoint'],
    ['tokenUrl', 'tokenEndpoint'],
    ['loginEndPoint', 'loginEndpoint'],
    ['logoutURL', 'logoutEndpoint'],
    ['userCookieName', 'userCookie'],
    ['webchat', 'webChat'],
    ['debugging', 'debug'],
  ])('%s is refused with "did you mean %s"', (name, meant) => {
    const message = because({ ...minimal, [name]: SECRET });
    expect(message).toContain(`${name} is unknown`);
    expect(message).toContain(`did you mean ${meant}?`);
    expect(message).not.toContain(SECRET);
  });

  test('without a similar option is refused without a suggestion', () => {
    const message = because({ ...minimal, onReady: () => {} });
    expect(message).toContain('onReady is unknown');
    expect(message).not.toContain('did you mean');
  });

  test.each([
    ['csrf', { csrf: { cookie: 'c', header: 'h', heading: 'x' } }, 'csrf.heading', 'csrf.header'],
    ['script', { script: { timeout: 5_000 } }, 'script.timeout', 'script.timeoutMs'],
    ['an endpoint', { tokenEndpoint: { url: '/t', header: {} } }, 'tokenEndpoint.header', 'tokenEndpoint.headers'],
    ['an endpoint', { loginEndpoint: { URL: '/t' } }, 'loginEndpoint.URL', 'loginEndpoint.url'],
    ['servers', { webChat: { ...webChat, servers: { assistantUrl: 'x' } } }, 'assistantUrl', 'assistantURLPrefix'],
  ])('in %s is refused with its whole path', (_where, options, name, meant) => {
    const message = because({ ...minimal, ...options });
    expect(message).toContain(`${name} is unknown`);
    expect(message).toContain(meant);
  });

  test.each([
    ['integrationId', 'integrationID'],
    ['serviceInstanceId', 'serviceInstanceID'],
    ['nameSpace', 'namespace'],
    ['onload', 'onLoad'],
    ['identitytoken', 'identityToken'],
  ])("in webChat with other capitals than IBM's, as %s, is refused with %s", (name, meant) => {
    expect(because({ ...minimal, webChat: { ...webChat, [name]: 'a' } })).toContain(`did you mean webChat.${meant}?`);
  });

  test('is not confused with a property of every object', () => {
    expect(because({ ...minimal, constructor: 1 })).toContain('constructor is unknown');
    expect(because({ ...minimal, toString: () => 'a' })).toContain('toString is unknown');
    expect(because(JSON.parse('{"webChat":{},"tokenEndpoint":"/t","__proto__":{}}'))).toContain('__proto__');
  });

  test('cannot change Object.prototype', () => {
    try {
      resolve(JSON.parse('{"webChat":{"__proto__":{"polluted":1}},"tokenEndpoint":"/t","__proto__":{"polluted":1}}'));
    } catch {
      // Refusing the option is correct too.
    }
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe("IBM's identityToken", () => {
  test.each(['a.b.c', '', null, () => 'a.b.c'])(
    'is refused, given %j, and the error names the option to use',
    (identityToken) => {
      const message = because({ ...minimal, webChat: { ...webChat, identityToken } });
      expect(message).toContain('webChat.identityToken');
      expect(message).toContain('tokenEndpoint');
      expect(message).not.toContain('a.b.c');
    },
  );

  test('may be undefined', () => {
    expect(() => resolve({ ...minimal, webChat: { ...webChat, identityToken: undefined } })).not.toThrow();
  });
});

describe('credentials', () => {
  const login: ResolvedEndpoint = { url: '/authenticate', method: 'POST' };
  const refused = (input: unknown, to?: ResolvedEndpoint) => {
    const error = refusalOf(() => checkCredentials(input, to));
    expect(error.code).toBe('INVALID_OPTIONS');
    expect(error.message).not.toContain(SECRET);
    return error.message;
  };

  test.each([
    ['an object', { username: 'cade', password: SECRET }],
    ['FormData', new FormData()],
    ['URLSearchParams', new URLSearchParams()],
    ['text', 'username=cade'],
    ['nothing', undefined],
  ])('may be %s', (_what, input) => {
    expect(() => checkCredentials(input, login)).not.toThrow();
    expect(() => checkCredentials(input, () => 'ok')).not.toThrow();
  });

  test.each([
    ['null', null],
    ['empty text', ''],
    ['a number', 42],
    ['true', true],
    ['a function', () => SECRET],
    ['a symbol', Symbol(SECRET)],
  ])('may not be %s', (_what, input) => {
    expect(refused(input, login)).toContain('login()');
  });

  test('may not be an event or a form, which a handler passes by mistake', () => {
    expect(refused(new Event('click'), login)).toMatch(/login\(\).*event/);
    expect(refused(document.createElement('form'), login)).toMatch(/login\(\).*element/);
  });

  test('must be valid in JSON', () => {
    const circle: Record<string, unknown> = { password: SECRET };
    circle['circle'] = circle;
    for (const input of [{ password: SECRET, amount: 1n }, circle]) expect(refused(input, login)).toContain('JSON');
  });

  test('need a loginEndpoint', () => {
    expect(refused({ password: SECRET })).toContain('loginEndpoint');
    expect(() => checkCredentials(undefined, undefined)).not.toThrow();
  });

  test('may not be sent with GET, which would put them into the URL', () => {
    const get: ResolvedEndpoint = { url: '/authenticate', method: 'GET' };
    expect(refused({ password: SECRET }, get)).toContain('GET');
    expect(() => checkCredentials(undefined, get)).not.toThrow();
  });
});
