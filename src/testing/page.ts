/** The globals that IBM's script shares with the page. */
import type { FullWebChatInstance, WebChatLoader, WebChatOptions } from '../web-chat/ibm/index.js';

type UsedOption =
  | 'integrationID'
  | 'region'
  | 'subscriptionID'
  | 'showLauncher'
  | 'openChatByDefault'
  | 'namespace'
  | 'cspNonce'
  | 'cloudPrivateHostURL'
  | 'servers'
  | 'onError';

/** The options of the loader that have an effect in the simulator. */
export interface LoaderOptions extends Pick<WebChatOptions, UsedOption> {
  /** If the page gives the SDK a function, the SDK calls it and passes the element. */
  element?: Element | undefined;
  /** The initial token. IBM's web chat accepts it, but the SDK does not. */
  identityToken?: string | undefined;
  onLoad?: ((instance: FullWebChatInstance) => unknown) | null | undefined;
}

/** The global that all web chats of a page share, in every version. */
export interface SharedConfig {
  namespaces: string[];
  loadScriptPromises: Record<string, unknown>;
}

export type Page = Window &
  typeof globalThis & {
    loadWatsonAssistantChat?: WebChatLoader;
    watsonAssistantChatOptions?: LoaderOptions;
    watsonAssistantChatSharedConfig?: SharedConfig;
  };
