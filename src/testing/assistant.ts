/** The requests and replies between web chat and an assistant, over any transport. */
export interface AssistantRequest {
  method: 'GET' | 'POST' | 'DELETE';
  /** Below `…/chat/<integrationID>/`, without the query. */
  path: string;
  token: string | null;
  body?: unknown;
}

export interface AssistantReply {
  status: number;
  text: string;
}

/** Rejects where there is no network. */
export type Assistant = (request: AssistantRequest) => Promise<AssistantReply>;

export function isSuccess(reply: AssistantReply): boolean {
  return reply.status >= 200 && reply.status < 300;
}
