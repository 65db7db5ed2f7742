/** Stands in for IBM's script: served under its name, it does what the script does to the page. */
import { assistantAddress, httpAssistant } from './httpAssistant.js';
import { createLoader } from './loadWatsonAssistantChat.js';
import type { Page } from './page.js';

const page: Page = window;
const load = createLoader({ page, connect: (options) => httpAssistant(assistantAddress(options), page) });
page.loadWatsonAssistantChat = load;

if (page.watsonAssistantChatOptions) {
  load({ ...page.watsonAssistantChatOptions }).catch((error: unknown) => console.error(error));
}
