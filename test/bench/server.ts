/**
 * The measured site: one page, the reference backend, the assistant stand-in, and a delay for each
 * answer.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import express, { type NextFunction, type Request, type Response } from 'express';
import { decodeJwt } from 'jose';
import { pino } from 'pino';
import { createAssistant } from '../../examples/assistant/assistant.js';
import { createBackend } from '../../examples/backend/backend.js';
import { createStore } from '../../examples/backend/store.js';
import { demoUsers } from '../../examples/demoUsers.js';
import { listen } from '../../examples/listen.js';
import { servedEngineFile } from '../engine/engineFile.mjs';
import { backendSecrets, payload, signing } from '../node/keys.js';
import { memory } from '../node/memoryStore.js';
import { bundle } from './bundle.js';

/** The simulated round trip of the network, for each request without a time of its own. */
export const ROUND_TRIP_MS = 30;
/** IBM's script is large, and comes from elsewhere. */
export const SCRIPT_MS = 250;

/** The path of web chat's script and its parts. */
const VERSION_PATH = '/assistant/versions/latest';
const ENTRY = 'WatsonAssistantChatEntry.js';
const SCRIPT_PATH = `${VERSION_PATH}/${ENTRY}`;
const unlimited = { limit: 1_000_000, windowMs: 60_000 };
const TOKEN_PATH = '/createJWT';

const dist = (file: string) => fileURLToPath(new URL(`../../dist/${file}`, import.meta.url));
const sdkModule = bundle(`export { SecureWebChat } from 'secure-web-chat';`, 'esm');
/** A stylesheet of a page. Every script below it waits for it. */
const STYLESHEET_MS = 150;
const STYLESHEET_PATH = '/page.css';

/**
 * The two replacements of IBM's production script, which is not available. The simulator is small.
 * IBM published the engine.
 */
const WEB_CHATS = {
  simulator: dist('simulator/WatsonAssistantChatEntry.js'),
  "IBM's engine": servedEngineFile,
};
export type WebChatName = keyof typeof WEB_CHATS;
export const WEB_CHAT_NAMES = Object.keys(WEB_CHATS) as WebChatName[];
/** The title of their column. */
export const STANDS_IN = 'web chat, for IBM’s production script';

/** A file as a CDN serves it: compressed, and with headers that let the browser cache it. */
const compressed = new Map<string, Buffer>();
function serveCompressed(response: Response, path: string): void {
  const body = compressed.get(path) ?? gzipSync(readFileSync(path));
  compressed.set(path, body);
  sendScript(response, body);
}

function sendScript(response: Response, body: Buffer): void {
  response.set({ 'Cache-Control': 'max-age=3600, immutable', 'Content-Encoding': 'gzip' }).type('js').send(body);
}

export interface SiteOptions {
  page: string;
  tokenDelayMs: number;
  tokenLifetimeSeconds?: number;
  /** @default 'simulator' */
  webChat?: WebChatName;
}
export interface IssuedToken {
  text: string;
  expiresAt: number;
}
export type Site = Awaited<ReturnType<typeof startSite>>;

export async function startSite(options: SiteOptions) {
  const { page, tokenDelayMs, tokenLifetimeSeconds = 3600, webChat = 'simulator' } = options;
  const tokens: IssuedToken[] = [];
  const revoked = new Set<string>();
  const delays: Record<string, number> = {
    [SCRIPT_PATH]: SCRIPT_MS,
    [TOKEN_PATH]: tokenDelayMs,
    [STYLESHEET_PATH]: STYLESHEET_MS,
  };
  const app = express();

  app.use((request, _response, next) => {
    setTimeout(next, delays[request.path] ?? ROUND_TRIP_MS);
  });
  app.get('/', (_request, response) => {
    // Without these headers, the page's clock is too coarse for times below a millisecond.
    response.set({ 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' });
    response.type('html').send(page);
  });
  app.get(STYLESHEET_PATH, (_request, response) => void response.type('css').send('p { color: black }'));
  app.get('/secure-web-chat.iife.min.js', (_request, response) =>
    serveCompressed(response, dist('secure-web-chat.iife.min.js')),
  );
  app.get('/secure-web-chat.js', async (_request, response) => sendScript(response, gzipSync(await sdkModule)));
  app.get(`${VERSION_PATH}/:file`, ({ params: { file } }, response, next) => {
    const path = join(dirname(WEB_CHATS[webChat]), file);
    if (existsSync(path)) serveCompressed(response, path);
    else next();
  });
  app.use('/assistant', refuseRevoked);
  app.use('/assistant', createAssistant({ publicKey: signing.publicKey, payloadKey: payload.privateKey }));
  app.get(TOKEN_PATH, noteToken);
  app.use(
    createBackend({
      ...backendSecrets,
      secureCookies: false,
      store: await openStore(),
      logger: pino({ enabled: false }),
      tokenLifetimeSeconds,
      limits: { tokens: unlimited, newVisitors: unlimited },
    }),
  );

  /**
   * Refuses the token with the one response that makes web chat request another token. A real
   * service answers like this after its keys have changed or a session was revoked.
   */
  function refuseRevoked(request: Request, response: Response, next: NextFunction): void {
    const token = request.get('authorization')?.replace('Bearer ', '') ?? '';
    if (revoked.has(token)) response.status(401).send('token expired');
    else next();
  }

  function noteToken(_request: Request, response: Response, next: NextFunction): void {
    const end = response.end;
    response.end = ((...answer: unknown[]) => {
      const text = String(answer[0]);
      tokens.push({ text, expiresAt: (decodeJwt(text).exp ?? 0) * 1000 });
      return end.apply(response, answer as never);
    }) as typeof end;
    next();
  }

  const { url, close } = await listen(app, { port: 0, host: 'localhost' });
  return {
    url,
    /** All tokens that the backend has issued, oldest first. */
    tokens: tokens as readonly IssuedToken[],
    /** From now on, the assistant refuses all tokens issued so far. */
    revoke: () => {
      for (const { text } of tokens) revoked.add(text);
    },
    close,
  };
}

/** Several sites share one database, so no site may empty it. */
async function openStore() {
  const store = createStore(memory);
  for (const user of demoUsers) await store.addUser(user);
  return store;
}
