/** Creates the function `loadWatsonAssistantChat`, which IBM's script defines on a page. */
import type { WebChatLoader } from '../web-chat/ibm/index.js';
import type { Assistant } from './assistant.js';
import { Chat } from './chat.js';
import { loadInitialConfiguration } from './configuration.js';
import { claimNamespace, releaseNamespace } from './namespace.js';
import type { LoaderOptions, Page } from './page.js';
import { Timers } from './timers.js';

interface LoaderNeeds {
  page: Page;
  /** Returns the assistant for a web chat with these options. */
  connect(options: LoaderOptions): Assistant;
  timers?: Timers;
  onChat?(chat: Chat): void;
}

/** Starts a web chat with `window.watsonAssistantChatOptions`, as IBM's script does. */
export function startWithOptionsOf(page: Page): void {
  const { watsonAssistantChatOptions: options, loadWatsonAssistantChat: load } = page;
  if (options) load?.({ ...options }).catch((error: unknown) => console.error(error));
}

/**
 * Creates the loader. As in IBM's web chat, the loader resolves with null if it cannot create the
 * instance. `onError` has then received the reason.
 */
export function createLoader({ page, connect, timers = new Timers(), onChat }: LoaderNeeds): WebChatLoader {
  const load = async (options: LoaderOptions) => {
    const assistant = connect(options);
    const isSecure = await loadInitialConfiguration(assistant, options, timers);
    if (timers.isClosed) {
      throw new Error('Could not load web chat because the test has uninstalled the simulator; await load() first.');
    }
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
  // The type of the loader has no null, because IBM does not document it.
  return load as unknown as WebChatLoader;
}
