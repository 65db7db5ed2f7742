/** The methods of the instance that change the window. */
import type {
  FullWebChatInstance,
  WebChatInput,
  WebChatLauncherConfig,
  WebChatMenuOption,
} from '../web-chat/ibm/index.js';
import type { Parts } from './instance.js';
import type { NewView } from './view.js';

const VIEW_NAMES = ['launcher', 'mainWindow', 'tour'];

export function windowMethods(parts: Parts, isRendered: () => boolean) {
  const { core, view } = parts;
  const open = () => view.change('mainWindow', { reason: 'calledOpenWindow', opensWindow: 'called_open_window' });
  const close = () => view.change('launcher', { reason: 'calledCloseWindow', closesWindow: 'called_close_window' });
  return {
    async changeView(to: NewView) {
      if (!isRendered()) {
        console.error('[Chat] You tried to call "changeView" without ever having called the "render" method.');
      } else if (isViewName(to)) {
        await view.change(to, { reason: 'calledChangeView' });
      }
    },
    openWindow: open,
    closeWindow: close,
    toggleOpen: () => (view.current.mainWindow ? close() : open()),
    requestFocus() {
      if (view.current.mainWindow) parts.window()?.focus();
    },
    updateIsChatLoadingCounter(direction: 'increase' | 'decrease') {
      const { loadings } = core.state.get();
      core.state.set({ loadings: Math.max(0, loadings + (direction === 'increase' ? 1 : -1)) });
    },
    updateCSSVariables(variables: Record<string, string>) {
      core.state.set({ cssVariables: { ...core.state.get().cssVariables, ...variables } });
    },
    updateAssistantInputFieldVisibility: (isInputVisible: boolean) => core.state.set({ isInputVisible }),
    updateLauncherConfig({ is_on = core.state.get().hasLauncher }: WebChatLauncherConfig) {
      core.state.set({ hasLauncher: is_on });
    },
    // The simulator's launcher has no text.
    updateLauncherGreetingMessage() {},
    showLauncherGreetingMessage() {},
    updateCustomMenuOptions: (menuOptions: readonly WebChatMenuOption[]) => core.state.set({ menuOptions }),
    updateMainHeaderTitle: (title?: string | null) => core.state.set({ headerTitle: title ?? '' }),
    elements: elements(parts),
  };
}

/** As in web chat, these methods do nothing before `render()`. */
function elements({ window }: Parts): FullWebChatInstance['elements'] {
  const inputOf = (input: () => WebChatInput | undefined): WebChatInput => ({
    // As in web chat, the element is undefined before the input field is rendered.
    getHTMLElement: () => input()?.getHTMLElement() as ReturnType<WebChatInput['getHTMLElement']>,
    setValue: (value) => input()?.setValue(value),
    setEnableEnterKey: (isEnabled) => input()?.setEnableEnterKey(isEnabled),
    addChangeListener: (listener) => input()?.addChangeListener(listener),
    removeChangeListener: (listener) => input()?.removeChangeListener(listener),
  });
  return {
    getMainWindow: () => ({
      addClassName: (name) => window()?.mainWindow.classList.add(name),
      removeClassName: (name) => window()?.mainWindow.classList.remove(name),
    }),
    getMessageInput: () => inputOf(() => window()?.input),
    // The simulator has no home screen.
    getHomeScreenInput: () => inputOf(() => undefined),
  };
}

function isViewName(view: unknown): view is NewView {
  const names = typeof view === 'string' ? [view] : typeof view === 'object' && view ? Object.keys(view) : [''];
  const isKnown = names.every((name) => VIEW_NAMES.includes(name));
  if (!isKnown) console.error(`[Chat] "${names}" is not a valid view name. Please use ${VIEW_NAMES.join(', ')}.`);
  return isKnown;
}
