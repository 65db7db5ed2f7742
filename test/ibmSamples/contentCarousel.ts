/** Cards in a row, drawn by the page; a press on one asks the assistant about it. */
import type { WebChatOptions, WebChatUserDefinedResponse } from 'secure-web-chat';

interface Card {
  title: string;
  question: string;
}

const isCard = (value: unknown): value is Card =>
  typeof value === 'object' && value !== null && 'title' in value && 'question' in value;

const cardsOf = ({ message }: WebChatUserDefinedResponse): Card[] => {
  const data = message.user_defined?.['carousel'];
  return Array.isArray(data) ? data.filter(isCard) : [];
};

export const contentCarousel: Partial<WebChatOptions> = {
  onLoad(instance) {
    instance.on({
      type: 'userDefinedResponse',
      handler: ({ data }) => {
        data.fullWidth = true;
        for (const { title, question } of cardsOf(data)) {
          const button = document.createElement('button');
          button.textContent = title;
          button.addEventListener('click', () => void instance.send(question));
          data.element.append(button);
        }
      },
    });
  },
};
