/**
 * IBM's service as both web chats reach it: the simulator's assistant in memory, behind the page's
 * `fetch`.
 */
import type { AssistantReply, AssistantRequest } from '../../src/testing/assistant.js';
import { MemoryAssistant } from '../../src/testing/memoryAssistant.js';
import type { MessageRequest } from '../../src/testing/messages.js';

export const ADDRESS = 'https://assistant.test';

export class Service extends MemoryAssistant {
  /** Delays the responses to the page, if a test sets it. */
  delay: ((request: AssistantRequest) => Promise<void> | undefined) | null = null;
  /** Whether the page has gone. A page that has gone receives no responses. */
  isClosed = false;
  /** The second arguments of the page's `fetch`. */
  readonly inits: RequestInit[] = [];
  /** The page's `fetch`. Requests of IBM's analytics get no data. */
  readonly fetch = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const [, path] = /\/chat\/integration\/([^?]+)/.exec(String(input)) ?? [];
    if (!path) return new Response('', { status: 404 });
    this.inits.push(init);
    const request = readRequest(path, init);
    const { status, text } = await this.answer(request);
    await this.delay?.(request);
    if (this.isClosed) return new Promise(() => {});
    return new Response(text, { status });
  };

  /** The requests, without those for the configuration. */
  get calls(): string[] {
    const calls = this.requests.filter((request) => request.path !== 'config' && !isNote(request));
    return calls.map(({ method, path }) => `${method} ${path}`);
  }

  get messages(): AssistantRequest[] {
    return this.requests.filter((request) => request.path === 'message' && !isNote(request));
  }

  /** Refuses the next of these requests, and only it. */
  refuseOnce(path: string, reply: AssistantReply): void {
    let left = 1;
    this.refusal = (request) => (request.path === path && left-- > 0 ? reply : null);
  }
}

/** Whether the request stores data about a message in the history, for the next page. */
function isNote({ body }: AssistantRequest): boolean {
  return (body as { value?: MessageRequest } | undefined)?.value?.input.message_type === 'event';
}

function readRequest(path: string, { method = 'GET', headers, body }: RequestInit): AssistantRequest {
  const [, token = null] = /^Bearer (.+)/.exec(new Headers(headers).get('authorization') ?? '') ?? [];
  const isKnown = method === 'POST' || method === 'DELETE';
  return { method: isKnown ? method : 'GET', path, token, ...(body && { body: JSON.parse(String(body)) }) };
}
