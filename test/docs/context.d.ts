/** All that a code block may use without importing it: what the script tags define, a function of the site's own, React's other half, and IBM's React package. */

type Chat = import('secure-web-chat').SecureWebChat;
declare const SecureWebChat: typeof import('secure-web-chat').SecureWebChat & { current: Chat | null };

interface WindowEventMap {
  'securewebchat:ready': CustomEvent<Chat>;
}

/** Where a site sends its errors. */
declare function report(what: string): void;

interface Window {
  SecureWebChat: typeof SecureWebChat;
  /** IBM's script reads it, and starts a chat of its own. */
  watsonAssistantChatOptions: {
    integrationID: string;
    region: string;
    serviceInstanceID: string;
    clientVersion?: string;
    onLoad(instance: {
      on(subscription: { type: string; handler(event: { identityToken: string | null }): Promise<void> }): void;
      render(): Promise<unknown>;
    }): Promise<void>;
  };
}

declare module 'react-dom' {
  export function createPortal(
    children: import('react').ReactNode,
    container: Element,
    key?: string,
  ): import('react').ReactPortal;
}

declare module '@ibm-watson/assistant-web-chat-react' {
  // biome-ignore lint/suspicious/noExplicitAny: this is how the package declares it.
  type WebChatInstance = { [key: string]: any };
  export function WebChatContainer(props: {
    config: { integrationID: string; region: string; serviceInstanceID?: string };
    onBeforeRender?(instance: WebChatInstance): Promise<void>;
  }): null;
}
