/**
 * The site's code that is told of each instance before it renders: `webChat.onLoad`, and the
 * handlers of `on('instance')`.
 */
import { wake, within } from '../clock.js';
import { invalid } from '../validation.js';
import type { WebChatInstance } from './ibm/index.js';

/** How long web chat waits for the site's code after a call that this code may be waiting for. */
const CALL_LIMIT_MS = 5_000;
export const SITE_CODE = "webChat.onLoad or on('instance')";

export type InstanceHandler = (instance: WebChatInstance) => void | Promise<void>;

export interface InstanceHandlers {
  /** Calls them all, and waits for them. Rejects as `onLoad` does; a handler's error is logged. */
  tell(instance: WebChatInstance): Promise<void>;
  /** @returns unsubscribe */
  on(handler: InstanceHandler): () => void;
  /**
   * The page calls a method that waits for the site's code, which in turn may wait for the method.
   * In the code's synchronous part that is certain; later it may as well be the press of a button.
   *
   * @throws SecureWebChatError `INVALID_OPTIONS`
   */
  admit(method: string): void;
}

/** @param running the instance that there is, rendered or not */
export function createInstanceHandlers(
  onLoad: InstanceHandler | undefined,
  running: () => WebChatInstance | undefined,
  life: AbortSignal,
): InstanceHandlers {
  const handlers = new Set<(instance: WebChatInstance) => void>();
  let told: WebChatInstance | null = null;
  /** Settles with the handlers that have been called so far. */
  let handled = Promise.resolve();
  let depth = 0;
  let limitWait = (_method: string) => {};

  async function call(handler: InstanceHandler | undefined, instance: WebChatInstance): Promise<void> {
    depth++;
    try {
      return handler?.(instance);
    } finally {
      depth--;
    }
  }

  async function settled(): Promise<void> {
    const before = handled;
    await before;
    if (before !== handled) await settled();
  }

  function log(error: unknown): void {
    // A handler is not to blame for what destroy() takes away from it.
    if (!life.aborted) console.error(error);
  }

  return {
    tell: (instance) =>
      within(Infinity, life, (signal) => {
        const loaded = call(onLoad, instance);
        // A handler may subscribe and unsubscribe others: the loop calls those that are left.
        for (const handle of handlers) handle(instance);
        told = instance;
        const overdue = new Promise<void>((resolve) => {
          limitWait = (method) =>
            wake(CALL_LIMIT_MS, signal, () => {
              console.warn(
                `secure-web-chat: ${method}() and ${SITE_CODE} seem to wait for each other; web chat renders now.`,
              );
              loaded.catch(log);
              resolve();
            });
        });
        return Promise.race([overdue, Promise.all([loaded, settled()]).then(() => {})]);
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
      if (instance && instance === told) handle(instance);
      return () => void handlers.delete(handle);
    },
    admit(method) {
      if (depth) throw invalid(`${method}() waits for ${SITE_CODE} and was called there`);
      limitWait(method);
    },
  };
}
