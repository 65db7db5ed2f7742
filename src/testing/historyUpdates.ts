/** Notes something about an answer at the assistant, so that the next page reads it back. */
import { cloneJson } from './cloneJson.js';
import type { MessageQueue } from './messageQueue.js';
import { createID, type MessageRequest, type MessageResponse } from './messages.js';

const MOST_NOTES_OF_THE_PAGE = 20;

export class HistoryUpdates {
  readonly #queue: MessageQueue;
  /** How often the page has noted something about each answer of this conversation. */
  readonly #counts = new Map<string, number>();

  constructor(queue: MessageQueue) {
    this.#queue = queue;
  }

  /** Notes may be made about this answer. */
  know({ id }: MessageResponse): void {
    if (id && !this.#counts.has(id)) this.#counts.set(id, 0);
  }

  forgetAll(): void {
    this.#counts.clear();
  }

  /** What the page wants to find again. */
  async noteForPage(messageID: string, data: unknown): Promise<void> {
    const count = this.#counts.get(messageID);
    if (count === undefined) {
      console.error(
        `[Chat] The assistant gave no answer with the ID "${messageID}", so nothing can be noted about it.`,
      );
    } else if (count >= MOST_NOTES_OF_THE_PAGE) {
      console.error(`[Chat] No more than ${MOST_NOTES_OF_THE_PAGE} notes can be made about one answer.`);
    } else {
      this.#counts.set(messageID, count + 1);
      await this.#send(messageID, { history: { user_defined: data } });
    }
  }

  /** What a handler has made of an answer. */
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
