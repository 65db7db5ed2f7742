/** The panel that covers the window with the page's own content. */
import type { WebChatCustomPanel, WebChatCustomPanelOptions, WebChatCustomPanels } from '../web-chat/ibm/index.js';
import type { Core } from './core.js';
import { element } from './element.js';

/** Creates the only panel. It opens and closes without an animation. */
export function createCustomPanels(core: Core): WebChatCustomPanels {
  const { page, state, bus } = core;
  const fire = (...types: string[]) => {
    for (const type of types) {
      bus.fire({ type }).catch((error: unknown) => console.error(`[Chat] A handler of ${type} failed`, error));
    }
  };
  const panel: WebChatCustomPanel = {
    hostElement: element(page.document, 'div', { class: 'WACCustomPanel__HostElement' }),
    open(options: WebChatCustomPanelOptions = {}) {
      const { isOpen } = state.get().customPanel;
      state.set({ customPanel: { isOpen: true, options } });
      if (!isOpen) fire('customPanel:pre:open', 'customPanel:open');
    },
    close() {
      const { isOpen, options } = state.get().customPanel;
      if (!isOpen) return;
      state.set({ customPanel: { isOpen: false, options } });
      fire('customPanel:pre:close', 'customPanel:close');
    },
  };
  return { getPanel: () => panel };
}
