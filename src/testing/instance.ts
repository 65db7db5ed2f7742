/**
 * The object that a page receives: IBM's methods, each of which calls the part that does the work.
 */
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
  /** Null until rendered. */
  window(): RenderedWindow | null;
  render(): Promise<void>;
  /** Takes what is on screen away. */
  unmount(): void;
}

/** The parts of the rendered window that a page may reach. */
export interface RenderedWindow {
  readonly input: WebChatInput;
  readonly mainWindow: HTMLElement;
  focus(): void;
}

export function createInstance(parts: Parts): FullWebChatInstance {
  let isRendered = false;
  const rendered = () => isRendered;
  /** What methods return for chaining: nothing any more, once destroyed. */
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
    // Neither the handlers nor the methods are taken away, as in web chat.
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
  // The bus calls a handler with the event of its type, which the compiler cannot see here.
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
