/**
 * Web chat inside an element of the page, which shows and hides it with an animation of its own.
 */
import type { WebChatOptions } from 'secure-web-chat';

export const customElement = (element: HTMLElement): Partial<WebChatOptions> => ({
  element,
  showLauncher: false,
  openChatByDefault: true,
  themeConfig: { corners: 'square' },
  layout: { showFrame: false, hasContentMaxWidth: true },
  headerConfig: { minimizeButtonIconType: 'side-panel-right' },
  onLoad(instance) {
    const mainWindow = instance.elements.getMainWindow();
    instance.on({
      type: 'view:change',
      handler: ({ reason, oldViewState, newViewState }) => {
        if (oldViewState.mainWindow === newViewState.mainWindow) return;
        element.hidden = !newViewState.mainWindow;
        if (reason === 'sessionHistory') return;
        mainWindow.removeClassName(newViewState.mainWindow ? 'slide-out' : 'slide-in');
        mainWindow.addClassName(newViewState.mainWindow ? 'slide-in' : 'slide-out');
      },
    });
  },
});
