/** The types of messages and answers, and the lines that show them. */

import type { WebChatMessage, WebChatMessageHistory } from '../web-chat/ibm/index.js';
import { cloneJson } from './cloneJson.js';

export interface MessageRequest extends WebChatMessage {
  id: string;
  input: { text?: string | undefined; message_type?: string | undefined; event?: HistoryUpdate };
  history: WebChatMessageHistory & { timestamp: number };
}

/** An update of an earlier message in the history. */
export interface HistoryUpdate {
  name: string;
  messageID: string;
  partial_message: object;
}

export interface ResponseItem {
  response_type?: string;
  text?: string;
  /** The length of a pause, in milliseconds. */
  time?: number;
  user_defined?: { silent?: boolean };
}

export interface MessageResponse {
  id?: string;
  request_id?: string;
  session_id?: string | null;
  output?: { generic?: ResponseItem[] };
  context?: Record<string, unknown>;
  history?: WebChatMessageHistory;
}

/** One line of the conversation. */
export interface Entry {
  id: string;
  from: 'visitor' | 'assistant';
  text: string;
  /** Whether the message was lost. */
  isLost?: boolean;
  /** The element for the page's own content in a `user_defined` response. */
  element?: HTMLElement;
}

export function createRequest(message: string | WebChatMessage, isSilent = false): MessageRequest {
  const given: WebChatMessage = typeof message === 'string' ? { input: { text: message } } : cloneJson(message);
  const id = typeof given['id'] === 'string' ? given['id'] : createID();
  const history = { ...given.history, timestamp: Date.now(), ...(isSilent && { silent: true }) };
  return { ...given, id, input: { message_type: 'text', ...given.input }, history };
}

/** Creates the request for the assistant's greeting. */
export function createWelcomeRequest(): MessageRequest {
  const request = createRequest('', true);
  request.history.is_welcome_request = true;
  return request;
}

export function requestEntries({ id, input, history }: MessageRequest): Entry[] {
  return history?.silent ? [] : [{ id, from: 'visitor', text: history?.label ?? input.text ?? '' }];
}

export function responseEntries({ output, history }: MessageResponse): Entry[] {
  if (history?.silent) return [];
  return output?.generic?.flatMap((item) => textEntry(item) ?? []) ?? [];
}

export function textEntry({ response_type, text }: ResponseItem): Entry | null {
  return response_type === 'text' && text ? { id: createID(), from: 'assistant', text } : null;
}

export function responseText(response: MessageResponse | null): string {
  return response
    ? responseEntries(response)
        .map(({ text }) => text)
        .join('\n')
    : '';
}

let count = 0;

export function createID(): string {
  count += 1;
  return `${Date.now().toString(36)}-${count}`;
}
