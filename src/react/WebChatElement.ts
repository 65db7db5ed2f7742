/** The component for an embedded chat, and the element that web chat fills. */
import { createElement, type ReactNode, useEffect, useRef } from 'react';
import { useChat } from './chatContext.js';
import { createInstanceValue } from './instanceValue.js';

const useIsWindowOpen = createInstanceValue((instance) => instance?.getState().viewState.mainWindow ?? false, {
  'view:change': (_isOpen, { newViewState }) => newViewState.mainWindow,
});

/** The props of `WebChatElement`. */
export interface WebChatElementProps {
  /** The class of the `<div>`. Its style gives the chat its size. */
  className?: string | undefined;
  /** The ID of the `<div>`. */
  id?: string | undefined;
}

let host: HTMLElement | undefined;

/**
 * Returns the element for the option `webChat.element`. Each call returns the same element, so that
 * a component that is mounted again shows the same chat.
 */
export function webChatElement(): Element {
  if (!host) {
    host = document.createElement('div');
    host.style.cssText = 'width:100%;height:100%';
  }
  return host;
}

/**
 * Shows an embedded chat: a `<div>` that contains the element of `webChatElement()`. The `<div>`
 * takes up space only while web chat's window is open. Set `element: webChatElement` and
 * `showLauncher: false` in `webChat`, and open the chat from a button of your own.
 *
 * @throws Error if another `WebChatElement` is mounted, or if there is no `SecureWebChatProvider`
 *   above the component
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
