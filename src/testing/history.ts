/** Loads and shows the history of a session that began on an earlier page. */
import { type AnswerPart, answerParts } from './answerParts.js';
import { isSuccess } from './assistant.js';
import { merged } from './context.js';
import type { Core } from './core.js';
import { deepFreeze } from './deepFreeze.js';
import { type MessageRequest, type MessageResponse, requestEntries } from './messages.js';

const RETRY_DELAYS_MS = [1000, 1000, 1000];
const LIMIT_MS = 5000;

export type HistoryMessage = Partial<MessageRequest> & MessageResponse;

interface Notes {
  notes?: { type: string; body?: { message?: HistoryMessage; time?: string }[] }[];
}

/**
 * Loads the messages of the session. Returns null if there are none, and `'lost'` if the request
 * failed, which ends the session. As in IBM's web chat, the request never refreshes the token.
 */
export async function loadHistory(core: Core): Promise<HistoryMessage[] | 'lost' | null> {
  const { sessionID } = core.state.get().session;
  if (!sessionID) return null;
  const read = async () => {
    const reply = await core.ask({ method: 'GET', path: `channel_conversations/${sessionID}/notes` });
    if (!isSuccess(reply) && reply.status !== 404) throw new Error(`History answered ${reply.status}`);
    return reply;
  };
  try {
    const reply = await core.timers.within(LIMIT_MS, core.timers.retry(RETRY_DELAYS_MS, read));
    if (!isSuccess(reply)) return 'lost';
    const messages = toMessages(JSON.parse(reply.text));
    return messages.length > 0 ? messages : null;
  } catch (error) {
    console.error('[Chat] An error occurred while attempting to load the conversation history', error);
    return 'lost';
  }
}

/** Shows the messages. Handlers of `history:begin` can change the messages before that. */
export async function showHistory(core: Core, messages: HistoryMessage[]): Promise<void> {
  await core.bus.fire({ type: 'history:begin', messages: Object.freeze(messages) });
  for (const message of messages) deepFreeze(message);
  await core.bus.fire({ type: 'history:end', messages });
  const parts = messages.flatMap((message) => partsOf(core, message));
  core.state.set({ entries: parts.flatMap(({ entry }) => entry ?? []) });
  for (const { prepare } of parts) await prepare();
}

function partsOf(core: Core, message: HistoryMessage): Pick<AnswerPart, 'entry' | 'prepare'>[] {
  if (!message.input) return answerParts(core, message).map((part) => ({ ...part, ...withoutPause(part) }));
  return requestEntries(message as MessageRequest).map((entry) => ({ entry, prepare: async () => {} }));
}

/** Skips the pauses of the original answer. */
function withoutPause({ entry, prepare }: AnswerPart): Pick<AnswerPart, 'prepare'> {
  return entry?.element ? { prepare } : { prepare: async () => {} };
}

/** Turns notes into messages, and merges later updates of a message into it. */
function toMessages({ notes = [] }: Notes): HistoryMessage[] {
  const messages = new Map<string, HistoryMessage>();
  for (const { type, body = [] } of notes) {
    for (const { message, time } of type === 'HISTORY' ? body : []) {
      if (!message) continue;
      const { messageID, partial_message = {} } = message.input?.event ?? {};
      const earlier = messages.get(messageID ?? '');
      if (messageID && earlier) messages.set(messageID, merged(earlier, partial_message));
      if (!messageID) messages.set(message.id ?? String(messages.size), readBack(message, time));
    }
  }
  return [...messages.values()].filter(({ output, history }) => !(output && history?.silent));
}

function readBack(message: HistoryMessage, time: string | undefined): HistoryMessage {
  const timestamp = time ? new Date(time).getTime() : (message.history?.timestamp ?? Date.now());
  return { ...message, history: { ...message.history, from_history: true, timestamp } };
}
