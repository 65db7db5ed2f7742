/**
 * The assistant fills in a field of the page, at once or when a button in the answer is pressed.
 */
import type { WebChatOptions } from 'secure-web-chat';

export const pageInteraction = (field: HTMLInputElement): Partial<WebChatOptions> => ({
  onLoad(instance) {
    const fillIn = () => {
      field.value = '1234567';
    };
    instance.on({
      type: 'receive',
      handler: ({ data }) => {
        if (data.output.generic?.[0]?.user_defined?.['user_defined_type'] === 'fill_in') fillIn();
      },
    });
    instance.on({
      type: 'userDefinedResponse',
      handler: ({ data: { message, element } }) => {
        if (message.user_defined?.['user_defined_type'] !== 'offer_to_fill_in') return;
        const button = document.createElement('button');
        button.textContent = 'Fill in my number';
        button.addEventListener('click', fillIn);
        element.append(button);
      },
    });
  },
});
