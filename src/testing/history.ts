/** Owns reading back a conversation that began on an earlier page. */
import { isSuccess } from './assistant.js';
import type { Core } from './core.js';
import { type Entry, type MessageRequest, type MessageResponse, requestEntries, responseEntries } from './messages.js';

const RETRY_DELAYS_MS = [1000, 1000, 1000];
const LIMIT_MS = 5000;

interface History {
  notes?: { type: string; body?: { message?: Partial<MessageRequest> & MessageResponse }[] }[];
}

/** Null where there is none, `'lost'` where the session could not be read: then it is over. Knows no token refresh of its own. */
export async function loadHistory(core: Core): Promise<Entry[] | 'lost' | null> {
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
    const entries = toEntries(JSON.parse(reply.text));
    return entries.length > 0 ? entries : null;
  } catch (error) {
    console.error('[Chat] An error occurred while attempting to load the conversation history', error);
    return 'lost';
  }
}

function toEntries({ notes = [] }: History): Entry[] {
  const messages = notes
    .filter(({ type }) => type === 'HISTORY')
    .flatMap(({ body = [] }) => body.map(({ message }) => message));
  return messages.flatMap((message) => {
    if (!message) return [];
    return message.input ? requestEntries(message as MessageRequest) : responseEntries(message);
  });
}
