/** The page of the command: the script tag, a login, and the code for the developer's own page. */

import { type PageOptions, snippet } from './snippet.js';
import { PASSWORD } from './users.js';

export const SDK_PATH = '/secure-web-chat.js';

export function page(options: PageOptions, url: string): string {
  const { integrationID, region, serviceInstanceID, servers } = options;
  const attributes = {
    'integration-id': integrationID,
    region,
    'service-instance-id': serviceInstanceID,
    ...(servers && {
      'servers-assistant-url-prefix': servers.assistantURLPrefix,
      'servers-web-chat-script-prefix': servers.webChatScriptPrefix,
    }),
    'token-endpoint': '/createJWT',
    'login-endpoint': '/authenticate',
    'logout-endpoint': '/logout',
  };
  const data = Object.entries(attributes).map(([name, value]) => `data-${name}="${escapeHTML(value)}"`);
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>secure-web-chat dev</title>
  <link rel="icon" href="data:,">
  <style>${STYLE}</style>
  <script async src="${SDK_PATH}"
    ${data.join('\n    ')}></script>
</head>
<body>
  <main>
    <h1>Your chat is running</h1>
    <p>Open the chat in the corner and ask “Who am I?”. Then log in as <code>cade</code> or <code>ana</code> with the
      password <code>${PASSWORD}</code>, and ask again.</p>
    <p data-secure-web-chat="status" data-user="Hello, {userName}"></p>
    <form data-secure-web-chat="login" method="post">
      <label>Username <input name="username" autocomplete="username" autocapitalize="none" required></label>
      <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
      <p data-secure-web-chat="error"></p>
      <button>Log in</button>
    </form>
    <button data-secure-web-chat="logout" hidden>Log out</button>
    <h2>Use the chat in your own page</h2>
    <pre tabindex="0" aria-label="The code for your page"><code>${escapeHTML(snippet(options, url))}</code></pre>
  </main>
</body>
</html>
`;
}

const STYLE = `
    :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
    body { margin: 0 auto; padding: 2rem 1rem 6rem; max-width: 44rem }
    label { display: block; margin-block: .5rem }
    input, button { font: inherit; padding: .4rem .6rem }
    input { display: block; box-sizing: border-box; width: 100%; max-width: 20rem }
    pre { overflow-x: auto; padding: 1rem; border: 1px solid; border-radius: .5rem }
    /* The chat opens beside the text. */
    @media (min-width: 70rem) { body { margin-left: 3rem } }
  `;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHTML = (text: string) => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? '');
