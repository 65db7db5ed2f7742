/** Each instance of web chat that a chat has, one after the other. */
import type { WebChatEvents, WebChatInstance } from 'secure-web-chat';
import type { AnyChat } from './chatContext.js';

export interface Subscription {
  readonly type: keyof WebChatEvents;
  /** Takes the event of that type. */
  readonly handler: (event: never, instance: WebChatInstance) => unknown;
}

/**
 * Subscribes to events of each instance until it is over. IBM's `destroy()` ends no subscription,
 * so a late answer of the old conversation would be heard in the new one.
 *
 * @param begin is called before an instance renders, or at once for the one that is there
 * @param isOver is called when the instance is over
 * @returns unsubscribe
 */
export function onEachInstance(
  chat: AnyChat,
  begin: (instance: WebChatInstance) => readonly Subscription[],
  isOver?: () => void,
): () => void {
  let end = () => {};
  const unsubscribeFromInstances = chat.on('instance', (instance) => {
    end();
    const subscriptions = begin(instance).map(({ type, handler }) => ({
      type,
      // Web chat tells an event to all who had subscribed when it began, and waits for each of them.
      handler: (event: object) => (end === unsubscribe ? handler(event as never, instance) : undefined),
    }));
    const unsubscribe = () => {
      end = () => {};
      instance.off(subscriptions);
      isOver?.();
    };
    end = unsubscribe;
    instance.on(subscriptions);
  });
  const unsubscribeFromChanges = chat.on('change', ({ phase }, previous) => {
    if (phase !== previous.phase && phase !== 'ready') end();
  });
  return () => {
    unsubscribeFromInstances();
    unsubscribeFromChanges();
    end();
  };
}
