/**
 * Loads the two configurations. The initial one is public and says whether security is on. The main
 * one requires a token.
 */
import { anonymousIDOrNew } from './anonymousID.js';
import { type Assistant, type AssistantReply, isSuccess } from './assistant.js';
import { emptyContext } from './context.js';
import { type Core, tellPage } from './core.js';
import type { Identity } from './identity.js';
import type { LoaderOptions } from './page.js';
import type { Timers } from './timers.js';

const RETRY_DELAYS_MS = [100, 1000, 2000, 5000];
const REQUEST = { method: 'GET', path: 'config' } as const;

/** @returns whether security is on; undefined for an old integration, which does not say so */
export async function loadInitialConfiguration(
  assistant: Assistant,
  options: LoaderOptions,
  timers: Timers,
): Promise<boolean | undefined> {
  try {
    const reply = await timers.retry(RETRY_DELAYS_MS, async () =>
      succeeded(await assistant({ ...REQUEST, token: null })),
    );
    return JSON.parse(reply.text).authorization?.is_on;
  } catch (error) {
    const message = 'The initial configuration data could not be loaded.';
    tellPage(options, { errorType: 'INITIAL_CONFIG', message, otherData: error, catastrophicErrorType: 'FAILED' });
    throw new Error(`[Chat] ${message}`);
  }
}

/**
 * Loads the main configuration. If security is on and there is no token, it asks the page for a
 * token first. It replaces a refused token once. Afterwards the state has a user ID.
 */
export async function loadMainConfiguration(core: Core, identity: Identity): Promise<void> {
  if (core.isSecure && !core.state.get().identityToken) await identity.refresh('FAILED');
  let reply = await askForMain(core, identity);
  if (!isSuccess(reply)) {
    await identity.refresh('FAILED');
    reply = await askForMain(core, identity);
  }
  if (!isSuccess(reply)) {
    const message = 'A valid identity token is required to communicate with the integration.';
    const { status: errorCode, text: otherData } = reply;
    core.report({ errorType: 'IDENTITY_TOKEN', message, errorCode, otherData, catastrophicErrorType: 'FAILED' });
    throw new Error(message);
  }
  core.state.set({ emptyContext: emptyContext(JSON.parse(reply.text)) });
  if (!core.state.get().userID) core.state.set({ userID: anonymousIDOrNew(core.page) });
}

/** Resolves with the reply, even if the reply refuses the token. */
async function askForMain(core: Core, identity: Identity): Promise<AssistantReply> {
  try {
    return await core.timers.retry(RETRY_DELAYS_MS, async () => {
      const reply = await core.ask(REQUEST);
      return identity.isRefusal(reply) ? reply : succeeded(reply);
    });
  } catch (error) {
    const message = 'The main configuration data could not be loaded.';
    const { status: errorCode = 0, text: otherData = error } = error as Partial<AssistantReply>;
    core.report({ errorType: 'OPEN_CONFIG', message, errorCode, otherData, catastrophicErrorType: 'FAILED' });
    throw new Error(`[Chat] ${message}`);
  }
}

function succeeded(reply: AssistantReply): AssistantReply {
  if (!isSuccess(reply)) throw reply;
  return reply;
}
