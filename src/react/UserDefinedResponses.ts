/** Draws the assistant's user-defined responses: each in a portal, with a boundary for its errors. */
import { Component, createElement, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import type { WebChatEvents, WebChatInstance } from 'secure-web-chat';
import { useChat } from './chatContext.js';
import { type UserDefinedResponse, useResponses } from './responses.js';

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
  return responses.map((response, place) =>
    createPortal(
      createElement(ErrorBoundary, null, createElement(Response, { ...response, render })),
      response.event.data.element,
      String(place),
    ),
  );
}

/** Of its own, so that an error of `render` is one below the boundary. */
function Response({ event, instance, render }: UserDefinedResponse & UserDefinedResponsesProps): ReactNode {
  return render(event, instance);
}

class ErrorBoundary extends Component<{ children: ReactNode }> {
  static getDerivedStateFromError = () => ({ hasFailed: true });
  override state: { hasFailed?: boolean } = {};
  override render(): ReactNode {
    return this.state.hasFailed ? null : this.props.children;
  }
}
