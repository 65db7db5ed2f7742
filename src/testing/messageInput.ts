/** The input field below the conversation, with the methods for the page. */
import type { WebChatInput } from '../web-chat/ibm/index.js';

type Listener = (value: string) => void;

export class MessageInput implements WebChatInput {
  readonly #textbox: HTMLInputElement;
  readonly #listeners = new Set<Listener>();
  #sendsWithEnter = true;

  constructor(textbox: HTMLInputElement) {
    this.#textbox = textbox;
    textbox.addEventListener('input', () => this.#tell());
    textbox.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !this.#sendsWithEnter) event.preventDefault();
    });
  }

  getHTMLElement(): HTMLInputElement {
    return this.#textbox;
  }

  setValue(value: string): void {
    this.#textbox.value = value;
    this.#tell();
  }

  setEnableEnterKey(isEnabled: boolean): void {
    this.#sendsWithEnter = isEnabled;
  }

  addChangeListener(listener: Listener): void {
    this.#listeners.add(listener);
  }

  removeChangeListener(listener: Listener): void {
    this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.#textbox.value);
  }
}
