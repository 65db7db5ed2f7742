/**
 * The choices of an answer as buttons of the page's own, which a new page shows as they were
 * pressed.
 */
import type { WebChatInstance, WebChatOptions } from 'secure-web-chat';

function turnIntoOwnType(instance: WebChatInstance) {
  instance.on({
    type: 'pre:receive',
    handler: ({ data }) => {
      for (const item of data.output.generic ?? []) {
        if (item.response_type === 'option') item.response_type = 'user_defined';
      }
    },
  });
}

export const customButtons: Partial<WebChatOptions> = {
  onLoad(instance) {
    let current: HTMLButtonElement[] = [];
    turnIntoOwnType(instance);
    instance.on([
      {
        type: 'userDefinedResponse',
        handler: ({ data: { message, fullMessage, element } }) => {
          const pressed = fullMessage.history?.user_defined?.['pressed'];
          current = (message.options ?? []).map(({ label }, index) => {
            const button = document.createElement('button');
            button.textContent = label;
            button.setAttribute('aria-pressed', String(pressed === index));
            button.addEventListener('click', () => {
              button.setAttribute('aria-pressed', 'true');
              void instance.updateHistoryUserDefined(fullMessage.id ?? '', { pressed: index });
              void instance.send({ input: { text: label } });
            });
            return button;
          });
          element.append(...current);
        },
      },
      {
        type: 'pre:send',
        handler: () => {
          for (const button of current) button.disabled = true;
        },
      },
    ]);
  },
};
