/** An entry in the menu saves the conversation, including earlier pages and human agents. */
import type { WebChatOptions, WebChatResponseItem } from 'secure-web-chat';

interface Message {
  input?: { text?: string | undefined } | undefined;
  output?: { generic?: WebChatResponseItem[] | undefined } | undefined;
}

export const downloadHistory = (save: (lines: string) => void): Partial<WebChatOptions> => ({
  onLoad(instance) {
    const messages: Message[] = [];
    const keep = ({ data }: { data: Message }) => void messages.push(data);
    const linesOf = ({ input, output }: Message) =>
      input?.text
        ? [`You,"${input.text}"`]
        : (output?.generic ?? []).flatMap(({ text }) => (text ? [`Assistant,"${text}"`] : []));
    instance
      .on({ type: 'send', handler: keep })
      .on({ type: 'receive', handler: keep })
      .on({ type: 'agent:send', handler: keep })
      .on({ type: 'agent:receive', handler: keep })
      .on({ type: 'history:begin', handler: (event) => void messages.push(...event.messages) });
    instance.updateCustomMenuOptions([
      { text: 'Download', handler: () => save(['From,Message', ...messages.flatMap(linesOf)].join('\n')) },
    ]);
  },
});
