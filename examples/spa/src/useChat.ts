/** The chat's state as React sees it. */
import { useSyncExternalStore } from 'react';
import { chat } from './chat';

const subscribe = (changed: () => void) => chat.on('change', changed);

export const useChat = () => useSyncExternalStore(subscribe, chat.getState);
