/** A script that replaces IBM's script. It defines the loader with an assistant over HTTP. */
import { assistantAddress, httpAssistant } from './httpAssistant.js';
import { createLoader, startWithOptionsOf } from './loadWatsonAssistantChat.js';
import type { Page } from './page.js';

const page: Page = window;
page.loadWatsonAssistantChat = createLoader({
  page,
  connect: (options) => httpAssistant(assistantAddress(options), page),
});
startWithOptionsOf(page);
