/** Owns the element that IBM renders web chat into: hiding it, and noticing that somebody is there. */
import type { WebChatOptions } from './ibm/index.js';

/** The visitor did something in web chat, or is about to. */
const TOUCHES = ['pointerover', 'pointerdown', 'touchstart', 'focusin', 'keydown'];

export interface Container {
  hide(): void;
  show(): void;
  /** Takes away what was last read out to a screen reader, which IBM's restart leaves in the page, and whatever comes until the returned call. */
  hush(): () => void;
  /** Calls until the signal aborts. */
  onTouch(handle: () => void, signal: AbortSignal): void;
}

/** The element is looked up each time: IBM makes it when it renders, and takes it away with the instance, which may be after the next has come. */
export function createContainer({ namespace = '', element }: WebChatOptions): Container {
  const root = (element?.getRootNode() ?? document) as ParentNode;
  const find = () =>
    [...root.querySelectorAll<HTMLElement>('.WACContainer')]
      .filter(({ dataset }) => (dataset['namespace'] ?? '') === namespace)
      .at(-1);
  return {
    hide: () => find()?.style.setProperty('display', 'none', 'important'),
    show() {
      const style = find()?.style;
      // The site may have hidden it too.
      if (style?.getPropertyPriority('display')) style.removeProperty('display');
    },
    hush() {
      const announcer = find()?.querySelector('.WACAriaAnnouncer');
      const clear = () => {
        for (const region of announcer?.children ?? []) region.replaceChildren();
      };
      const observer = new MutationObserver(clear);
      if (announcer) observer.observe(announcer, { childList: true, subtree: true });
      clear();
      return () => observer.disconnect();
    },
    onTouch(handle, signal) {
      for (const type of TOUCHES) find()?.addEventListener(type, handle, { signal, passive: true });
    },
  };
}
