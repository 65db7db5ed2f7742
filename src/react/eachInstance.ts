/** Follows the instances of web chat, because the SDK may replace an instance. */
import type { WebChatEvents, WebChatInstance, WebChatSubscription } from 'secure-web-chat';
import type { AnyChat } from './chatContext.js';

export type Handlers = {
  readonly [Type in keyof WebChatEvents]?: (event: WebChatEvents[Type], instance: WebChatInstance) => unknown;
};

/**
 * Subscribes to events of each instance, and unsubscribes when the instance ends. IBM's `destroy()`
 * does not unsubscribe, so a late answer of an old conversation would otherwise reach the handlers.
 *
 * @param onChange called with each instance before it renders, at once with a running instance, and
 *   without an argument when the instance ends
 * @returns a function that unsubscribes
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
      // Web chat calls all handlers that were registered when the event began, even if one of them
      // is removed meanwhile.
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
