/** One simulated web chat, which consists of the parts in the other files. */
import type { FullWebChatInstance, WebChatCustomPanels, WebChatWriteableElements } from '../web-chat/ibm/index.js';
import { anonymousID, forgetAnonymousID } from './anonymousID.js';
import type { Assistant } from './assistant.js';
import { ChatWindow } from './chatWindow.js';
import { Conversation } from './conversation.js';
import { Core } from './core.js';
import { createCustomPanels } from './customPanels.js';
import { EventBus } from './eventBus.js';
import { Identity } from './identity.js';
import { createInstance } from './instance.js';
import { Locale } from './locale.js';
import { createRequest, responseText } from './messages.js';
import { releaseNamespace } from './namespace.js';
import type { LoaderOptions, Page } from './page.js';
import { followState } from './serverSession.js';
import { ALL_CLOSED, LAUNCHER_OPEN, Store, type ViewState, WINDOW_OPEN } from './state.js';
import { TabStorage } from './tabStorage.js';
import type { Timers } from './timers.js';
import { View } from './view.js';
import { createWriteableElements } from './writeableElements.js';

export class Chat {
  readonly instance: FullWebChatInstance;
  readonly core: Core;
  readonly conversation: Conversation;
  readonly view: View;
  /** The rendered window, or null before `render()`. */
  #window: ChatWindow | null = null;
  /** The elements for the page's own content. */
  readonly #ofPage: { customPanels: WebChatCustomPanels; writeable: WebChatWriteableElements };
  /** The visible views of the tab's last page. */
  readonly #storedView: ViewState | undefined;
  readonly #stopStoring: () => void;

  /** @throws Error if web chat cannot use the option `identityToken` */
  constructor(page: Page, options: LoaderOptions, assistant: Assistant, timers: Timers, isSecure: boolean | undefined) {
    const storage = new TabStorage(page, options);
    this.core = new Core(page, options, isSecure, assistant, new EventBus(), new Store(), storage, timers);
    const { core } = this;
    this.#ofPage = {
      customPanels: createCustomPanels(core),
      writeable: createWriteableElements(page.document),
    };
    const stored = storage.loadLauncher();
    if (stored) core.state.set({ launcher: { ...stored, viewState: ALL_CLOSED } });
    this.#storedView = stored?.viewState;
    const identity = new Identity(core);
    const locale = new Locale();
    this.conversation = new Conversation(core, identity, locale, this.#ofPage.customPanels.getPanel());
    this.view = new View(core, () => {
      this.conversation.hydrate().catch((error: unknown) => console.error('[Chat] Error hydrating the chat', error));
    });
    this.#stopStoring = followState(core, identity);
    const { conversation, view } = this;
    const render = () => this.#render();
    const unmount = () => this.#unmount();
    const { customPanels, writeable: writeableElements } = this.#ofPage;
    const window = () => this.#window;
    const ofPage = { customPanels, writeableElements, window };
    this.instance = createInstance({ core, identity, conversation, view, locale, ...ofPage, render, unmount });
    core.bus.instance = this.instance;
    if (options.identityToken) identity.updateToken(options.identityToken);
  }

  get isOnPage(): boolean {
    return this.#window !== null && !this.isDestroyed;
  }

  get isDestroyed(): boolean {
    return this.core.state.get().isDestroyed;
  }

  /** The lines that the visitor can read. */
  get transcript(): string[] {
    return this.#window?.transcript ?? [];
  }

  /** Types and sends a text. Resolves with the text of the answer. */
  async say(text: string): Promise<string> {
    return this.#window?.say(text) ?? '';
  }

  /** Removes the web chat and all data that it has stored. */
  remove(): void {
    this.#stopStoring();
    this.#unmount();
    this.core.storage.clearAll();
    const { page, state } = this.core;
    if (state.get().userID === anonymousID(page)) forgetAnonymousID(page);
  }

  async #render(): Promise<void> {
    const { view, conversation, core } = this;
    const { customPanels, writeable } = this.#ofPage;
    const customPanel = customPanels.getPanel();
    const close = () => view.change('launcher', { reason: 'mainWindowMinimized', closesWindow: 'default_minimize' });
    this.#window = new ChatWindow(
      core,
      { writeable, panelHost: customPanel.hostElement },
      {
        open: () => view.change('mainWindow', { reason: 'launcherClicked', opensWindow: 'default_launcher' }),
        close,
        restart: () => conversation.restart(),
        leaveCustomPanel: async () => {
          const { onClickBack } = core.state.get().customPanel.options;
          customPanel.close();
          onClickBack?.();
        },
        closeFromCustomPanel: async () => {
          const { disableDefaultCloseAction, onClickClose } = core.state.get().customPanel.options;
          const closed = disableDefaultCloseAction ? undefined : close();
          onClickClose?.();
          await closed;
        },
        send: async (text) => responseText(await conversation.send(createRequest(text), 'messageInput')),
      },
    );
    const stored = this.#storedView;
    const target = stored ?? (core.options.openChatByDefault ? WINDOW_OPEN : LAUNCHER_OPEN);
    const reason = stored ? 'sessionHistory' : 'webChatLoaded';
    const opensWindow = stored ? 'session_history' : 'open_by_default';
    await view.change(target, target.mainWindow ? { reason, opensWindow } : { reason });
  }

  #unmount(): void {
    this.core.state.set({ isDestroyed: true });
    releaseNamespace(this.core.page, this.core.options.namespace);
    this.#window?.remove();
  }
}
