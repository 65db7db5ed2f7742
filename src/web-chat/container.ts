/**
 * The element that IBM puts into the page for web chat (docs/web-chat-behaviour.md#container):
 * its place in the page, whether it is hidden, and whether somebody uses it.
 */
import { never, stopwatch, wake } from '../clock.js';
import type { StartOptions } from './startOptions.js';

/** The visitor did something in web chat, or is about to. */
const TOUCHES = ['pointerover', 'pointerdown', 'touchstart', 'focusin', 'keydown'];

/** A page that takes the container away each time must not be kept busy by its return. */
const RESTORE_PAUSE_MS = 200;

export interface Container {
  /**
   * IBM has just put the container into the page. From now on this is the only one, whatever the
   * page shows that looks like it.
   */
  appeared(): void;
  /**
   * Puts a container back that the page has taken away.
   * @returns whether it is in the page
   */
  restore(): boolean;
  /** A container that had the focus when it was hidden gets it back when it is shown. */
  setHidden(isHidden: boolean): void;
  /** Calls until the signal aborts. */
  onTouch(handle: () => void, signal: AbortSignal): void;
}

/** @param findElement looks the page's element up again; throws if there is none now */
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
      if (container?.isConnected === false) {
        const parent = element ? findElement() : document.documentElement;
        if (parent?.isConnected) parent.append(container);
      }
    } catch {
      // The page may have an element for it later.
    }
    return container?.isConnected !== false;
  }

  function onPageChange(): void {
    const isGone = container?.isConnected === false;
    if (isGone && sinceRestored() < RESTORE_PAUSE_MS) wake(RESTORE_PAUSE_MS, life, restore);
    else if (isGone && restore()) sinceRestored = stopwatch();
    if (!element) return;
    // A page library that keeps copies of pages brings the conversation of another visitor back.
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
        // Page libraries copy, store and replace the body, and leave alone what hangs beside it.
        // Out of the flow, a grid or flex layout of <html> does not count it.
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
      // The site may have hidden it too, without a priority.
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
