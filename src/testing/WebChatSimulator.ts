/** The simulator for tests: it installs a simulated web chat and acts as the visitor. */
import type { Assistant } from './assistant.js';
import type { Chat } from './chat.js';
import { assistantAddress, httpAssistant } from './httpAssistant.js';
import { createLoader } from './loadWatsonAssistantChat.js';
import { MemoryAssistant, refusing } from './memoryAssistant.js';
import type { LoaderOptions, Page } from './page.js';
import { Timers } from './timers.js';

/**
 * The options of {@link installWebChatSimulator}.
 *
 * @inline
 */
export interface WebChatSimulatorOptions {
  /** The window of the page that gets the simulator. @default window */
  window?: Window & typeof globalThis;
  /**
   * The address of an assistant stand-in, which verifies the tokens and answers the messages. By
   * default, the simulator has an assistant in memory, which accepts any well-formed token.
   */
  assistant?: string | URL;
}

/**
 * Installs the simulator: it defines `window.loadWatsonAssistantChat`, as IBM's script does. Call
 * the function before your page calls `load()`. Unless you give the address of an assistant, web
 * chat then needs no network and no account.
 *
 * @example
 * const simulator = installWebChatSimulator();
 * afterEach(() => simulator.uninstall());
 */
export function installWebChatSimulator(options: WebChatSimulatorOptions = {}): WebChatSimulator {
  const { window: page = window, assistant } = options;
  if (assistant === undefined) {
    const memory = new MemoryAssistant();
    return new WebChatSimulator(page, () => memory.answer);
  }
  const servers = { assistantURLPrefix: String(assistant) };
  return new WebChatSimulator(page, (given) =>
    httpAssistant(assistantAddress({ ...given, servers, cloudPrivateHostURL: undefined }), page),
  );
}

const OPENED_BY_VISITOR = { reason: 'launcherClicked', opensWindow: 'default_launcher' };

/** An installed simulator. {@link installWebChatSimulator} returns it. */
export class WebChatSimulator implements Disposable {
  readonly #page: Page;
  readonly #before: Pick<Page, 'loadWatsonAssistantChat' | 'watsonAssistantChatSharedConfig'>;
  readonly #timers = new Timers();
  readonly #expired = new Set<string>();
  #chats: readonly Chat[] = [];

  /** @internal Use {@link installWebChatSimulator}. */
  constructor(page: Page, connect: (options: LoaderOptions) => Assistant) {
    this.#page = page;
    const { loadWatsonAssistantChat, watsonAssistantChatSharedConfig } = page;
    this.#before = {
      ...(loadWatsonAssistantChat && { loadWatsonAssistantChat }),
      ...(watsonAssistantChatSharedConfig && { watsonAssistantChatSharedConfig }),
    };
    page.loadWatsonAssistantChat = createLoader({
      page,
      connect: (options) => refusing(connect(options), this.#expired),
      timers: this.#timers,
      onChat: (chat) => this.#add(chat),
    });
  }

  /**
   * Opens the window as a visitor does. Web chat then asks for its first token. Resolves when the
   * window shows the conversation or an error panel.
   * @throws Error if the page has no rendered web chat
   */
  async open(): Promise<void> {
    const chat = this.#current();
    await chat.view.change('mainWindow', OPENED_BY_VISITOR);
    await chat.conversation.settled();
  }

  /**
   * Opens the window, types the text and sends it, as a visitor does.
   * @returns the text of the assistant's answer
   * @throws Error if the message is lost, or if the page has no rendered web chat
   */
  async say(text: string): Promise<string> {
    await this.open();
    return this.#current().say(text);
  }

  /**
   * Lets the simulated service refuse the current token from now on.
   * @throws Error if web chat has no token yet, or if the page has no rendered web chat
   */
  expireToken(): void {
    const token = this.#current().core.state.get().identityToken;
    if (!token) throw new Error('Could not expire the token because web chat has no token yet; open the window first.');
    this.#expired.add(token);
  }

  /** The lines that the visitor can read. Empty while web chat is closed or hidden. */
  get transcript(): readonly string[] {
    return this.#chats.flatMap((chat) => chat.transcript);
  }

  /**
   * Removes all that the simulator added to the page: web chats, timers, storage keys and globals.
   * Later calls do nothing.
   */
  uninstall(): void {
    if (this.#timers.isClosed) return;
    this.#timers.close();
    for (const chat of this.#chats) chat.remove();
    for (const name of ['loadWatsonAssistantChat', 'watsonAssistantChatSharedConfig'] as const) {
      delete this.#page[name];
    }
    Object.assign(this.#page, this.#before);
  }

  /** Calls {@link uninstall}, for `using simulator = installWebChatSimulator()`. */
  [Symbol.dispose](): void {
    this.uninstall();
  }

  /**
   * Drops the destroyed chats, because a page can make many. Keeps their storage keys, so that
   * `uninstall()` removes them.
   */
  #add(chat: Chat): void {
    for (const { isDestroyed, core } of this.#chats) {
      if (isDestroyed) for (const key of core.storage.keys) chat.core.storage.keys.add(key);
    }
    this.#chats = [...this.#chats.filter(({ isDestroyed }) => !isDestroyed), chat];
  }

  /** The newest chat on the page, which the simulated visitor uses. */
  #current(): Chat {
    const chat = this.#chats.filter(({ isOnPage }) => isOnPage).at(-1);
    if (!chat) throw new Error('Could not act as the visitor because the page has no web chat; await load() first.');
    return chat;
  }
}
