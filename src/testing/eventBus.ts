/** Calls the handlers of each event, in the order of their registration. */
import type { FullWebChatInstance, WebChatInstance } from '../web-chat/ibm/index.js';

export interface BusEvent {
  type: string;
  [field: string]: unknown;
}
type Handler = (event: never, instance: WebChatInstance) => unknown;
export interface Subscription {
  type: string;
  handler: Handler;
}
export type Subscriptions = Subscription | readonly Subscription[];
export type Removals = { type: string; handler?: Handler } | readonly { type: string; handler?: Handler }[];

const EVERY_TYPE = '*';

export class EventBus {
  /** The second argument of each handler. */
  instance: FullWebChatInstance | null = null;
  readonly #handlers = new Map<string, Handler[]>();
  readonly #running = new Set<string>();

  /**
   * Calls the handlers of the type one after the other, and then the handlers for every type. The
   * bus awaits each handler's promise. If a handler throws, the bus calls no further handlers and
   * rejects. A type cannot be fired again while its own handlers run.
   */
  async fire(event: BusEvent): Promise<void> {
    const { type } = event;
    if (this.#running.has(type)) {
      throw new Error(
        `An event of type ${type} is already running. Please make sure that you have resolved the Promises for any earlier events that were fired.`,
      );
    }
    this.#running.add(type);
    try {
      await this.#call(type, event);
    } finally {
      this.#running.delete(type);
    }
    await this.#call(EVERY_TYPE, event);
  }

  on(subscriptions: Subscriptions): void {
    for (const { type, handler } of [subscriptions].flat()) {
      if (!type) throw new Error(`Attempted to listen to an event with no type: "${type}"!`);
      if (isHandler(handler)) this.#handlers.set(type, [...(this.#handlers.get(type) ?? []), handler]);
    }
  }

  once(subscriptions: Subscriptions): void {
    for (const { type, handler } of [subscriptions].flat()) {
      if (!isHandler(handler)) continue;
      const onlyOnce: Handler = (event, instance) => {
        this.off({ type, handler: onlyOnce });
        return handler(event, instance);
      };
      this.on({ type, handler: onlyOnce });
    }
  }

  /** Without a handler, it removes all handlers of the type, including those of other scripts. */
  off(removals: Removals): void {
    for (const { type, handler } of [removals].flat()) {
      const handlers = [...(this.#handlers.get(type) ?? [])];
      if (!handler) handlers.length = 0;
      const index = handler ? handlers.indexOf(handler) : -1;
      if (index !== -1) handlers.splice(index, 1);
      this.#handlers.set(type, handlers);
    }
  }

  async #call(type: string, event: BusEvent): Promise<void> {
    for (const handler of this.#handlers.get(type) ?? []) {
      const returned = handler(event as never, this.instance as FullWebChatInstance);
      if (returned && !(returned instanceof Promise)) {
        console.warn(
          `[Chat] An event handler for event ${event.type} returned a non-promise. This might be a mistake.`,
        );
      }
      await returned;
    }
  }
}

function isHandler(handler: unknown): handler is Handler {
  if (typeof handler === 'function') return true;
  console.error('[Chat] The event handler is not a function.', handler);
  return false;
}
