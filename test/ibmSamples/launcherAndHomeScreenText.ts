/** Launcher and home screen say something else on each page. */
import type { WebChatOptions } from 'secure-web-chat';

export const launcherAndHomeScreenText = (page: string): Partial<WebChatOptions> => ({
  onLoad(instance) {
    const isAboutCards = page === 'cards';
    const greeting = isAboutCards ? 'What would you like to know about cards?' : 'How can I help you?';
    const labels = isAboutCards ? ['Rates', 'Rewards'] : ['Pay a bill', 'Find a branch'];
    instance.updateLauncherGreetingMessage(greeting);
    instance.updateLauncherConfig({
      desktop: { is_on: true, title: greeting, time_to_expand: 4 },
      mobile: { is_on: false },
    });
    instance.updateHomeScreenConfig({
      is_on: true,
      greeting,
      background: 'bottom_up',
      starters: { is_on: true, buttons: labels.map((label) => ({ label })) },
    });
  },
});
