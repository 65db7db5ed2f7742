/**
 * The element that IBM adds to the page for web chat (docs/web-chat-behaviour.md#container): its
 * place in the page, its visibility, and the visitor's actions in it.
 */
import { never, runAfter, stopwatch } from '../clock.js';
import type { StartOptions } from './startOptions.js';

/** The events of a visitor who uses web chat or is about to use it. */
const TOUCHES = ['pointerover', 'pointerdown', 'touchstart', 'focusin', 'keydown'];

/** The pause keeps the SDK and a page that always removes the container from a busy loop. */
const RESTORE_PAUSE_MS = 200;

export interface Container {
  /**
   * To be called when IBM has just added the container to the page. From then on, the SDK treats
   * any other element that looks like a container as a copy. Only the first successful call has an
   * effect.
   */
  appeared(): void;
  /**
   * Adds the container to the page again, if the page has removed it.
   * @returns false if the container is not in the page
   */
  restore(): boolean;
  /**
   * Hides or shows the container. If the hidden container had the focus, it gets the focus back.
   */
  setHidden(isHidden: boolean): void;
  /** Calls the handler at each action of the visitor, until the signal aborts. */
  onTouch(handle: () => void, signal: AbortSignal): void;
}

/** @param findElement finds the page's current element; throws if there is none */
export function createContainer(
  { namespace = '', element }: StartOptions,
  findElement: () => Element | undefined,
  life: AbortSignal,
): Container {
  let container: HTMLElement | undefined;
  let focused: Element | null = null;
  let sinceRestored = never;
  const ownIn = (parent: ParentNode) =>
    [...parent.querySelectorAll<HTMLElement>('.WACContainer')].filter(
      ({ dataset }) => (dataset['namespace'] ?? '') === namespace,
    );

  function restore(): boolean {
    try {
      if (container?.isConnected === false && !life.aborted) {
        const parent = element ? findElement() : document.documentElement;
        parent?.append(container);
      }
    } catch {
      // The page may add its element later.
    }
    // Without a container, there is nothing to restore.
    return container?.isConnected !== false;
  }

  function onPageChange(): void {
    const isGone = container?.isConnected === false;
    if (isGone && sinceRestored() < RESTORE_PAUSE_MS) runAfter(RESTORE_PAUSE_MS, life, restore);
    else if (isGone && restore()) sinceRestored = stopwatch();
    if (!element) return;
    // A page library that stores copies of pages may restore another visitor's conversation.
    for (const copy of ownIn(document)) if (!container?.contains(copy)) copy.remove();
  }

  return {
    appeared() {
      if (container) return;
      const parent = element ?? document.body;
      const own = ownIn(parent).at(-1) ?? null;
      container = [...(parent.children as HTMLCollectionOf<HTMLElement>)].find((child) => child.contains(own));
      if (!container) return;
      if (!element) {
        // Page libraries copy, store and replace the body, but not its siblings. The position takes
        // the container out of the flow, so it is no item of a grid or flex layout of <html>.
        container.style.position = 'absolute';
        document.documentElement.append(container);
      }
      const observer = new MutationObserver(onPageChange);
      observer.observe(document, { childList: true, subtree: true });
      life.addEventListener('abort', () => observer.disconnect());
    },
    restore,
    setHidden(isHidden) {
      const style = container?.style;
      // The site may have set the same property without a priority.
      const wasHidden = !!style?.getPropertyPriority('display');
      if (isHidden === wasHidden) return;
      const { activeElement } = (container?.getRootNode() ?? document) as Document | ShadowRoot;
      if (isHidden) {
        focused = container?.contains(activeElement) ? activeElement : null;
        style?.setProperty('display', 'none', 'important');
      } else {
        style?.removeProperty('display');
        if (focused instanceof HTMLElement && activeElement === document.body) focused.focus();
        focused = null;
      }
    },
    onTouch(handle, signal) {
      for (const type of TOUCHES) container?.addEventListener(type, handle, { signal, passive: true });
    },
  };
}
