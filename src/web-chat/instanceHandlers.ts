/**
 * Calls the site's code for each instance before web chat renders: `webChat.onLoad`, and the
 * handlers of `on('instance')`.
 */
import { abortable, runAfter } from '../clock.js';
import { invalid } from '../validation.js';
import type { WebChatInstance } from './ibm/index.js';

/** How long web chat waits for the site's code after a call that waits for web chat. */
const CALL_TIMEOUT_MS = 5_000;
export const SITE_CODE = "webChat.onLoad or on('instance')";

export type InstanceHandler = (instance: WebChatInstance) => void | Promise<void>;

export interface InstanceHandlers {
  /**
   * Calls `onLoad` and the handlers, and waits for them. Rejects if `onLoad` rejects. Logs the
   * error of a handler.
   */
  notify(instance: WebChatInstance): Promise<void>;
  /** @returns a function that unsubscribes */
  on(handler: InstanceHandler): () => void;
  /**
   * To be called at each call of a method that waits for the site's code. If the site's code itself
   * calls the method, the two would wait for each other. In the synchronous part of that code, this
   * is certain. Later, the call may also come from a button.
   *
   * @throws SecureWebChatError `INVALID_OPTIONS`
   */
  admit(method: string): void;
}

/** @param running returns the current instance, rendered or not */
export function createInstanceHandlers(
  onLoad: InstanceHandler | undefined,
  running: () => WebChatInstance | undefined,
  life: AbortSignal,
): InstanceHandlers {
  const handlers = new Set<(instance: WebChatInstance) => void>();
  let notified: WebChatInstance | null = null;
  /** Settles when all handlers that have been called so far have settled. */
  let handled = Promise.resolve();
  /** How many functions of the site are in their synchronous part. */
  let depth = 0;
  /** Begins the 5 s after which web chat no longer waits for the site's code. */
  let limitWait = (_method: string) => {};

  async function call(handler: InstanceHandler | undefined, instance: WebChatInstance): Promise<void> {
    depth++;
    try {
      return handler?.(instance);
    } finally {
      depth--;
    }
  }

  /** Waits also for handlers that are called meanwhile. */
  async function settled(): Promise<void> {
    const before = handled;
    await before;
    if (before !== handled) await settled();
  }

  function log(error: unknown): void {
    // After destroy(), a handler may fail through no fault of its own.
    if (!life.aborted) console.error(error);
  }

  return {
    notify: (instance) =>
      abortable(life, (signal) => {
        // A handler that was called for an earlier instance may never settle.
        handled = Promise.resolve();
        const loaded = call(onLoad, instance);
        // A handler may unsubscribe other handlers, which the loop then does not call.
        for (const handle of handlers) handle(instance);
        notified = instance;
        const deadlock = new Promise<void>((resolve) => {
          limitWait = (method) =>
            runAfter(CALL_TIMEOUT_MS, signal, () => {
              console.warn(
                `secure-web-chat: ${method}() and ${SITE_CODE} seem to wait for each other; web chat renders now.`,
              );
              loaded.catch(log);
              resolve();
            });
        });
        return Promise.race([deadlock, Promise.all([loaded, settled()]).then(() => {})]);
      }),
    on(handler) {
      const handle = (instance: WebChatInstance) => {
        const before = handled;
        handled = call(handler, instance)
          .catch(log)
          .then(() => before);
      };
      handlers.add(handle);
      const instance = running();
      if (instance && instance === notified) handle(instance);
      return () => void handlers.delete(handle);
    },
    admit(method) {
      if (depth) throw invalid(`${method}() waits for ${SITE_CODE} and was called there`);
      limitWait(method);
    },
  };
}
