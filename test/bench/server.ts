/** Owns the site under measurement: one page, the reference backend, the assistant stand-in, and how long each answer takes. */
import { fileURLToPath } from 'node:url';
import express, { type NextFunction, type Request, type Response } from 'express';
import { decodeJwt } from 'jose';
import { pino } from 'pino';
import { createAssistant } from '../../examples/assistant/assistant.js';
import { createBackend } from '../../examples/backend/backend.js';
import { createStore } from '../../examples/backend/store.js';
import { demoUsers } from '../../examples/demoUsers.js';
import { listen } from '../../examples/listen.js';
import { backendSecrets, payload, signing } from '../node/keys.js';
import { memory } from '../node/memoryStore.js';
import { serveFile } from '../serveFile.js';
import { bundle } from './bundle.js';

/** What the network takes there and back, for whatever has no time of its own. */
export const ROUND_TRIP_MS = 30;
/** IBM's script is large, and comes from elsewhere. */
export const SCRIPT_MS = 250;

const SCRIPT_PATH = '/assistant/versions/latest/WatsonAssistantChatEntry.js';
const unlimited = { limit: 1_000_000, windowMs: 60_000 };
const TOKEN_PATH = '/createJWT';
const CACHED = { maxAge: 3_600_000, immutable: true };

const dist = (file: string) => fileURLToPath(new URL(`../../dist/${file}`, import.meta.url));
const sdkModule = bundle(`export { SecureWebChat } from 'secure-web-chat';`, 'esm');

export interface SiteOptions {
  page: string;
  tokenDelayMs: number;
  tokenLifetimeSeconds?: number;
}
export interface IssuedToken {
  text: string;
  expiresAt: number;
}
export type Site = Awaited<ReturnType<typeof startSite>>;

export async function startSite({ page, tokenDelayMs, tokenLifetimeSeconds = 3600 }: SiteOptions) {
  const tokens: IssuedToken[] = [];
  const revoked = new Set<string>();
  const delays: Record<string, number> = { [SCRIPT_PATH]: SCRIPT_MS, [TOKEN_PATH]: tokenDelayMs };
  const app = express();

  app.use((request, _response, next) => {
    setTimeout(next, delays[request.path] ?? ROUND_TRIP_MS);
  });
  app.get('/', (_request, response) => {
    // Without them, the page's clock is too coarse for what takes less than a millisecond.
    response.set({ 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' });
    response.type('html').send(page);
  });
  app.get('/secure-web-chat.iife.min.js', serveFile(dist('secure-web-chat.iife.min.js'), CACHED));
  app.get('/secure-web-chat.js', async (_request, response) => {
    response
      .set('Cache-Control', 'max-age=3600, immutable')
      .type('js')
      .send(await sdkModule);
  });
  app.get(SCRIPT_PATH, serveFile(dist('simulator/WatsonAssistantChatEntry.js'), CACHED));
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

  /** As a service whose keys were changed, or which has thrown somebody out, in the one way that makes web chat ask again. */
  function refuseRevoked(request: Request, response: Response, next: NextFunction): void {
    const token = request.get('authorization')?.replace('Bearer ', '') ?? '';
    if (revoked.has(token)) response.status(401).send('token expired');
    else next();
  }

  function noteToken(_request: Request, response: Response, next: NextFunction): void {
    const send = response.send.bind(response);
    response.send = (text: string) => {
      tokens.push({ text, expiresAt: (decodeJwt(text).exp ?? 0) * 1000 });
      return send(text);
    };
    next();
  }

  const { url, close } = await listen(app, { port: 0, host: 'localhost' });
  return {
    url,
    /** All that were given out, oldest first. */
    tokens: tokens as readonly IssuedToken[],
    /** The assistant refuses all of them from now on. */
    revoke: () => {
      for (const { text } of tokens) revoked.add(text);
    },
    close,
  };
}

/** Sites run side by side on one database, so none may empty it. */
async function openStore() {
  const store = createStore(memory);
  for (const user of demoUsers) await store.addUser(user);
  return store;
}
