/** Subscribes a component to an event of web chat. */
import { useEffect, useRef } from 'react';
import type { WebChatEvents, WebChatHandler } from 'secure-web-chat';
import { useChat } from './chatContext.js';
import { onEachInstance } from './eachInstance.js';
import { useInsertionEffect } from './react18.js';

/**
 * Subscribes a handler to an event of web chat, on every instance, for as long as the component is
 * mounted. The handler may be another function at each render: the newest one is called, and web
 * chat waits for a promise that it returns.
 *
 * @param type the name of the event
 * @param handler called as one that you register with `instance.on()`
 * @throws Error if no `SecureWebChatProvider` stands above the component
 */
export function useWebChatEvent<Type extends keyof WebChatEvents>(type: Type, handler: WebChatHandler<Type>): void {
  const chat = useChat('useWebChatEvent');
  const newest = useRef(handler);
  // Before anything of web chat's can happen: in rendering it would be too early, because React may
  // throw a rendering away.
  useInsertionEffect(() => {
    newest.current = handler;
  });
  useEffect(() => {
    const call: WebChatHandler<Type> = (event, instance) => newest.current(event, instance);
    return onEachInstance(chat, { [type]: call });
  }, [chat, type]);
}
