/** Answers are read out, and a button above the input listens to the visitor. */
import type { WebChatOptions } from 'secure-web-chat';

export interface Speech {
  say(text: string): void;
  listen(): Promise<string>;
}

export const speechAndText = ({ say, listen }: Speech): Partial<WebChatOptions> => ({
  onLoad(instance) {
    instance.updateHomeScreenConfig({ is_on: false });
    instance.on({
      type: 'receive',
      handler: ({ data }) => say((data.output.generic ?? []).map(({ text }) => text ?? '').join(' ')),
    });
    const record = document.createElement('button');
    record.textContent = 'Record';
    record.addEventListener('click', async () => {
      const text = await listen();
      await instance.send({ input: { text } });
    });
    instance.writeableElements.beforeInputElement.append(record);
  },
});
