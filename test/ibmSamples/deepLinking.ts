/** A link to the page opens the chat with a topic. */
import type { WebChatOptions } from 'secure-web-chat';

export const deepLinking: Partial<WebChatOptions> = {
  pageLinkConfig: {
    linkIDs: { u35: { text: 'I would like to change my account' }, r23: { text: 'I forgot my password' } },
  },
};
