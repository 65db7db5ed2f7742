/** Stands in for IBM's script: served under its name, it does what the script does to the page. */
import { assistantAddress, httpAssistant } from './httpAssistant.js';
import { createLoader, startWithOptionsOf } from './loadWatsonAssistantChat.js';
import type { Page } from './page.js';

const page: Page = window;
page.loadWatsonAssistantChat = createLoader({
  page,
  connect: (options) => httpAssistant(assistantAddress(options), page),
});
startWithOptionsOf(page);
