/** Each instance of web chat that a chat has, one after the other. */
import type { WebChatEvents, WebChatInstance, WebChatSubscription } from 'secure-web-chat';
import type { AnyChat } from './chatContext.js';

export type Handlers = {
  readonly [Type in keyof WebChatEvents]?: (event: WebChatEvents[Type], instance: WebChatInstance) => unknown;
};

/**
 * Subscribes to events of each instance until it is over. IBM's `destroy()` ends no subscription,
 * so a late answer of the old conversation would be heard in the new one.
 *
 * @param onChange is called with an instance before it renders, or at once with the one that is
 *   there, and without one when it is over
 * @returns unsubscribe
 */
export function onEachInstance(
  chat: AnyChat,
  handlers: Handlers,
  onChange?: (instance?: WebChatInstance) => void,
): () => void {
  let running: WebChatInstance | undefined;
  let subscriptions: WebChatSubscription<string>[] = [];
  const run = (instance?: WebChatInstance) => {
    running?.off(subscriptions);
    running = instance;
    onChange?.(instance);
    subscriptions = Object.entries(handlers).map(([type, handler]) => ({
      type,
      // Web chat tells an event to all who had subscribed when it began, and waits for each of
      // them.
      handler: (event, own) => (running === instance ? handler(event as never, own) : undefined),
    }));
    instance?.on(subscriptions);
  };
  const unsubscribeFromInstances = chat.on('instance', run);
  const unsubscribeFromChanges = chat.on('change', ({ phase }, previous) => {
    if (phase !== previous.phase && phase !== 'ready') run();
  });
  return () => {
    unsubscribeFromInstances();
    unsubscribeFromChanges();
    run();
  };
}
