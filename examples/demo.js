/**
 * Starts and stops the whole demo: the backend with its site, and the assistant on another origin.
 */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { createAssistant } from './assistant/assistant.js';
import { createBackend } from './backend/backend.js';
import { createStore } from './backend/store.js';
import { demoUsers } from './demoUsers.js';
import { tokenLifetimeSeconds as defaultLifetimes, demoFolder } from './environment.js';
import { loadKeys } from './keys.js';
import { listen } from './listen.js';
import { openDatabase } from './pglite.js';
import { serveSite } from './serveSite.js';

/** @typedef {Awaited<ReturnType<typeof loadKeys>>} Keys */
/** @typedef {Partial<import('./backend/backend.js').BackendOptions>} BackendOptions */
/** @typedef {Partial<import('./assistant/assistant.js').AssistantOptions>} AssistantOptions */

/**
 * @typedef {object} DemoOptions
 * @property {number} [port] 0 for any free port.
 * @property {number} [assistantPort] Default: the port after `port`.
 * @property {string} [host]
 * @property {string} [keysFolder]
 * @property {number} [tokenLifetimeSeconds] Short by default, so that you can watch renewals.
 * @property {string} [logLevel] Pino's log level. Default: `warn`.
 * @property {RealAssistant} [realAssistant] Instead of the stand-in.
 * @property {string} [databaseFolder] A folder only for the demo, because the passwords in it are
 * public. Default: `.demo-data`.
 * @property {import('./backend/store.js').Store} [store] Instead of a database, for tests.
 * @property {BackendOptions} [backend] Other options of the backend, for tests.
 * @property {AssistantOptions} [assistant] Other options of the stand-in, for tests.
 */

/**
 * @typedef {object} RealAssistant
 * @property {Record<string, unknown>} webChat IBM's options for the page.
 * @property {string} payloadKey IBM's public key, PEM.
 * @property {string} [signingKey] PEM. Default: the generated key.
 */

/** @param {DemoOptions} [options] */
export async function startDemo(options = {}) {
  const { port = 3001, host = 'localhost', keysFolder = pathTo('.keys') } = options;
  const { tokenLifetimeSeconds = defaultLifetimes.demo } = options;
  const { assistantPort = port && port + 1 } = options;
  const keys = await loadKeys(keysFolder);
  const storage = await openStore(options);
  /** @type {{ close: () => Promise<void> }[]} */
  const started = [storage];

  try {
    const assistant = options.realAssistant
      ? connectRealAssistant(options.realAssistant, keys)
      : await startStandIn(keys, { port: assistantPort, host }, options.assistant);
    started.push(assistant);
    const backend = createBackend({
      ...assistant.backendOptions,
      cookieSecret: keys.cookieSecret,
      // The demo uses plain http, where Safari keeps no Secure cookies.
      secureCookies: false,
      store: storage.store,
      tokenLifetimeSeconds,
      logger: pino({ level: options.logLevel ?? 'warn' }),
      site: serveSite({
        folder: pathTo('site'),
        sdkFile: pathTo('../dist/secure-web-chat.iife.min.js'),
        webChat: assistant.webChat,
      }),
      ...options.backend,
    });
    const server = await listen(backend, { port, host });
    started.push(server);
    return {
      url: server.url,
      assistantUrl: assistant.url,
      /** The requests to the stand-in, oldest first. */
      requests: assistant.requests,
      backend,
      assistant: assistant.app,
      close: () => closeAll(started),
    };
  } catch (error) {
    await closeAll(started);
    throw error;
  }
}

/**
 * Closes the last one first, because open requests need the store.
 *
 * @param {{ close: () => Promise<void> }[]} started
 */
async function closeAll(started) {
  for (const { close } of [...started].reverse()) await close();
}

/**
 * Opens the store, and adds the users of the demo.
 *
 * @param {DemoOptions} options
 */
async function openStore({ databaseFolder = demoFolder, store }) {
  if (store) return { store, close: async () => {} };
  const database = await openDatabase({ folder: databaseFolder });
  const opened = createStore(database);
  for (const user of demoUsers) await opened.addUser(user);
  return { store: opened, close: database.close };
}

/**
 * @param {Keys} keys
 * @param {{ port: number, host: string }} at
 * @param {AssistantOptions | undefined} options
 */
async function startStandIn({ signing, payload }, at, options) {
  /** @type {import('./assistant/chatRoutes.js').AnsweredRequest[]} */
  const requests = [];
  const app = createAssistant({
    publicKey: createPublicKey(signing.publicKey),
    payloadKey: createPrivateKey(payload.privateKey),
    scriptFile: pathTo('../dist/simulator/WatsonAssistantChatEntry.js'),
    onRequest: (request) => requests.push(request),
    ...options,
  });
  const { url, close } = await listen(app, at);
  return {
    app,
    url,
    requests,
    close,
    webChat: {
      integrationID: 'demo-integration',
      region: 'demo',
      serviceInstanceID: 'demo-service-instance',
      servers: { assistantURLPrefix: url, webChatScriptPrefix: url },
    },
    backendOptions: {
      signingKey: signing.privateKey,
      payloadKey: payload.publicKey,
      webChatSources: [url],
      allowInlineStyles: false,
    },
  };
}

/**
 * @param {RealAssistant} realAssistant
 * @param {Keys} keys
 */
function connectRealAssistant({ webChat, payloadKey, signingKey }, { signing }) {
  return {
    app: null,
    url: null,
    requests: [],
    close: async () => {},
    webChat,
    backendOptions: { signingKey: signingKey ?? signing.privateKey, payloadKey },
  };
}

/** @param {string} relative */
function pathTo(relative) {
  return fileURLToPath(new URL(relative, import.meta.url));
}
