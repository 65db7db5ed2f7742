/** The panel that covers the window with content of the page. */
import type { WebChatCustomPanel, WebChatCustomPanelOptions, WebChatCustomPanels } from '../web-chat/ibm/index.js';
import type { Core } from './core.js';
import { element } from './element.js';

/** There is one. It opens and closes at once, even if the page asks for animations. */
export function createCustomPanels(core: Core): WebChatCustomPanels {
  const { page, state, bus } = core;
  const fire = (...types: string[]) => {
    for (const type of types) {
      bus.fire({ type }).catch((error: unknown) => console.error('[Chat] A handler of a custom panel failed', error));
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
