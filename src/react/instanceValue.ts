/** What the events of the running instance add up to, as React sees it. */
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
  /** The first call begins to listen to web chat. */
  readonly subscribe: (changed: () => void) => () => void;
}

/**
 * Makes a hook. Web chat tells of an event once, so a value is kept beside its chat, and outlives a
 * component that is mounted again.
 *
 * @param initial the value for an instance, and the one for none
 * @param reducers say what an event makes of the value
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
  let isListening = false;
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
      if (!isListening) onEachInstance(chat, handlers as Handlers, (instance) => set(initial(instance)));
      isListening = true;
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
  };
}
