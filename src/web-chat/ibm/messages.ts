import type { WebChatResponseItem } from './responseItems.js';

/**
 * A message of the visitor, in the format of the watsonx Assistant v2 API.
 * @see [IBM's API reference](https://cloud.ibm.com/apidocs/assistant-v2#message)
 */
export interface WebChatMessage {
  /** Web chat's ID of the message. */
  id?: string | undefined;
  /** The text or choice of the visitor. */
  input?: WebChatMessageInput | undefined;
  /**
   * The context for the assistant. It does not prove who the visitor is, because the page can write
   * any value into it.
   */
  context?: WebChatContext | undefined;
  /** Web chat's own data about the message. */
  history?: WebChatMessageHistory | undefined;
  [property: string]: unknown;
}

/** The text or choice of the visitor. */
export interface WebChatMessageInput {
  /** The type of the message. @default 'text' */
  message_type?: string | undefined;
  /** The text. It is empty if web chat asks for the greeting. */
  text?: string | undefined;
  [property: string]: unknown;
}

/**
 * An answer of the assistant, in the format of the watsonx Assistant v2 API.
 * @see [IBM's API reference](https://cloud.ibm.com/apidocs/assistant-v2#message)
 */
export interface WebChatResponse {
  /** Web chat's ID of the answer. Pass it to `updateHistoryUserDefined()`. */
  id?: string | undefined;
  /** The ID of the message that the assistant answers. */
  request_id?: string | undefined;
  /** The content of the answer. */
  output: WebChatOutput;
  /** The context after the answer. It never contains private variables. */
  context?: WebChatContext | undefined;
  /** Web chat's own data about the answer. */
  history?: WebChatMessageHistory | undefined;
  [property: string]: unknown;
}

/** The content of an answer. */
export interface WebChatOutput {
  /** The parts of the answer, from top to bottom. */
  generic?: WebChatResponseItem[] | undefined;
  /** The recognised intents, if the assistant returns them. */
  intents?: unknown[] | undefined;
  [property: string]: unknown;
}

/** The context variables of a message or an answer. */
export interface WebChatContext {
  /** The variables of all skills. */
  global?: WebChatGlobalContext | undefined;
  /** The variables of single skills. */
  skills?: WebChatSkillContexts | undefined;
  /**
   * The variables of the channel, for example `integrations.chat`. The browser never receives the
   * part `private`.
   */
  integrations?: Record<string, unknown> | undefined;
  [variable: string]: unknown;
}

/** The variables of each skill. */
export interface WebChatSkillContexts {
  /** The variables of an assistant with actions. */
  'actions skill'?: WebChatSkillContext | undefined;
  /** The variables of an assistant with a dialog. */
  'main skill'?: WebChatSkillContext | undefined;
  [skill: string]: WebChatSkillContext | undefined;
}

/** The variables of one skill. */
export interface WebChatSkillContext {
  /** Session variables of actions, by name. Actions read only these. */
  skill_variables?: Record<string, unknown> | undefined;
  /** Context variables of a dialog, by name. */
  user_defined?: Record<string, unknown> | undefined;
  [property: string]: unknown;
}

/** The variables of all skills. */
export interface WebChatGlobalContext {
  /** IBM's own variables, for example `locale` and `timezone`. */
  system?: Record<string, unknown> | undefined;
  [property: string]: unknown;
}

/**
 * Web chat's own data about a message or an answer.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#messageextensions)
 */
export interface WebChatMessageHistory {
  /** Whether web chat read the message from the session's history after a page load. */
  from_history?: boolean | undefined;
  /** Whether the message asks for the greeting. */
  is_welcome_request?: boolean | undefined;
  /** The text that the visitor saw, if it differs from the text that web chat sent. */
  label?: string | undefined;
  /** Whether web chat hides the message. */
  silent?: boolean | undefined;
  /**
   * The time of the message, in milliseconds since the epoch. The time comes from the visitor's
   * clock. In a message from the history, it comes from the server's clock.
   */
  timestamp?: number | undefined;
  /** The data of `updateHistoryUserDefined()`, in a message from the history. */
  user_defined?: Record<string, unknown> | undefined;
  [property: string]: unknown;
}

/**
 * The options of `instance.send()`.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#send)
 */
export interface WebChatSendOptions {
  /**
   * Hides the message. Handle a rejection of `send()` then, because the visitor sees no error.
   * @default false
   */
  silent?: boolean | undefined;
  /**
   * Shows the answer without the short pause that makes the assistant seem natural.
   * @default false, and true while the window is closed
   */
  skipPause?: boolean | undefined;
}
