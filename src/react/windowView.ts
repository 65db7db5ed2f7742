/** Whether the window of web chat is open. */
import { useMemo } from 'react';
import type { WebChatInstance } from 'secure-web-chat';
import type { AnyChat } from './chatContext.js';
import { onEachInstance } from './eachInstance.js';
import { useSyncExternalStore } from './react18.js';

export function useIsWindowOpen(chat: AnyChat): boolean {
  const { subscribe, get } = useMemo(() => watchWindow(chat), [chat]);
  return useSyncExternalStore(subscribe, get, get);
}

function watchWindow(chat: AnyChat) {
  let current: WebChatInstance | null = null;
  return {
    get: () => current?.getState().viewState.mainWindow ?? false,
    subscribe: (changed: () => void) =>
      onEachInstance(
        chat,
        (instance) => {
          current = instance;
          changed();
          return [{ type: 'view:change', handler: changed }];
        },
        () => {
          current = null;
          changed();
        },
      ),
  };
}
