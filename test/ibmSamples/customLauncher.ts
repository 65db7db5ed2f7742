/** A button of the page opens the chat, and is out of the way while the chat is open. */
import type { WebChatOptions } from 'secure-web-chat';

export const customLauncher = (button: HTMLButtonElement): Partial<WebChatOptions> => ({
  showLauncher: false,
  onLoad(instance) {
    button.addEventListener('click', () => void instance.changeView('mainWindow'));
    instance.on({
      type: 'view:change',
      handler: ({ newViewState }) => {
        button.hidden = newViewState.mainWindow;
      },
    });
  },
});
