/** The place of an embedded chat in an application, and the element that web chat renders into. */
import { createElement, type ReactNode, useEffect, useRef } from 'react';
import { useChat } from './chatContext.js';
import { createInstanceValue } from './instanceValue.js';

const useIsWindowOpen = createInstanceValue((instance) => instance?.getState().viewState.mainWindow ?? false, {
  'view:change': (_isOpen, { newViewState }) => newViewState.mainWindow,
});

/** What `WebChatElement` takes. */
export interface WebChatElementProps {
  /** Gives the chat its size. */
  className?: string | undefined;
  /** Names the element. */
  id?: string | undefined;
}

let host: HTMLElement | undefined;

/**
 * For `webChat.element`: makes the page's one host element at the first call, and returns the same
 * one from then on, so that a component that is mounted again shows the same chat.
 */
export function webChatElement(): Element {
  if (!host) {
    host = document.createElement('div');
    host.style.cssText = 'width:100%;height:100%';
  }
  return host;
}

/**
 * The place of an embedded chat: a `<div>` that holds the page's one host element while it is
 * mounted. It takes up space only while web chat's window is open. Write
 * `element: webChatElement, showLauncher: false` into `webChat`, and open the chat from a button of
 * your own.
 *
 * @throws Error if another one is mounted, or if no `SecureWebChatProvider` stands above it
 */
export function WebChatElement({ className, id }: WebChatElementProps): ReactNode {
  const isOpen = useIsWindowOpen(useChat('WebChatElement'));
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const held = webChatElement();
    if (held.parentNode) {
      throw new Error('Could not mount WebChatElement because another one is mounted; mount one at a time.');
    }
    place.current?.append(held);
    return () => held.remove();
  }, []);
  return createElement('div', { className, id, ref: place, style: { display: isOpen ? '' : 'none' } });
}
