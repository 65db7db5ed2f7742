/** The function that IBM's script puts on the page. */
import type { WebChatLoader } from '../web-chat/ibm/index.js';
import type { Assistant } from './assistant.js';
import { Chat } from './chat.js';
import { loadInitialConfiguration } from './configuration.js';
import { claimNamespace, releaseNamespace } from './namespace.js';
import type { LoaderOptions, Page } from './page.js';
import { Timers } from './timers.js';

interface LoaderNeeds {
  page: Page;
  /** The assistant that a web chat with these options talks to. */
  connect(options: LoaderOptions): Assistant;
  timers?: Timers;
  onChat?(chat: Chat): void;
}

/** What IBM's script does with the options that a page has put on `window` for it. */
export function startWithOptionsOf(page: Page): void {
  const { watsonAssistantChatOptions: options, loadWatsonAssistantChat: load } = page;
  if (options) load?.({ ...options }).catch((error: unknown) => console.error(error));
}

/**
 * Resolves with null where the instance cannot be made, as IBM's own does; `onError` has heard why.
 */
export function createLoader({ page, connect, timers = new Timers(), onChat }: LoaderNeeds): WebChatLoader {
  const load = async (options: LoaderOptions) => {
    const assistant = connect(options);
    const isSecure = await loadInitialConfiguration(assistant, options, timers);
    if (timers.isClosed) throw new Error('The web chat simulator was uninstalled while web chat was loading.');
    claimNamespace(page, options.namespace);
    let chat: Chat;
    try {
      chat = new Chat(page, options, assistant, timers, isSecure);
    } catch (error) {
      console.error('[Chat] There was an error starting your watsonx Assistant', error);
      releaseNamespace(page, options.namespace);
      return null;
    }
    onChat?.(chat);
    options.onLoad?.(chat.instance);
    return chat.instance;
  };
  // IBM documents no null, and so the contract has none.
  return load as unknown as WebChatLoader;
}
