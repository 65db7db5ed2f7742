/** Owns the pages that are compared: IBM's example, the same with more care, what no page can beat, and ours. */

export interface PageOptions {
  /** The window is open from the start. */
  opensByItself: boolean;
}
export type PageName = keyof typeof pages;

/** Where `server.ts` has things. */
const ASSISTANT = '/assistant';
const SCRIPT = `${ASSISTANT}/versions/latest/WatsonAssistantChatEntry.js`;

/** What every page tells the benchmark. */
const OBSERVED = `<script>
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
${head}
${OBSERVED}
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

/** As documented in docs/performance.md: the token's only where the chat opens by itself. The bound has them too. */
const hints = ({ opensByItself }: PageOptions) =>
  [
    `<link rel="preload" as="script" href="${SCRIPT}">`,
    ...(opensByItself ? ['<link rel="preload" as="fetch" href="/createJWT" crossorigin>'] : []),
  ].join('\n');

const SCRIPT_TAG = '<script src="/secure-web-chat.iife.min.js"></script>';

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
  'SDK, module, hints': (options) =>
    document(
      `${hints(options)}\n<link rel="modulepreload" href="/secure-web-chat.js">`,
      `<script type="module">
  import { SecureWebChat } from '/secure-web-chat.js';${CREATED(options)}
</script>`,
    ),
} satisfies Record<string, (options: PageOptions) => string>;
