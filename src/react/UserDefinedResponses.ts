/**
 * Draws the assistant's user-defined responses: each in a portal, with a boundary for its errors.
 */
import { Component, createElement, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import type { WebChatEvents, WebChatInstance } from 'secure-web-chat';
import { useChat } from './chatContext.js';
import { createInstanceValue } from './instanceValue.js';

interface UserDefinedResponse {
  readonly event: WebChatEvents['userDefinedResponse'];
  readonly instance: WebChatInstance;
}

const NONE: readonly UserDefinedResponse[] = [];

/** Those on screen, the oldest first. */
const useResponses = createInstanceValue(() => NONE, {
  // A silent response has no place on screen.
  userDefinedResponse: (responses, event, instance) =>
    event.data.element ? [...responses, { event, instance }] : responses,
  restartConversation: () => NONE,
});

/** What `UserDefinedResponses` takes. */
export interface UserDefinedResponsesProps {
  /**
   * Draws one response: `event.data.message` is what your action wrote. Return null for a response
   * that another component draws.
   */
  render: (event: WebChatEvents['userDefinedResponse'], instance: WebChatInstance) => ReactNode;
}

/**
 * Draws the assistant's user-defined responses as portals, inside your application's contexts. When
 * a conversation ends, its responses go. An error in one of them leaves its place empty and nothing
 * else; React reports it as it reports every error that a boundary catches.
 *
 * Mount it before the chat loads and outside of routes, because web chat tells of each response
 * once.
 *
 * @throws Error if no `SecureWebChatProvider` stands above it
 */
export function UserDefinedResponses({ render }: UserDefinedResponsesProps): ReactNode {
  const responses = useResponses(useChat('UserDefinedResponses'));
  // A place in the list is a key, because responses are added at the end and go all at once.
  return responses.map(({ event, instance }, place) => {
    const response = createElement(Response, { draw: () => render(event, instance) });
    return createPortal(createElement(ErrorBoundary, null, response), event.data.element, String(place));
  });
}

/** A component of its own, so that the boundary catches what `render` throws. */
function Response({ draw }: { draw: () => ReactNode }): ReactNode {
  return draw();
}

class ErrorBoundary extends Component<{ children: ReactNode }> {
  static getDerivedStateFromError = () => ({ hasFailed: true });
  override state: { hasFailed?: boolean } = {};
  override render(): ReactNode {
    return this.state.hasFailed ? null : this.props.children;
  }
}
