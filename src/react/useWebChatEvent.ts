/** The hook for web chat's events. */
import { useEffect, useRef } from 'react';
import type { WebChatEvents, WebChatHandler } from 'secure-web-chat';
import { useChat } from './chatContext.js';
import { onEachInstance } from './eachInstance.js';
import { useInsertionEffect } from './react18.js';

/**
 * Subscribes to an event of web chat while the component is mounted. The subscription continues
 * when the SDK replaces the instance. The handler can be another function at each render, because
 * web chat always calls the newest one. Web chat waits for a promise that the handler returns.
 *
 * @param type the name of the event
 * @param handler the handler, with the same arguments as for `instance.on()`
 * @throws Error if there is no `SecureWebChatProvider` above the component
 */
export function useWebChatEvent<Type extends keyof WebChatEvents>(type: Type, handler: WebChatHandler<Type>): void {
  const chat = useChat('useWebChatEvent');
  const newest = useRef(handler);
  // An assignment during rendering would be too early, because React may discard a rendering. An
  // insertion effect runs before web chat can fire an event.
  useInsertionEffect(() => {
    newest.current = handler;
  });
  useEffect(() => {
    const call: WebChatHandler<Type> = (event, instance) => newest.current(event, instance);
    return onEachInstance(chat, { [type]: call });
  }, [chat, type]);
}
