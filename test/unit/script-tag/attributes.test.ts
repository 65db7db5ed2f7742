import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { ATTRIBUTES, readAttributes } from '../../../src/script-tag/attributes.js';
import { refusalOf } from '../outcomes.js';
import { REQUIRED, scriptElement } from '../tagPage.js';

const read = (attributes: Readonly<Record<string, string>>, warn = vi.fn()) =>
  readAttributes(scriptElement({ ...REQUIRED, ...attributes }), warn);

test('every option that is a string, a number or a boolean has an attribute', () => {
  expect([...ATTRIBUTES.keys()].filter((name) => !/-endpoint-/.test(name))).toMatchInlineSnapshot(`
    [
      "data-start",
      "data-integration-id",
      "data-region",
      "data-service-instance-id",
      "data-subscription-id",
      "data-client-version",
      "data-show-launcher",
      "data-open-chat-by-default",
      "data-namespace",
      "data-csp-nonce",
      "data-cloud-private-host-url",
      "data-servers-assistant-url-prefix",
      "data-servers-web-chat-script-prefix",
      "data-should-sanitize-html",
      "data-should-take-focus-if-opens-automatically",
      "data-enable-focus-trap",
      "data-learning-opt-out",
      "data-disable-pdf-viewer",
      "data-disable-window-title-changes",
      "data-disable-custom-element-mobile-enhancements",
      "data-orchestrate-ui-agent-extensions",
      "data-hide-close-button",
      "data-header-config-minimize-button-icon-type",
      "data-header-config-hide-minimize-button",
      "data-header-config-show-restart-button",
      "data-header-config-show-close-and-restart-button",
      "data-theme-config-carbon-theme",
      "data-theme-config-use-ai-theme",
      "data-theme-config-corners",
      "data-layout-show-frame",
      "data-layout-has-content-max-width",
      "data-token-endpoint",
      "data-login-endpoint",
      "data-logout-endpoint",
      "data-user-cookie",
      "data-csrf",
      "data-csrf-cookie",
      "data-csrf-header",
      "data-conversation-after-logout",
      "data-prefetch-token",
      "data-script-url",
      "data-script-integrity",
      "data-script-timeout-ms",
      "data-debug",
    ]
  `);
});

test('the guide has every attribute, and no other', () => {
  const text = readFileSync('docs/script-tag.md', 'utf8');
  const table = text.slice(text.indexOf('## Attributes'), text.indexOf('## Elements'));
  const named = new Set(table.match(/data-[a-z-]+[a-z]/g));
  const isNamed = (name: string) => named.has(name.replace(/-endpoint-.*/, '-endpoint')) || isOfGroup(name);
  const isOfGroup = (name: string) =>
    [...named].some((group) => name.startsWith(group) && table.includes(`${group}-…`));
  const isKnown = (name: string) => [...ATTRIBUTES.keys()].some((known) => known.startsWith(name));
  expect([...ATTRIBUTES.keys()].filter((name) => !isNamed(name))).toEqual([]);
  expect([...named].filter((name) => !isKnown(name))).toEqual([]);
});

test('an endpoint can be written as one attribute, or in parts', () => {
  expect([...ATTRIBUTES.keys()].filter((name) => name.startsWith('data-login-endpoint'))).toEqual([
    'data-login-endpoint',
    'data-login-endpoint-url',
    'data-login-endpoint-method',
    'data-login-endpoint-headers',
    'data-login-endpoint-credentials',
    'data-login-endpoint-mode',
    'data-login-endpoint-body',
  ]);
});

test('the headers of an endpoint are lines, like in HTTP', () => {
  const lines = `
    X-Requested-With: XMLHttpRequest
    X-Tenant:  a:b, c
  `;
  const settings = readAttributes(
    scriptElement({
      'data-integration-id': 'a',
      'data-region': 'r',
      'data-token-endpoint-url': '/t',
      'data-token-endpoint-headers': lines,
    }),
    vi.fn(),
  );
  const { tokenEndpoint } = settings?.options ?? {};
  expect(tokenEndpoint).toEqual({
    url: '/t',
    headers: [
      ['X-Requested-With', 'XMLHttpRequest'],
      ['X-Tenant', 'a:b, c'],
    ],
  });
  const { headers } = tokenEndpoint as { headers: [string, string][] };
  expect(new Headers(headers).get('x-requested-with')).toBe('XMLHttpRequest');
});

test.each(['', 'X-Requested-With', 'X Y: 1', 'X:', '{"X":"1"}', 'X: 1\nY'])(
  '%j is not a header, and is refused',
  (text) => {
    const attributes = { 'data-login-endpoint-url': '/l', 'data-login-endpoint-headers': text };
    expect(refusalOf(() => read(attributes)).message).toContain('data-login-endpoint-headers must be object');
  },
);

test('text, numbers and booleans are converted to the types of the options', () => {
  const settings = read({
    'data-show-launcher': 'false',
    'data-open-chat-by-default': '',
    'data-debug': 'true',
    'data-script-timeout-ms': '5000',
    'data-user-cookie': 'false',
    'data-csrf': 'false',
    'data-namespace': 'false',
    'data-servers-assistant-url-prefix': 'https://proxy.test',
    'data-theme-config-carbon-theme': 'g90',
    'data-logout-endpoint-url': 'https://api.test/logout',
    'data-logout-endpoint-credentials': 'include',
  });
  expect(settings).toEqual({
    start: 'auto',
    options: {
      webChat: {
        integrationID: 'a',
        region: 'us-south',
        showLauncher: false,
        openChatByDefault: true,
        namespace: 'false',
        servers: { assistantURLPrefix: 'https://proxy.test' },
        themeConfig: { carbonTheme: 'g90' },
      },
      tokenEndpoint: '/createJWT',
      logoutEndpoint: { url: 'https://api.test/logout', credentials: 'include' },
      userCookie: false,
      csrf: false,
      script: { timeoutMs: 5000 },
      debug: true,
    },
  });
});

test('data-start is not an option: it decides when the chat loads', () => {
  expect(read({ 'data-start': 'manual' })?.start).toBe('manual');
  expect(read({ 'data-debug': 'true' })?.start).toBe('auto');
  expect(read({ 'data-start': 'manual' })?.options).not.toHaveProperty('start');
});

test('web chat uses the nonce of the element, unless data-csp-nonce names another', () => {
  const nonceOf = (attributes: Readonly<Record<string, string>>) => {
    // A browser hides the attribute: only the property can be read.
    const element = Object.assign(scriptElement({ ...REQUIRED, ...attributes }), { nonce: 'abc' });
    return readAttributes(element, vi.fn())?.options.webChat.cspNonce;
  };
  expect(nonceOf({})).toBe('abc');
  expect(nonceOf({ 'data-csp-nonce': 'xyz' })).toBe('xyz');
  expect(read({})?.options.webChat).not.toHaveProperty('cspNonce');
});

test.each<[Record<string, string>, string]>([
  [{ 'data-region': '' }, 'data-region must be string, not nothing'],
  [{ 'data-show-launcher': 'no' }, 'data-show-launcher must be boolean, not string'],
  [{ 'data-script-timeout-ms': 'long' }, 'data-script-timeout-ms must be number, not string'],
  [{ 'data-script-timeout-ms': '' }, 'data-script-timeout-ms must be number, not nothing'],
  [{ 'data-csrf': 'true' }, 'data-csrf must be false, not string'],
  [{ 'data-start': 'later' }, 'data-start must be "auto" or "idle" or "intent" or "manual", not string'],
  [{ 'data-prefetch-token': 'soon' }, 'data-prefetch-token must be "intent" or "load" or "never", not string'],
  [{ 'data-strat': 'manual' }, 'data-strat is unknown (did you mean data-start?)'],
  [{ 'data-tokenendpoint': '/t' }, 'data-tokenendpoint is unknown (did you mean data-token-endpoint?)'],
  [{ 'data-loginn-endpoint': '/t' }, 'data-loginn-endpoint is unknown (did you mean data-login-endpoint?)'],
  [{ 'data-csrf': 'false', 'data-csrf-cookie': 'X' }, 'data-csrf-cookie and data-csrf exclude each other'],
  [
    { 'data-token-endpoint-credentials': 'include' },
    'data-token-endpoint-credentials and data-token-endpoint exclude each other',
  ],
])('%j is refused with its name', (attributes, because) => {
  const { code, message } = refusalOf(() => read(attributes));
  expect(code).toBe('INVALID_OPTIONS');
  expect(message).toContain(`because ${because};`);
});

test.each(Object.keys(REQUIRED))('without %s there is no chat, and the error names the attribute', (name) => {
  const { [name as keyof typeof REQUIRED]: _, ...rest } = REQUIRED;
  const { message } = refusalOf(() => readAttributes(scriptElement(rest), vi.fn()));
  expect(message).toContain(`because ${name} must be string, not undefined;`);
});

test('a token endpoint in parts counts as a token endpoint', () => {
  const { 'data-token-endpoint': _, ...rest } = REQUIRED;
  const element = scriptElement({ ...rest, 'data-token-endpoint-url': '/t' });
  expect(readAttributes(element, vi.fn())?.options.tokenEndpoint).toEqual({ url: '/t' });
});

test('attributes of other tools do not stop the chat, and are named in one warning', () => {
  const warn = vi.fn();
  const theirs = { 'data-nscript': 'afterInteractive', 'data-turbo-track': 'reload', 'data-cfasync': 'false' };
  expect(read(theirs, warn)?.options.tokenEndpoint).toBe('/createJWT');
  expect(warn.mock.calls).toEqual([['ignores unknown attributes: data-nscript, data-turbo-track, data-cfasync.']]);
});

test.each([{}, { src: '/chat.js', async: '' }, { 'data-cfasync': 'false', 'data-src': '/chat.js' }])(
  '%j names no chat, so no chat starts, and there is no error',
  (attributes) => {
    const warn = vi.fn();
    expect(readAttributes(scriptElement(attributes), warn)).toBeNull();
    expect(warn).not.toHaveBeenCalled();
  },
);
