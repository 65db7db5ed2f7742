import type { WebChatResponseItem } from './responseItems.js';

/** A message of the visitor, as the v2 API of watsonx Assistant writes it. */
export interface WebChatMessage {
  /** Web chat's name for it. */
  id?: string | undefined;
  /** What the visitor typed or chose. */
  input?: WebChatMessageInput | undefined;
  /**
   * Context for the assistant. The page can write anything here: never a proof of who the visitor
   * is.
   */
  context?: WebChatContext | undefined;
  /** What web chat notes about the message. */
  history?: WebChatMessageHistory | undefined;
  [property: string]: unknown;
}

/** What the visitor typed or chose. */
export interface WebChatMessageInput {
  /** @default 'text' */
  message_type?: string | undefined;
  /** The words. Empty when web chat asks for the greeting. */
  text?: string | undefined;
  [property: string]: unknown;
}

/** The answer of the assistant, as the v2 API of watsonx Assistant writes it. */
export interface WebChatResponse {
  /** Web chat's name for it, which `updateHistoryUserDefined()` takes. */
  id?: string | undefined;
  /** The ID of the message that it answers. */
  request_id?: string | undefined;
  /** What the assistant says. */
  output: WebChatOutput;
  /** The assistant's context after the answer. Private variables are never in it. */
  context?: WebChatContext | undefined;
  /** What web chat notes about the answer. */
  history?: WebChatMessageHistory | undefined;
  [property: string]: unknown;
}

/** What the assistant says. */
export interface WebChatOutput {
  /** Its parts, from top to bottom. */
  generic?: WebChatResponseItem[] | undefined;
  /** The intents that the assistant recognised, if the assistant returns them. */
  intents?: unknown[] | undefined;
  [property: string]: unknown;
}

/** The variables that travel with a message. */
export interface WebChatContext {
  /** What holds for all skills. */
  global?: WebChatGlobalContext | undefined;
  /** What belongs to each skill. */
  skills?: WebChatSkillContexts | undefined;
  /**
   * What the channel adds, for example `integrations.chat`. Its `private` part never comes back.
   */
  integrations?: Record<string, unknown> | undefined;
  [variable: string]: unknown;
}

/** The context of each skill. */
export interface WebChatSkillContexts {
  /** For assistants with actions. */
  'actions skill'?: WebChatSkillContext | undefined;
  /** For assistants with a dialog. */
  'main skill'?: WebChatSkillContext | undefined;
  [skill: string]: WebChatSkillContext | undefined;
}

/** The variables of one skill. */
export interface WebChatSkillContext {
  /** Session variables of actions, by name. Actions read no other place. */
  skill_variables?: Record<string, unknown> | undefined;
  /** Context variables of a dialog, by name. */
  user_defined?: Record<string, unknown> | undefined;
  [property: string]: unknown;
}

/** What holds for all skills. */
export interface WebChatGlobalContext {
  /** IBM's own variables, for example `locale` and `timezone`. */
  system?: Record<string, unknown> | undefined;
  [property: string]: unknown;
}

/** What web chat notes about a message or an answer. */
export interface WebChatMessageHistory {
  /** Whether it was read back from the session on a new page. */
  from_history?: boolean | undefined;
  /** Whether the message asks for the greeting. */
  is_welcome_request?: boolean | undefined;
  /** What the visitor saw, if it is not the text that was sent. */
  label?: string | undefined;
  /** Whether it is kept from the screen. */
  silent?: boolean | undefined;
  /** When it was sent, in milliseconds since 1970. By the visitor's clock until it is read back. */
  timestamp?: number | undefined;
  /** What `updateHistoryUserDefined()` noted, once it is read back on a new page. */
  user_defined?: Record<string, unknown> | undefined;
  [property: string]: unknown;
}

/** How `instance.send()` sends. */
export interface WebChatSendOptions {
  /**
   * Keeps the message from the screen. Catch errors then: the visitor does not see them.
   *
   * @default false
   */
  silent?: boolean | undefined;
  /**
   * Shows the answer without the pause that makes it look natural.
   *
   * @default false, or true while closed
   */
  skipPause?: boolean | undefined;
}
