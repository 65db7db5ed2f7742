/** An accordion of IBM's design system in an answer. */
import type { WebChatOptions } from 'secure-web-chat';

export const usingCarbon: Partial<WebChatOptions> = {
  onLoad(instance) {
    instance.on({
      type: 'userDefinedResponse',
      handler: ({ data: { message, element } }) => {
        if (message.user_defined?.['template_name'] !== 'accordion') return;
        const accordion = document.createElement('cds-accordion');
        accordion.textContent = message.title ?? '';
        element.append(accordion);
      },
    });
    instance.updateCSSVariables({ $focus: '#ff0000' });
  },
};
