/** Owns which instance of web chat is running: its start, its replacement under another `sub`, and its end. */
import { never, stopwatch, within } from '../clock.js';
import { SecureWebChatError } from '../errors.js';
import type { ResolvedOptions } from '../options.js';
import { whenOnline, whenShown } from '../pageEvents.js';
import type { Store } from '../state.js';
import type { WebChatInstance } from './ibm/index.js';
import type { WebChat, WebChatHost } from './instance.js';
import { createWebChat } from './loader.js';
import { claimNamespace, type Namespace } from './namespace.js';

const SECOND_REBUILD_MS = 600_000;
/** A handler of the site's, for which web chat waits, may wait for what waits for the rebuild. */
const REBUILD_LIMIT_MS = 15_000;

export interface RunningHost extends WebChatHost {
  /** A start begins. */
  onStart(): void;
  /** The instance is there and may be given a token before it renders. */
  beforeRender(chat: WebChat): Promise<void>;
}

export interface Running {
  /** From before it renders. */
  readonly chat: WebChat | null;
  /** The same promise while loading or ready. */
  load(): Promise<WebChatInstance>;
  /**
   * Ends the session, so that nobody's conversation is left in this tab, and starts anew. Never rejects.
   * @param isPrompted By an event, as a rule: one that nobody asked for may happen once in ten minutes.
   */
  rebuild(open: boolean, isPrompted?: boolean): Promise<void>;
  /** Takes everything down. Never rejects. */
  stop(how: { endSession: boolean }): Promise<void>;
}

export function createRunning(
  { webChat, script }: ResolvedOptions,
  host: RunningHost,
  store: Store,
  life: AbortSignal,
): Running {
  let chat: WebChat | null = null;
  let loading: Promise<WebChatInstance> | null = null;
  let sinceRebuild = never;
  let namespace: Namespace | null = null;
  /** When the session of the last instance has ended. */
  let ending = Promise.resolve();

  async function start(): Promise<WebChatInstance> {
    namespace ??= claimNamespace(webChat.namespace);
    const { free } = namespace;
    await within(Infinity, life, () => free);
    await ending;
    await whenShown(life);
    life.throwIfAborted();
    host.onStart();
    const started = await createWebChat(webChat, script, host, life, (made) => {
      chat = made;
    });
    life.throwIfAborted();
    await host.beforeRender(started);
    await started.render();
    store.set({ phase: 'ready' });
    return started.instance;
  }

  function load(): Promise<WebChatInstance> {
    const mine: Promise<WebChatInstance> = start().catch((error) => {
      if (loading === mine) giveUp(error);
      // Otherwise a rebuild or destroy() overtook this start.
      else if (loading) return loading;
      throw life.reason ?? store.state.error ?? error;
    });
    loading = mine;
    // Only now, since whoever is told of it may call load() too.
    store.set({ phase: 'loading', subject: null, expiresAt: null, error: null });
    return mine;
  }

  function giveUp(error: SecureWebChatError): void {
    void stop({ endSession: false });
    store.set({ phase: 'failed', error, subject: null, expiresAt: null });
    if (error.code !== 'SCRIPT_FAILED') return;
    whenOnline(life)
      .then(() => loading ?? load())
      .catch(() => {});
  }

  function end(how: { endSession: boolean }): Promise<void> | undefined {
    if (!chat) return;
    ending = chat.stop(how);
    chat = null;
    return ending;
  }

  async function stop(how: { endSession: boolean }): Promise<void> {
    const stopped = end(how);
    loading = null;
    namespace?.giveBack(ending);
    namespace = null;
    await stopped;
  }

  return {
    get chat() {
      return chat;
    },
    load: () => loading ?? load(),
    async rebuild(open, isPrompted = true) {
      const stopped = end({ endSession: true });
      if (!stopped) return;
      if (!isPrompted && sinceRebuild() < SECOND_REBUILD_MS) {
        await stopped;
        const error = new SecureWebChatError('SUBJECT_UNSTABLE', 'tokenEndpoint names another subject again and again');
        giveUp(error);
        return store.report(error);
      }
      if (!isPrompted) sinceRebuild = stopwatch();
      const renewed = load()
        .then(() => (open ? chat?.open() : undefined))
        .catch((error) => life.aborted || store.report(error));
      await within(REBUILD_LIMIT_MS, life, () => renewed).catch(() => {});
    },
    stop,
  };
}
