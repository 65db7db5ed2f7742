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

/** What a page hands to the loader, as far as it makes a difference here. */
export interface LoaderOptions extends Pick<WebChatOptions, UsedOption> {
  /** The SDK calls the function of a site's before it calls the loader. */
  element?: Element | undefined;
  /** IBM's own option, which the SDK refuses. */
  identityToken?: string | undefined;
  onLoad?: ((instance: FullWebChatInstance) => unknown) | null | undefined;
}

/** Shared by all web chats of a page, of any version. */
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
