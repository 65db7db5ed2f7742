/**
 * The pages that are compared: IBM's example, a more careful version of it, the lower bound of any
 * page, and ours.
 */

export interface PageOptions {
  /** The window is open from the start. */
  opensByItself: boolean;
}
export type PageName = keyof typeof pages;

/** The addresses of `server.ts`. */
const ASSISTANT = '/assistant';
const SCRIPT = `${ASSISTANT}/versions/latest/WatsonAssistantChatEntry.js`;

/**
 * The first script of every page, which reports to the benchmark. It finds the chat of a script tag
 * by the event `securewebchat:ready`.
 */
const OBSERVED = `<script>
  addEventListener('securewebchat:ready', ({ detail }) => {
    window.chat = detail;
    detail.on('instance', observe);
  });
  window.ready = new Promise((resolve) => {
    window.observe = (instance) => {
      window.instance = instance;
      instance.on({ type: 'view:change', handler: () => { window.openedAt = performance.now(); } });
      instance.on({ type: 'chat:ready', handler: () => resolve(performance.now()) });
    };
  });
</script>`;

const webChat = ({ opensByItself }: PageOptions) => `
    integrationID: 'bench',
    region: 'us-south',
    serviceInstanceID: 'bench',
    servers: { assistantURLPrefix: location.origin + '${ASSISTANT}', webChatScriptPrefix: '${ASSISTANT}' },
    openChatByDefault: ${opensByItself},`;

const document = (head: string, body: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>A page with a chat</title>
<link rel="icon" href="data:,">
${OBSERVED}
${head}
<p>A page.</p>
${body}
`;

/** Web chat started with IBM's global, and a handler that answers with `token`. */
const byHand = (options: PageOptions, token: string) => `
  async function getIdentityToken(event) {
    event.identityToken = await ${token};
  }
  async function onLoad(instance) {
    observe(instance);
    instance.on({ type: 'identityTokenExpired', handler: getIdentityToken });
    await instance.render();
  }
  window.watsonAssistantChatOptions = {${webChat(options)}
    onLoad,
  };`;

/** IBM's embed code, at the end of the page as in its example. */
const APPENDED = `setTimeout(function () {
    const script = document.createElement('script');
    script.src = '${SCRIPT}';
    document.head.appendChild(script);
  });`;

const FIRST_TOKEN = `
  const fetchToken = () => fetch('/createJWT', { cache: 'no-store' }).then((answer) => answer.text());
  let first = fetchToken();
  function nextToken() {
    const token = first ?? fetchToken();
    first = null;
    return token;
  }`;

const CREATED = (options: PageOptions) => `
  window.chat = new SecureWebChat({
    webChat: {${webChat(options)}
      onLoad: observe,
    },
    tokenEndpoint: '/createJWT',
    loginEndpoint: '/authenticate',
    logoutEndpoint: '/logout',
  });
  chat.load();`;

/**
 * The hints of docs/performance.md. The hint for the token is present only if the chat opens
 * automatically. The fastest possible page has the same hints.
 */
const hints = ({ opensByItself }: PageOptions) =>
  [
    `<link rel="preload" as="script" href="${SCRIPT}">`,
    ...(opensByItself ? ['<link rel="preload" as="fetch" href="/createJWT" crossorigin>'] : []),
  ].join('\n');

const FILE = '/secure-web-chat.iife.min.js';
const SCRIPT_TAG = `<script src="${FILE}"></script>`;

/** The tag as the README shows it: all that it needs is in its attributes. */
const tag = (more: string) => `<script ${more} src="${FILE}"
  data-integration-id="bench" data-region="us-south" data-service-instance-id="bench"
  data-servers-assistant-url-prefix="${ASSISTANT}" data-servers-web-chat-script-prefix="${ASSISTANT}"
  data-token-endpoint="/createJWT" data-login-endpoint="/authenticate" data-logout-endpoint="/logout"></script>`;
/** For the pages whose chat opens automatically. */
const opensIf = ({ opensByItself }: PageOptions) => (opensByItself ? 'data-open-chat-by-default' : '');

export const pages = {
  A: (options) =>
    document(
      '',
      `<script>${byHand(options, `fetch('/createJWT').then((answer) => answer.text())`)}
  ${APPENDED}
</script>`,
    ),
  A2: (options) =>
    document(
      '',
      `<script>${FIRST_TOKEN}${byHand(options, 'nextToken()')}
  ${APPENDED}
</script>`,
    ),
  B: (options) =>
    document(
      `${hints(options)}\n<script>${FIRST_TOKEN}${byHand(options, 'nextToken()')}</script>`,
      `<script async src="${SCRIPT}"></script>`,
    ),
  SDK: (options) => document('', `${SCRIPT_TAG}\n<script>${CREATED(options)}</script>`),
  'SDK, hints': (options) => document(hints(options), `${SCRIPT_TAG}\n<script>${CREATED(options)}</script>`),
  tag: (options) => document(tag(`async ${opensIf(options)}`), ''),
  'tag, hints': (options) => document(`${hints(options)}\n${tag(`async ${opensIf(options)}`)}`, ''),
  'SDK, module, hints': (options) =>
    document(
      `${hints(options)}\n<link rel="modulepreload" href="/secure-web-chat.js">`,
      `<script type="module">
  import { SecureWebChat } from '/secure-web-chat.js';${CREATED(options)}
</script>`,
    ),
} satisfies Record<string, (options: PageOptions) => string>;

const STYLESHEET = '<link rel="stylesheet" href="/page.css">';

/**
 * The possible places of the tag on a page that has a stylesheet, as pages do, and whose chat opens
 * automatically.
 */
const OPENED: PageOptions = { opensByItself: true };
const opening = (more: string) => tag(`${more} ${opensIf(OPENED)}`);
export const placements = {
  B: document(
    `${hints(OPENED)}\n<script>${FIRST_TOKEN}${byHand(OPENED, 'nextToken()')}</script>\n${STYLESHEET}`,
    `<script async src="${SCRIPT}"></script>`,
  ),
  'in the head, async': document(`${STYLESHEET}\n${opening('async')}`, ''),
  'in the head, async, before the stylesheet': document(`${opening('async')}\n${STYLESHEET}`, ''),
  'in the head, defer': document(`${STYLESHEET}\n${opening('defer')}`, ''),
  'at the end of the page': document(STYLESHEET, opening('')),
  'at the end of the page, async': document(STYLESHEET, opening('async')),
  'in the head, async, hints': document(`${hints(OPENED)}\n${STYLESHEET}\n${opening('async')}`, ''),
  'at the end of the page, hints': document(`${hints(OPENED)}\n${STYLESHEET}`, opening('')),
} satisfies Record<string, string>;

const OPEN_BUTTON = '<button data-secure-web-chat="open">Ask us</button>';
const started = (start: string) => document(tag(`async data-start="${start}"`), OPEN_BUTTON);

/** When the tag loads web chat; `none` is the same page without a chat. */
export const starts = {
  none: document('', OPEN_BUTTON),
  auto: started('auto'),
  idle: started('idle'),
  intent: started('intent'),
  manual: started('manual'),
} satisfies Record<string, string>;
