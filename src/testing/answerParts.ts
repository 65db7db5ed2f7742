/** Turns each part of an answer into a line or into an element for the page's own content. */
import type { Core } from './core.js';
import { createID, type Entry, type MessageResponse, type ResponseItem, textEntry } from './messages.js';

/** The response types of web chat. The page renders all other types. */
const TYPES_OF_WEB_CHAT = new Set([
  ...['text', 'image', 'video', 'audio', 'iframe', 'option', 'suggestion', 'search', 'conversational_search'],
  ...['connect_to_agent', 'channel_transfer', 'pause', 'date', 'table', 'button', 'card', 'carousel', 'grid'],
  'inline_error',
]);

export interface AnswerPart {
  /** The line of the part, or null for an invisible part. */
  readonly entry: Entry | null;
  /** Waits for a pause, or fires the events of the part and waits for their handlers. */
  readonly prepare: () => Promise<void>;
}

export function answerParts(core: Core, response: MessageResponse): AnswerPart[] {
  const items = response.history?.silent ? [] : (response.output?.generic ?? []);
  return items.map((item) => {
    if (!TYPES_OF_WEB_CHAT.has(item.response_type ?? '')) return ownPart(core, item, response);
    const { time } = item;
    return { entry: textEntry(item), prepare: async () => (time ? core.timers.sleep(time) : undefined) };
  });
}

function ownPart({ bus, page }: Core, message: ResponseItem, fullMessage: MessageResponse): AnswerPart {
  const element = message.user_defined?.silent ? undefined : page.document.createElement('div');
  const data = { message, fullMessage, element, fullWidth: false };
  return {
    entry: element ? { id: createID(), from: 'assistant', text: '', element } : null,
    prepare: async () => {
      // The second is the deprecated name of the event.
      for (const type of ['userDefinedResponse', 'customResponse']) await bus.fire({ type, data });
    },
  };
}
