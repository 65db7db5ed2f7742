/** Stores data about an answer at the assistant, so that the next page can read the data. */
import { cloneJson } from './cloneJson.js';
import type { MessageQueue } from './messageQueue.js';
import { createID, type MessageRequest, type MessageResponse } from './messages.js';

const MAX_NOTES_OF_THE_PAGE = 20;

export class HistoryUpdates {
  readonly #queue: MessageQueue;
  /** The number of the page's notes about each answer of this conversation. */
  readonly #counts = new Map<string, number>();

  constructor(queue: MessageQueue) {
    this.#queue = queue;
  }

  /** Allows notes about this answer. */
  know({ id }: MessageResponse): void {
    if (id && !this.#counts.has(id)) this.#counts.set(id, 0);
  }

  forgetAll(): void {
    this.#counts.clear();
  }

  /** Stores data of the page, for `updateHistoryUserDefined()`. */
  async noteForPage(messageID: string, data: unknown): Promise<void> {
    const count = this.#counts.get(messageID);
    if (count === undefined) {
      console.error(
        `[Chat] Could not store data because the assistant gave no answer "${messageID}"; pass the id of an answer.`,
      );
    } else if (count >= MAX_NOTES_OF_THE_PAGE) {
      console.error(
        `[Chat] Could not store data because the answer has ${MAX_NOTES_OF_THE_PAGE} notes; store them in fewer calls.`,
      );
    } else {
      this.#counts.set(messageID, count + 1);
      await this.#send(messageID, { history: { user_defined: data } });
    }
  }

  /** Stores the changes that a handler made to an answer. */
  noteChange(before: MessageResponse, after: MessageResponse): void {
    const changes = Object.entries(after).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof MessageResponse]),
    );
    if (changes.length === 0 || !after.id) return;
    const changed = cloneJson(Object.fromEntries(changes));
    this.#send(after.id, changed).catch((error: unknown) => console.error('[Chat] Error updating the history', error));
  }

  async #send(messageID: string, partial_message: object): Promise<void> {
    const event = { name: 'update_history', messageID, partial_message };
    const request: MessageRequest = {
      id: createID(),
      input: { message_type: 'event', event },
      history: { timestamp: Date.now(), silent: true },
    };
    await this.#queue.send(request, 'historyUpdate');
  }
}
