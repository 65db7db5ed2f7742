/** `npx secure-web-chat dev`: a backend, an assistant and a page, until it is interrupted. */
import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { GUIDES } from '../../src/version.js';
import { UsageError } from '../usageError.js';
import { createAssistant } from './assistant.js';
import { createBackend } from './backend.js';
import { page, SDK_PATH } from './page.js';
import { refuse } from './refusal.js';
import { listen } from './server.js';
import type { DevSettings } from './settings.js';
import { pageOptions, snippet } from './snippet.js';
import { PASSWORD } from './users.js';

export { readDevSettings } from './settings.js';

interface Dev {
  /** What to tell the person who started it. */
  readonly text: string;
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** What IBM's script is called, in whichever version. */
const WEB_CHAT_SCRIPT = /^\/versions\/[^/]+\/WatsonAssistantChatEntry\.js$/;

/**
 * @param notify is told of each origin that was refused, once
 * @throws UsageError
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
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Use GET.', { Allow: 'GET' });
    if (pathname === '/') return html(page(pageOptions(ibm, origin), origin));
    if (pathname === SDK_PATH) return script('secure-web-chat.iife.min.js');
    if (standIn && WEB_CHAT_SCRIPT.test(pathname)) return script('simulator/WatsonAssistantChatEntry.js');
    return refuse(404, 'There is nothing at this address; check it.');
  });
  const url = `http://localhost:${port}`;
  const isMoved = settings.port !== 0 && port !== settings.port;
  return { url, close, text: `${isMoved ? `Port ${settings.port} is in use.\n` : ''}${describe(settings, url)}` };
}

function describe({ ibm, origins }: DevSettings, url: string): string {
  const assistant = ibm ? "IBM's own" : 'a stand-in: no account, no network';
  const indented = snippet(pageOptions(ibm, url), url).replace(/^(?=.)/gm, '  ');
  return `
  Page        ${url}
  Users       cade and ana, password ${PASSWORD}
  Assistant   ${assistant}
  Your page   may be at ${origins.join(', ')}; --origin names another place

In your page, after npm install secure-web-chat:

${indented}
A whole page to paste: ${GUIDES}first-chat.md
Ctrl+C ends this command.
`;
}

/** The issuer's own words say which key is wrong. */
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

/** A developer sees only that the browser complains of CORS, so the terminal says what to do. */
function createNotice(notify: (text: string) => void) {
  const noticed = new Set<string>();
  return (origin: string | null): void => {
    if (origin === null || !URL.canParse(origin) || noticed.has(origin)) return;
    noticed.add(origin);
    notify(
      `A page at ${new URL(origin).origin} was refused. If it is yours, start again with --origin and this address.`,
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

/** A file of the package, beside the built command. */
function script(name: string): Response {
  const text = readFileSync(new URL(name, import.meta.url));
  return new Response(text, {
    headers: { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'no-cache' },
  });
}
