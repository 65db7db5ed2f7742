/** Renders the assistant's user-defined responses, each in a portal with an error boundary. */
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

/** The visible responses, oldest first. */
const useResponses = createInstanceValue(() => NONE, {
  // A silent response has no element.
  userDefinedResponse: (responses, event, instance) =>
    event.data.element ? [...responses, { event, instance }] : responses,
  restartConversation: () => NONE,
});

/** The props of `UserDefinedResponses`. */
export interface UserDefinedResponsesProps {
  /**
   * Renders one response. `event.data.message` is the response as your action defines it. Return
   * null for a response that another component renders.
   */
  render: (event: WebChatEvents['userDefinedResponse'], instance: WebChatInstance) => ReactNode;
}

/**
 * Renders the assistant's user-defined responses as portals, so that they can use your
 * application's contexts. When a conversation ends, the component removes its responses. If a
 * response throws, only that response stays empty. React reports the error.
 *
 * Mount the component before the chat loads and outside of routes, because web chat fires the event
 * of each response only once.
 *
 * @throws Error if there is no `SecureWebChatProvider` above the component
 */
export function UserDefinedResponses({ render }: UserDefinedResponsesProps): ReactNode {
  const responses = useResponses(useChat('UserDefinedResponses'));
  // The index can be the key, because responses are only added at the end or removed all at once.
  return responses.map(({ event, instance }, place) => {
    const response = createElement(Response, { draw: () => render(event, instance) });
    return createPortal(createElement(ErrorBoundary, null, response), event.data.element, String(place));
  });
}

/** A separate component, so that the error boundary catches the errors of `render`. */
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
