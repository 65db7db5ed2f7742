/** The user-defined responses that are on screen. */
import type { WebChatEvents, WebChatInstance } from 'secure-web-chat';
import type { AnyChat } from './chatContext.js';
import { onEachInstance, type Subscription } from './eachInstance.js';
import { useSyncExternalStore } from './react18.js';

export interface UserDefinedResponse {
  readonly event: WebChatEvents['userDefinedResponse'];
  readonly instance: WebChatInstance;
}

interface Responses {
  readonly get: () => readonly UserDefinedResponse[];
  /** The first call begins to keep what comes. */
  readonly subscribe: (changed: () => void) => () => void;
}

const NONE: readonly UserDefinedResponse[] = [];
/** Web chat tells of each response once. Kept here, they outlive a component that is mounted again. */
const responsesOf = new WeakMap<AnyChat, Responses>();

/** The oldest first; the same array until one comes, or all go. */
export function useResponses(chat: AnyChat): readonly UserDefinedResponse[] {
  const { subscribe, get } = responsesOf.get(chat) ?? keepResponses(chat);
  return useSyncExternalStore(subscribe, get, () => NONE);
}

function keepResponses(chat: AnyChat): Responses {
  let current = NONE;
  let isKeeping = false;
  const listeners = new Set<() => void>();
  const change = (next: readonly UserDefinedResponse[]) => {
    current = next;
    for (const tell of listeners) tell();
  };
  const empty = () => change(NONE);
  const keep = (instance: WebChatInstance): Subscription[] => [
    {
      type: 'userDefinedResponse',
      handler(event: UserDefinedResponse['event']) {
        // A silent response has no place on screen.
        if (event.data.element) change([...current, { event, instance }]);
      },
    },
    { type: 'restartConversation', handler: empty },
  ];
  const responses: Responses = {
    get: () => current,
    subscribe(changed) {
      if (!isKeeping) onEachInstance(chat, keep, empty);
      isKeeping = true;
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
  };
  responsesOf.set(chat, responses);
  return responses;
}
