/** A value that the events of the running instance determine, as a hook. */
import type { WebChatEvents, WebChatInstance } from 'secure-web-chat';
import type { AnyChat } from './chatContext.js';
import { type Handlers, onEachInstance } from './eachInstance.js';
import { useSyncExternalStore } from './react18.js';

type Reducers<Value> = {
  readonly [Type in keyof WebChatEvents]?: (
    value: Value,
    event: WebChatEvents[Type],
    instance: WebChatInstance,
  ) => Value;
};

interface Store<Value> {
  readonly get: () => Value;
  readonly subscribe: (changed: () => void) => () => void;
}

/**
 * Creates a hook that returns the value. The value belongs to the chat, not to the component,
 * because web chat fires each event only once and a component may mount again.
 *
 * @param initial returns the first value for an instance, or the value without an instance
 * @param reducers return the next value after an event
 */
export function createInstanceValue<Value>(
  initial: (instance?: WebChatInstance) => Value,
  reducers: Reducers<Value>,
): (chat: AnyChat) => Value {
  const stores = new WeakMap<AnyChat, Store<Value>>();
  return function useInstanceValue(chat) {
    const store = stores.get(chat) ?? createStore(chat, initial, reducers);
    stores.set(chat, store);
    return useSyncExternalStore(store.subscribe, store.get, initial);
  };
}

function createStore<Value>(
  chat: AnyChat,
  initial: (instance?: WebChatInstance) => Value,
  reducers: Reducers<Value>,
): Store<Value> {
  const listeners = new Set<() => void>();
  let isFollowing = false;
  let value = initial();
  const set = (next: Value) => {
    value = next;
    for (const tell of listeners) tell();
  };
  const handlers = Object.fromEntries(
    Object.entries(reducers).map(([type, reduce]) => [
      type,
      (event: never, instance: WebChatInstance) => set(reduce(value, event, instance)),
    ]),
  );
  return {
    get: () => value,
    subscribe(changed) {
      // The value belongs to the chat, so this subscription to web chat lasts as long as the chat.
      if (!isFollowing) onEachInstance(chat, handlers as Handlers, (instance) => set(initial(instance)));
      isFollowing = true;
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
  };
}
