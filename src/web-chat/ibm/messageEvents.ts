/** The events of messages: sent, received, from the history, rendered by the site, or rated. */
import type { WebChatEvent } from './event.js';
import type { WebChatMessage, WebChatResponse } from './messages.js';
import type { WebChatResponseItem } from './responseItems.js';

/**
 * The event of a message to the assistant.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#pre:send)
 */
export interface WebChatSendEvent<Type extends 'pre:send' | 'send'> extends WebChatEvent<Type> {
  /** The message. */
  data: WebChatMessage;
  /** The origin of the message, for example `messageInput`, `instanceSend` or `welcomeRequest`. */
  source?: string;
}

/**
 * The event of an answer.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#receive)
 */
export interface WebChatReceiveEvent<Type extends 'pre:receive' | 'receive'> extends WebChatEvent<Type> {
  /** The answer. */
  data: WebChatResponse;
}

/**
 * The event of an answer that web chat is about to show.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#pre:receive)
 */
export interface WebChatPreReceiveEvent extends WebChatReceiveEvent<'pre:receive'> {
  /**
   * Whether web chat stores the changes of your handlers in the session's history. With `false`,
   * the next page shows the original answer.
   * @default true
   */
  updateHistory: boolean;
}

/**
 * The event of the session's messages after a page load.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#history:begin)
 */
export interface WebChatHistoryEvent<Type extends 'history:begin' | 'history:end'> extends WebChatEvent<Type> {
  /** The messages and answers, oldest first. A message has an `input`, an answer an `output`. */
  messages: (WebChatMessage & Partial<WebChatResponse>)[];
}

/**
 * The event of a response of your own type.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#userDefinedResponse)
 */
export interface WebChatUserDefinedResponseEvent<Type extends 'userDefinedResponse' | 'customResponse'>
  extends WebChatEvent<Type> {
  /** The response and its element in the conversation. */
  data: WebChatUserDefinedResponse;
}

/** A response of your own type, and its element in the conversation. */
export interface WebChatUserDefinedResponse {
  /** The response as your action defines it. Your own data is in `user_defined`. */
  message: WebChatResponseItem;
  /** The whole answer. Pass its `id` to `updateHistoryUserDefined()`. */
  fullMessage: WebChatResponse;
  /**
   * An empty element for your content. Web chat removes it with the conversation. A `silent`
   * response has no element.
   */
  element: HTMLElement;
  /** Set it to `true` to use the whole width of the window. @default false */
  fullWidth?: boolean | undefined;
}

/**
 * The event of a pressed `button` of the type `custom_event`.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#messageItemCustom)
 */
export interface WebChatMessageItemEvent extends WebChatEvent<'messageItemCustom'> {
  /** The action of the visitor. */
  customEventType: 'buttonItemClicked' | (string & {});
  /** The button, with your `custom_event_name`. */
  messageItem: WebChatResponseItem;
  /** The whole answer that contains the button. */
  fullMessage: WebChatResponse;
}

/** The event of a rating. */
export interface WebChatFeedbackEvent extends WebChatEvent<'feedback'> {
  /** The rated part of the answer. */
  messageItem: WebChatResponseItem;
  /** The whole answer. */
  message: WebChatResponse;
  /** Whether the rating is "thumbs up". */
  isPositive: boolean;
  /** The step of the rating: the visitor opened or closed the form, or submitted the rating. */
  interactionType: 'detailsOpened' | 'detailsClosed' | 'submitted' | (string & {});
  /** The text that the visitor wrote. */
  text?: string;
  /** The categories that the visitor selected. */
  categories?: string[];
}
