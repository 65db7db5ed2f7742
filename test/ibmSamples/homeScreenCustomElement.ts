/** Links of the page's own on the home screen. */
import type { WebChatOptions } from 'secure-web-chat';

export const homeScreenCustomElement: Partial<WebChatOptions> = {
  onLoad(instance) {
    const link = document.createElement('a');
    link.href = '/articles';
    link.textContent = 'Articles';
    instance.writeableElements.homeScreenAfterStartersElement.append(link);
    instance.updateHomeScreenConfig({ is_on: true, custom_content_only: false });
  },
};
