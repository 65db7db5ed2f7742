/** Owns IBM's service as both web chats reach it: the simulator's assistant in memory, behind the page's `fetch`. */
import type { AssistantReply, AssistantRequest } from '../../src/testing/assistant.js';
import { MemoryAssistant } from '../../src/testing/memoryAssistant.js';

export const ADDRESS = 'https://assistant.test';

export class Service extends MemoryAssistant {
  /** Holds back what is on its way to the page; a test sets it. */
  delay: ((request: AssistantRequest) => Promise<void> | undefined) | null = null;
  /** What the page's `fetch` was given beside the request itself. */
  readonly inits: RequestInit[] = [];
  /** What a page's `fetch` does. IBM's analytics get nothing. */
  readonly fetch = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const [, path] = /\/chat\/integration\/([^?]+)/.exec(String(input)) ?? [];
    if (!path) return new Response('', { status: 404 });
    this.inits.push(init);
    const request = readRequest(path, init);
    const { status, text } = await this.answer(request);
    await this.delay?.(request);
    return new Response(text, { status });
  };

  /** Without the configurations. */
  get calls(): string[] {
    return this.requests.filter(({ path }) => path !== 'config').map(({ method, path }) => `${method} ${path}`);
  }

  get messages(): AssistantRequest[] {
    return this.requests.filter(({ path }) => path === 'message');
  }

  /** Refuses the next of these requests, and only it. */
  refuseOnce(path: string, reply: AssistantReply): void {
    let left = 1;
    this.refusal = (request) => (request.path === path && left-- > 0 ? reply : null);
  }
}

function readRequest(path: string, { method = 'GET', headers, body }: RequestInit): AssistantRequest {
  const [, token = null] = /^Bearer (.+)/.exec(new Headers(headers).get('authorization') ?? '') ?? [];
  const isKnown = method === 'POST' || method === 'DELETE';
  return { method: isKnown ? method : 'GET', path, token, ...(body && { body: JSON.parse(String(body)) }) };
}
