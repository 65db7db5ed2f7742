/** The instance for the page. Each of its methods calls the part that does the work. */
import type {
  FullWebChatInstance,
  WebChatCustomPanels,
  WebChatInput,
  WebChatLanguagePack,
  WebChatMessage,
  WebChatSendOptions,
  WebChatState,
  WebChatWriteableElements,
} from '../web-chat/ibm/index.js';
import { absentMethods } from './absentMethods.js';
import type { Conversation } from './conversation.js';
import type { Core } from './core.js';
import type { Removals, Subscriptions } from './eventBus.js';
import type { Identity } from './identity.js';
import type { Locale } from './locale.js';
import { createRequest } from './messages.js';
import { VERSION } from './state.js';
import type { View } from './view.js';
import { windowMethods } from './windowMethods.js';

export interface Parts {
  core: Core;
  identity: Identity;
  conversation: Conversation;
  view: View;
  locale: Locale;
  customPanels: WebChatCustomPanels;
  writeableElements: WebChatWriteableElements;
  /** Returns the rendered window, or null before `render()`. */
  window(): RenderedWindow | null;
  render(): Promise<void>;
  /** Removes the elements from the page. */
  unmount(): void;
}

/** The parts of the rendered window that the instance gives to the page. */
export interface RenderedWindow {
  readonly input: WebChatInput;
  readonly mainWindow: HTMLElement;
  focus(): void;
}

export function createInstance(parts: Parts): FullWebChatInstance {
  let isRendered = false;
  const rendered = () => isRendered;
  /** The return value of chainable methods. Undefined after `destroy()`, as in web chat. */
  let chained: FullWebChatInstance | undefined;
  const { customPanels, writeableElements } = parts;
  const instance: FullWebChatInstance = {
    async render() {
      if (isRendered) console.error('[Chat] The render function has already been called!');
      const isFirst = !isRendered;
      isRendered = true;
      if (isFirst) await parts.render();
      return chained as FullWebChatInstance;
    },
    ...subscriptions(parts, () => chained),
    ...identityMethods(parts),
    ...conversationMethods(parts),
    ...windowMethods(parts, rendered),
    ...absentMethods,
    customPanels,
    writeableElements,
    // As in web chat, the handlers stay registered and the methods still work.
    destroy() {
      parts.unmount();
      chained = undefined;
    },
  };
  chained = instance;
  return instance;
}

function subscriptions({ core: { bus } }: Parts, instance: () => FullWebChatInstance | undefined) {
  const methods = {
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
  // The compiler cannot see that the bus calls each handler with the event of its type.
  return methods as unknown as Pick<FullWebChatInstance, keyof typeof methods>;
}

function identityMethods({ identity }: Parts) {
  return {
    updateIdentityToken: (token: string) => identity.updateToken(token),
    updateUserID: (userID: string) => identity.updateUserID(userID),
  };
}

function conversationMethods({ core, conversation, locale }: Parts) {
  return {
    async send(message: string | WebChatMessage, { silent = false }: WebChatSendOptions = {}) {
      await conversation.send(createRequest(message, silent), 'instanceSend');
    },
    restartConversation: () => conversation.restart(),
    destroySession: () => conversation.destroySession({ keepsView: false }),
    updateHistoryUserDefined: (messageID: string, data: unknown) => conversation.updates.noteForPage(messageID, data),
    async updateLocale(name: string) {
      locale.change(name);
    },
    getLocale: () => locale.name,
    updateLanguagePack: (words: WebChatLanguagePack) => locale.replaceWords(words),
    getIntl: () => locale.intl(),
    getWidgetVersion: () => VERSION,
    getState(): WebChatState {
      const { session, launcher, userID, isInputVisible } = core.state.get();
      return {
        isWebChatOpen: launcher.viewState.mainWindow,
        isHomeScreenOpen: false,
        hasUserSentMessage: session.hasSentNonWelcomeMessage,
        isDebugEnabled: false,
        isTourActive: false,
        isAssistantInputFieldVisible: isInputVisible,
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
