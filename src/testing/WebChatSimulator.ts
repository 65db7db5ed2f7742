/**
 * The simulator as a test uses it: it puts IBM's loader on the page, acts as the visitor, and
 * removes everything again.
 */
import type { Assistant } from './assistant.js';
import type { Chat } from './chat.js';
import { assistantAddress, httpAssistant } from './httpAssistant.js';
import { createLoader } from './loadWatsonAssistantChat.js';
import { MemoryAssistant, refusing } from './memoryAssistant.js';
import type { LoaderOptions, Page } from './page.js';
import { Timers } from './timers.js';

/**
 * What {@link installWebChatSimulator} takes.
 *
 * @inline
 */
export interface WebChatSimulatorOptions {
  /** The page to put it on. @default window */
  window?: Window & typeof globalThis;
  /**
   * Who answers and verifies: the address of an assistant stand-in. Left out: an assistant in
   * memory.
   */
  assistant?: string | URL;
}

/**
 * Puts a simulated web chat on the page, under the name of IBM's own loader: no network, no
 * account.
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

/** Made by {@link installWebChatSimulator}. */
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
   * Opens the window as a visitor would, which asks for the first token. Resolves when the
   * conversation or an error panel is there.
   */
  async open(): Promise<void> {
    const chat = this.#current();
    await chat.view.change('mainWindow', OPENED_BY_VISITOR);
    await chat.conversation.settled();
  }

  /**
   * The visitor opens the window, types and sends. Resolves with the assistant's answer; rejects
   * when the message is lost for good.
   */
  async say(text: string): Promise<string> {
    await this.open();
    return this.#current().say(text);
  }

  /** The service refuses the current token from now on. */
  expireToken(): void {
    const token = this.#current().core.state.get().identityToken;
    if (!token) throw new Error('There is no token to expire yet: web chat asks for its first one when it is opened.');
    this.#expired.add(token);
  }

  /** What can be read on screen, line by line: nothing while the chat is closed or hidden. */
  get transcript(): readonly string[] {
    return this.#chats.flatMap((chat) => chat.transcript);
  }

  /** Undoes everything: chats, timers, stored keys, and the globals. */
  uninstall(): void {
    if (this.#timers.isClosed) return;
    this.#timers.close();
    for (const chat of this.#chats) chat.remove();
    for (const name of ['loadWatsonAssistantChat', 'watsonAssistantChatSharedConfig'] as const) {
      delete this.#page[name];
    }
    Object.assign(this.#page, this.#before);
  }

  /** The same as {@link uninstall}: `using simulator = installWebChatSimulator()`. */
  [Symbol.dispose](): void {
    this.uninstall();
  }

  /**
   * A page makes one chat after another, so destroyed ones are let go, but for what they stored.
   */
  #add(chat: Chat): void {
    for (const { isDestroyed, core } of this.#chats) {
      if (isDestroyed) for (const key of core.storage.keys) chat.core.storage.keys.add(key);
    }
    this.#chats = [...this.#chats.filter(({ isDestroyed }) => !isDestroyed), chat];
  }

  /** The visitor uses the newest. */
  #current(): Chat {
    const chat = this.#chats.filter(({ isOnPage }) => isOnPage).at(-1);
    if (!chat) throw new Error('There is no web chat on the page: load and render one first.');
    return chat;
  }
}
