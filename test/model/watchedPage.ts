/** The page around the chat: its events, its visibility, its other tabs, and its listeners. */
import type { TabMessage } from '../../src/pageEvents.js';

export interface Page {
  /** The types of the listeners on window and document, and the open channels. */
  readonly listeners: ReadonlyMap<object, string>;
  setHidden(isHidden: boolean): void;
  tell(target: 'window' | 'document', type: string, detail?: object): void;
  /** Another tab of the site says that somebody logged in or out there, or may have. */
  otherTab(message: TabMessage): void;
  uninstall(): void;
}

export function watchPage(): Page {
  const listeners = new Map<object, string>();
  let isHidden = false;
  const channels = new Set<EventTarget>();
  const { addEventListener, BroadcastChannel } = globalThis;
  const { addEventListener: onDocument, removeEventListener: offDocument } = document;

  const count = (add: typeof addEventListener): typeof addEventListener => {
    return (type: string, handle: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions) => {
      const { signal, once = false } = typeof options === 'object' ? options : {};
      listeners.set(handle, type);
      const forget = () => listeners.delete(handle);
      if (signal?.aborted) forget();
      signal?.addEventListener('abort', forget);
      if (once) add(type, forget, { once });
      add(type, handle, options);
    };
  };

  Object.assign(globalThis, {
    addEventListener: count(addEventListener.bind(globalThis)),
    BroadcastChannel: class extends EventTarget {
      constructor() {
        super();
        channels.add(this);
        listeners.set(this, 'channel');
      }
      postMessage() {}
      close() {
        channels.delete(this);
        listeners.delete(this);
      }
    },
  });
  document.addEventListener = count(onDocument.bind(document) as typeof addEventListener) as typeof onDocument;
  document.removeEventListener = ((type: string, handle: EventListener) => {
    listeners.delete(handle);
    offDocument.call(document, type, handle);
  }) as typeof offDocument;
  Object.defineProperty(document, 'hidden', { get: () => isHidden, configurable: true });

  const page: Page = {
    get listeners() {
      return listeners;
    },
    setHidden(hidden) {
      if (hidden === isHidden) return;
      isHidden = hidden;
      page.tell('document', 'visibilitychange');
    },
    tell(target, type, detail = {}) {
      const event = Object.assign(new Event(type), detail);
      (target === 'window' ? window : document).dispatchEvent(event);
    },
    otherTab(message) {
      for (const channel of [...channels]) {
        channel.dispatchEvent(Object.assign(new Event('message'), { data: message }));
      }
    },
    uninstall() {
      Object.assign(globalThis, { addEventListener, BroadcastChannel });
      Object.assign(document, { addEventListener: onDocument, removeEventListener: offDocument });
      Reflect.deleteProperty(document, 'hidden');
    },
  };
  return page;
}
