/**
 * The element that IBM renders web chat into (docs/web-chat-behaviour.md#container): hides it, and
 * notices that somebody uses it.
 */
import type { StartOptions } from './startOptions.js';

/** The visitor did something in web chat, or is about to. */
const TOUCHES = ['pointerover', 'pointerdown', 'touchstart', 'focusin', 'keydown'];

export interface Container {
  /** A container that had the focus when it was hidden gets it back when it is shown. */
  setHidden(isHidden: boolean): void;
  /** Calls until the signal aborts. */
  onTouch(handle: () => void, signal: AbortSignal): void;
}

/**
 * The element is looked up each time: IBM makes it when it renders, and takes it away with the
 * instance, which may be after the next one has come.
 */
export function createContainer({ namespace = '', element }: StartOptions): Container {
  const root = (element?.getRootNode() ?? document) as Document | ShadowRoot;
  let focused: Element | null = null;
  const find = () =>
    [...root.querySelectorAll<HTMLElement>('.WACContainer')]
      .filter(({ dataset }) => (dataset['namespace'] ?? '') === namespace)
      .at(-1);
  return {
    setHidden(isHidden) {
      const container = find();
      const style = container?.style;
      // The site may have hidden it too, without a priority.
      const wasHidden = !!style?.getPropertyPriority('display');
      if (isHidden === wasHidden) return;
      if (isHidden) {
        focused = container?.contains(root.activeElement) ? root.activeElement : null;
        style?.setProperty('display', 'none', 'important');
      } else {
        style?.removeProperty('display');
        if (focused instanceof HTMLElement && root.activeElement === document.body) focused.focus();
        focused = null;
      }
    },
    onTouch(handle, signal) {
      for (const type of TOUCHES) find()?.addEventListener(type, handle, { signal, passive: true });
    },
  };
}
