/** `npx secure-web-chat dev`: runs a backend, an assistant and a page until Ctrl+C. */
import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { GUIDES } from '../../src/version.js';
import { UsageError } from '../usageError.js';
import { createAssistant } from './assistant.js';
import { createBackend } from './backend.js';
import { atLocalhost } from './localhost.js';
import { page, SDK_PATH } from './page.js';
import { refuse } from './refusal.js';
import { listen } from './server.js';
import type { DevSettings } from './settings.js';
import { pageOptions, snippet } from './snippet.js';
import { PASSWORD } from './users.js';

export { readDevSettings } from './settings.js';

interface Dev {
  /** The text to print after the start. */
  readonly text: string;
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** The path of web chat's script, in any version. */
const WEB_CHAT_SCRIPT = /^\/versions\/[^/]+\/WatsonAssistantChatEntry\.js$/;

/**
 * @param notify gets one text for each origin that the backend refuses
 * @throws UsageError if a key or the port cannot be used
 */
export async function startDev(settings: DevSettings, notify: (text: string) => void): Promise<Dev> {
  const { ibm, origins } = settings;
  const signingKey = ibm?.signingKey ?? makePrivateKey();
  const standIn = ibm === null ? { signingKey, payloadKey: makePrivateKey() } : null;
  const backend = makeBackend({
    signingKey,
    payloadKey: standIn ? toPublic(standIn.payloadKey) : ibm?.payloadKey,
    cookieSecret: randomBytes(32).toString('base64url'),
    allowedOrigins: origins,
  });
  const answerAsIbm = standIn && createAssistant(standIn);
  const noticeRefused = createNotice(notify);

  const { port, close } = await listen(settings.port, async (request) => {
    const { pathname, origin } = new URL(request.url);
    const route = isRoute(backend, pathname) ? backend[pathname] : null;
    if (route) {
      const response = await route(request);
      if (response.status === 403) noticeRefused(request.headers.get('origin'));
      return response;
    }
    const answer = await answerAsIbm?.(request);
    if (answer) return answer;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return refuse(405, 'The request was refused because this address accepts only GET; use GET.', { Allow: 'GET' });
    }
    if (pathname === '/') return html(page(pageOptions(ibm, origin), origin));
    if (pathname === SDK_PATH) return script('secure-web-chat.iife.min.js');
    if (standIn && WEB_CHAT_SCRIPT.test(pathname)) return script('simulator/WatsonAssistantChatEntry.js');
    return refuse(404, 'The request was refused because there is nothing at this address; check the address.');
  });
  const url = `http://localhost:${port}`;
  const isMoved = settings.port !== 0 && port !== settings.port;
  const notice = isMoved ? `Port ${settings.port} is in use, so this command uses port ${port}.\n` : '';
  return { url, close, text: `${notice}${describe(settings, url)}` };
}

function describe({ ibm, origins }: DevSettings, url: string): string {
  const assistant = ibm ? "IBM's service" : 'a stand-in that needs no account and no network';
  const indented = snippet(pageOptions(ibm, url), url).replace(/^(?=.)/gm, '  ');
  return `
  Page        ${url}
  Users       cade and ana, password ${PASSWORD}
  Assistant   ${assistant}
  Your page   at ${origins.join(', ')} (change with --origin)

Run npm install secure-web-chat, and paste this code into your page:

${indented}
The guide has a whole page to paste: ${GUIDES}first-chat.md
Press Ctrl+C to stop.
`;
}

/** The issuer's own error says which key is wrong. */
function makeBackend(options: Parameters<typeof createBackend>[0]) {
  try {
    return createBackend(options);
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  }
}

function isRoute<Routes extends object>(routes: Routes, path: PropertyKey): path is keyof Routes {
  return Object.hasOwn(routes, path);
}

/** The browser reports only a CORS error, so the terminal says what to do. */
function createNotice(notify: (text: string) => void) {
  const noticed = new Set<string>();
  return (header: string | null): void => {
    if (header === null || !URL.canParse(header) || noticed.has(header)) return;
    noticed.add(header);
    const { origin } = new URL(header);
    const own = atLocalhost(origin);
    const move = own === null ? '' : `open it at ${own} and `;
    notify(
      `The backend refused a page at ${origin} because that origin is not allowed. If the page is yours, ${move}start dev again with --origin ${own ?? origin}.`,
    );
  };
}

function makePrivateKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

function toPublic(privateKey: string): string {
  return String(createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }));
}

const html = (text: string) =>
  new Response(text, {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "frame-ancestors 'none'",
    },
  });

/** Answers with a script of the package, from the folder of the built command. */
function script(name: string): Response {
  const text = readFileSync(new URL(name, import.meta.url));
  return new Response(text, {
    headers: { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'no-cache' },
  });
}
