/** The requests and replies between web chat and an assistant, over any transport. */
export interface AssistantRequest {
  method: 'GET' | 'POST' | 'DELETE';
  /** The path below `…/chat/<integrationID>/`, without the query. */
  path: string;
  token: string | null;
  body?: unknown;
}

export interface AssistantReply {
  status: number;
  text: string;
}

/** Replies to a request. Rejects without a network. */
export type Assistant = (request: AssistantRequest) => Promise<AssistantReply>;

export function isSuccess(reply: AssistantReply): boolean {
  return reply.status >= 200 && reply.status < 300;
}
