/** Shows the state in the launcher and the window, and handles the visitor's input. */
import type { Core } from './core.js';
import { element } from './element.js';
import { createMarkup, type Markup, type PageContent } from './markup.js';
import { MessageInput } from './messageInput.js';
import type { Entry } from './messages.js';
import type { ChatState } from './state.js';
import { addStyleSheet } from './styleSheet.js';

/** The actions of the visitor. */
export interface VisitorActions {
  open(): Promise<void>;
  close(): Promise<void>;
  restart(): Promise<void>;
  leaveCustomPanel(): Promise<void>;
  closeFromCustomPanel(): Promise<void>;
  /** Resolves with the assistant's answer. */
  send(text: string): Promise<string>;
}

const PANEL_TEXTS: Readonly<Record<string, string>> = {
  FAILED: 'The assistant is not available right now.',
  NO_SKILL: 'The assistant has nothing to talk about yet.',
  THROTTLED: 'The assistant is talking to many people right now. Please try again later.',
};

export class ChatWindow {
  readonly #core: Core;
  readonly #actions: VisitorActions;
  readonly #markup: Markup;
  readonly #undo: (() => void)[];
  readonly input: MessageInput;

  constructor(core: Core, content: PageContent, actions: VisitorActions) {
    const { page, options, state } = core;
    this.#core = core;
    this.#actions = actions;
    this.#markup = createMarkup(page.document, options, content);
    this.input = new MessageInput(this.#markup.textbox);
    const { container } = this.#markup;
    this.#listen();
    (options.element ?? page.document.body).append(container);
    this.#undo = [
      addStyleSheet(page, container, options.cspNonce),
      state.subscribe((now, before) => this.#draw(now, before)),
      () => container.remove(),
    ];
    this.#draw(state.get(), null);
  }

  /** Types and sends a text. Resolves with the answer, or rejects if the message is lost. */
  say(text: string): Promise<string> {
    this.input.setValue(text);
    return this.#submit();
  }

  /** The lines that the visitor can read. A line in a hidden element does not count. */
  get transcript(): string[] {
    const { log, panelText } = this.#markup;
    return [panelText, ...log.children].filter(isVisible).map((line) => line.textContent ?? '');
  }

  /** The window, whose class names the page can change. */
  get mainWindow(): HTMLElement {
    return this.#markup.window;
  }

  focus(): void {
    this.#markup.textbox.focus();
  }

  remove(): void {
    for (const undo of this.#undo) undo();
  }

  async #submit(): Promise<string> {
    const { textbox } = this.#markup;
    const text = textbox.value.trim();
    this.input.setValue('');
    return text && this.#actions.send(text);
  }

  #listen(): void {
    const { launcher, close, restart, tryAgain, form, customPanel } = this.#markup;
    const on = (target: HTMLElement, type: string, act: () => Promise<unknown>) =>
      target.addEventListener(type, (event) => {
        event.preventDefault();
        act().catch((error: unknown) => console.error('[Chat] An action of the visitor failed', error));
      });
    on(launcher, 'click', this.#actions.open);
    on(close, 'click', this.#actions.close);
    on(restart, 'click', this.#actions.restart);
    on(tryAgain, 'click', this.#actions.restart);
    on(form, 'submit', () => this.#submit());
    on(customPanel.back, 'click', this.#actions.leaveCustomPanel);
    on(customPanel.close, 'click', this.#actions.closeFromCustomPanel);
  }

  #draw(now: ChatState, before: ChatState | null): void {
    const { container, launcher, window, log, status, form, panel, panelText } = this.#markup;
    const { viewState } = now.launcher;
    const isBroken = now.catastrophicErrorType !== null;
    launcher.hidden = !viewState.launcher || !now.hasLauncher || this.#core.options.showLauncher === false;
    window.hidden = !viewState.mainWindow;
    panel.hidden = !isBroken;
    panelText.textContent = PANEL_TEXTS[now.catastrophicErrorType ?? ''] ?? '';
    for (const part of [log, status, form]) part.hidden = isBroken;
    if (now.loadings > 0) log.hidden = true;
    if (!now.isInputVisible) form.hidden = true;
    this.#drawHeader(now, before);
    this.#drawCustomPanel(now);
    status.textContent = now.loadings > 0 ? 'Connecting…' : now.isWaiting ? 'The assistant is typing…' : '';
    for (const [name, value] of Object.entries(now.cssVariables)) {
      container.style.setProperty(`--cds-chat-${name}`, value);
    }
    this.#drawEntries(now.entries, before?.entries ?? []);
    if (before) this.#moveFocus(viewState.mainWindow, before.launcher.viewState.mainWindow);
  }

  #drawHeader({ headerTitle, menuOptions }: ChatState, before: ChatState | null): void {
    const { title, menu } = this.#markup;
    title.textContent = headerTitle;
    if (menuOptions === before?.menuOptions) return;
    const entries = menuOptions.map(({ text, handler }) => {
      const entry = element(this.#core.page.document, 'button', { type: 'button', role: 'menuitem' }, text);
      entry.addEventListener('click', handler);
      return entry;
    });
    menu.replaceChildren(...entries);
    menu.hidden = entries.length === 0;
  }

  #drawCustomPanel({ customPanel: { isOpen, options } }: ChatState): void {
    const { conversation, customPanel } = this.#markup;
    conversation.hidden = isOpen;
    customPanel.panel.hidden = !isOpen;
    customPanel.title.textContent = options.title ?? '';
    customPanel.header.hidden = options.hidePanelHeader ?? false;
    customPanel.back.hidden = options.hideBackButton ?? false;
    customPanel.close.hidden = options.hideCloseButton ?? false;
  }

  /** Keeps old lines in place if possible, so that a screen reader reads only the new ones. */
  #drawEntries(now: readonly Entry[], before: readonly Entry[]): void {
    const { log } = this.#markup;
    if (now === before) return;
    const isLonger = before.every((entry, index) => entry === now[index]);
    if (!isLonger) log.replaceChildren();
    for (const entry of isLonger ? now.slice(before.length) : now) log.append(...this.#lines(entry));
    log.scrollTop = log.scrollHeight;
  }

  #lines({ from, text, element: own, isLost }: Entry): HTMLElement[] {
    const { document } = this.#core.page;
    const className = `WACEntry WACEntry--${from}${isLost ? ' WACEntry--lost' : ''}`;
    const line = element(document, 'div', { class: className }, own ?? text);
    if (!isLost) return [line];
    return [line, element(document, 'div', { class: 'WACLost', role: 'alert' }, 'This message was not delivered.')];
  }

  #moveFocus(isOpen: boolean, wasOpen: boolean): void {
    if (isOpen && !wasOpen) this.#markup.textbox.focus();
    if (!isOpen && wasOpen) this.#markup.launcher.focus();
  }
}

function isVisible(line: Element): boolean {
  const hiding = line.closest('[hidden], [style*="display: none"]');
  return hiding === null && line.isConnected;
}
