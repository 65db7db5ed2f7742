/** Owns the object a page is given: IBM's methods, each leading to the part that does the work. */
import type { FullWebChatInstance, WebChatMessage } from '../web-chat/ibm/index.js';
import type { Conversation } from './conversation.js';
import type { Core } from './core.js';
import type { Removals, Subscriptions } from './eventBus.js';
import type { Identity } from './identity.js';
import type { Locale } from './locale.js';
import { createRequest } from './messages.js';
import { VERSION } from './state.js';
import type { NewView, View } from './view.js';

export interface Parts {
  core: Core;
  identity: Identity;
  conversation: Conversation;
  view: View;
  locale: Locale;
  render(): Promise<void>;
  /** Takes what is on screen away. */
  unmount(): void;
}

const VIEW_NAMES = ['launcher', 'mainWindow', 'tour'];

export function createInstance(parts: Parts): FullWebChatInstance {
  let isRendered = false;
  const rendered = () => isRendered;
  /** What methods return for chaining: nothing any more, once destroyed. */
  let chained: FullWebChatInstance | undefined;
  const instance = {
    async render() {
      if (isRendered) console.error('[Chat] The render function has already been called!');
      const isFirst = !isRendered;
      isRendered = true;
      if (isFirst) await parts.render();
      return chained;
    },
    ...subscriptions(parts, () => chained),
    ...identityMethods(parts),
    ...conversationMethods(parts),
    ...viewMethods(parts, rendered),
    // Neither the handlers nor the methods are taken away, as in web chat.
    destroy() {
      parts.unmount();
      chained = undefined;
    },
  } as unknown as FullWebChatInstance;
  chained = instance;
  return instance;
}

function subscriptions({ core: { bus } }: Parts, instance: () => FullWebChatInstance | undefined) {
  return {
    on(added: Subscriptions) {
      bus.on(added);
      return instance();
    },
    once(added: Subscriptions) {
      bus.once(added);
      return instance();
    },
    off(removed: Removals) {
      bus.off(removed);
      return instance();
    },
  };
}

function identityMethods({ identity }: Parts) {
  return {
    updateIdentityToken: (token: string) => identity.updateToken(token),
    updateUserID: (userID: string) => identity.updateUserID(userID),
  };
}

function conversationMethods({ core, conversation, locale }: Parts) {
  return {
    async send(message: string | WebChatMessage, { silent = false } = {}) {
      await conversation.send(createRequest(message, silent), 'instanceSend');
    },
    restartConversation: () => conversation.restart(),
    destroySession: () => conversation.destroySession({ keepsView: false }),
    async updateLocale(name: string) {
      locale.change(name);
    },
    getLocale: () => locale.name,
    getWidgetVersion: () => VERSION,
    getState() {
      const { session, launcher, userID } = core.state.get();
      return {
        isWebChatOpen: launcher.viewState.mainWindow,
        isHomeScreenOpen: false,
        hasUserSentMessage: session.hasSentNonWelcomeMessage,
        isDebugEnabled: false,
        isTourActive: false,
        isAssistantInputFieldVisible: true,
        isConnectedWithHumanAgent: false,
        isConnectingWithHumanAgent: false,
        serviceDesk: { isConnected: false, isConnecting: false, isSuspended: false },
        viewState: { ...launcher.viewState },
        sessionID: session.sessionID,
        userID,
      };
    },
  };
}

function viewMethods({ core, view }: Parts, isRendered: () => boolean) {
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
    updateIsChatLoadingCounter(direction: 'increase' | 'decrease') {
      const { loadings } = core.state.get();
      core.state.set({ loadings: Math.max(0, loadings + (direction === 'increase' ? 1 : -1)) });
    },
    updateCSSVariables(variables: Record<string, string>) {
      core.state.set({ cssVariables: { ...core.state.get().cssVariables, ...variables } });
    },
  };
}

function isViewName(view: unknown): view is NewView {
  const names = typeof view === 'string' ? [view] : typeof view === 'object' && view ? Object.keys(view) : [''];
  const isKnown = names.every((name) => VIEW_NAMES.includes(name));
  if (!isKnown) console.error(`[Chat] "${names}" is not a valid view name. Please use ${VIEW_NAMES.join(', ')}.`);
  return isKnown;
}
