/** The events of a conversation with a human agent. */
import type { WebChatEvent } from './event.js';
import type { WebChatMessage, WebChatResponse } from './messages.js';
import type { WebChatAgentProfile, WebChatFileUpload } from './serviceDesk.js';

/**
 * The event of the service desk's report about human agents.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#agent:areAnyAgentsOnline)
 */
export interface WebChatAgentsOnlineEvent extends WebChatEvent<'agent:areAnyAgentsOnline'> {
  /** Whether human agents are online. `'unknown'` if the service desk does not report it. */
  areAnyAgentsOnline: 'online' | 'offline' | 'unknown';
}

/**
 * The event of a request for a human agent. Web chat calls the service desk after all handlers have
 * settled.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#agent:pre:startChat)
 */
export interface WebChatAgentPreStartChatEvent extends WebChatEvent<'agent:pre:startChat'> {
  /** The answer that offered the human agent. */
  message: WebChatResponse;
  /** Set it to `true` to cancel the request. */
  cancelStartChat?: boolean;
  /** Your own data for the service desk. Web chat passes it to `startChat()`. */
  preStartChatPayload?: unknown;
  /** The key with which the service desk can show the conversation so far. */
  sessionHistoryKey?: string;
}

/**
 * The event of a conversation with a human agent that is about to end.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#agent:pre:endChat)
 */
export interface WebChatAgentPreEndChatEvent extends WebChatEvent<'agent:pre:endChat'> {
  /** Whether the human agent ends the conversation. */
  endedByAgent: boolean;
  /** Set it to `true` to continue the conversation. */
  cancelEndChat?: boolean;
  /** Your own data for the service desk. Web chat passes it to `endChat()`. */
  preEndChatPayload?: unknown;
}

/**
 * The event of a conversation with a human agent that has ended.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#agent:endChat)
 */
export interface WebChatAgentEndChatEvent extends WebChatEvent<'agent:endChat'> {
  /** Whether the human agent ended the conversation. */
  endedByAgent: boolean;
  /** Whether the request ended before a human agent joined. */
  requestCancelled: boolean;
}

/**
 * The event of a message to the human agent.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#agent:pre:send)
 */
export interface WebChatAgentSendEvent<Type extends 'agent:pre:send' | 'agent:send'> extends WebChatEvent<Type> {
  /** The message. */
  data: WebChatMessage;
  /** The files of the message. */
  files?: WebChatFileUpload[];
}

/**
 * The event of a message from the human agent, or of web chat's own message about the agent.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#agent:pre:receive)
 */
export interface WebChatAgentReceiveEvent<Type extends 'agent:pre:receive' | 'agent:receive'>
  extends WebChatEvent<Type> {
  /** The message. */
  data: WebChatResponse;
  /** The human agent, or undefined for a message of web chat itself. */
  agentProfile?: WebChatAgentProfile;
}

/**
 * The event of a message between the visitor and a human agent that web chat is about to store.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#agent:pre:sessionHistory)
 */
export interface WebChatAgentPreSessionHistoryEvent extends WebChatEvent<'agent:pre:sessionHistory'> {
  /** The message. Change it to keep private data out of the history, or set it to null. */
  message: (WebChatMessage & Partial<WebChatResponse>) | null;
}
