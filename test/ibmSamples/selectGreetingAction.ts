/** Another greeting on some pages: the request for it says something. */
import type { WebChatOptions } from 'secure-web-chat';

export const selectGreetingAction: Partial<WebChatOptions> = {
  disableSessionHistory: true,
  onLoad(instance) {
    instance.once({
      type: 'pre:send',
      handler: ({ data }) => {
        if (data.input?.text === '') data.input.text = 'Credit cards';
      },
    });
  },
};
