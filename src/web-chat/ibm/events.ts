import type { WebChatInstance } from './instance.js';
import type { WebChatMessage, WebChatResponse } from './messages.js';
import type { WebChatResponseItem } from './responseItems.js';
import type { WebChatAgentProfile, WebChatFileUpload } from './serviceDesk.js';
import type { WebChatTourStep } from './tours.js';
import type { WebChatViewChangeReason, WebChatViewState } from './views.js';

/** The base type of all events. */
export interface WebChatEvent<Type extends string = string> {
  /** The name of the event. */
  type: Type;
}

/**
 * The events that IBM documents, by name. `on()` also accepts any other name, and `*` for all
 * events.
 *
 * Web chat passes most events as copies, so a handler cannot change them. The description of an
 * event says if web chat uses the changes of a handler.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#event-list)
 */
export interface WebChatEvents {
  /** The window is open and shows the history, the greeting or the home screen. */
  'chat:ready': WebChatEvent<'chat:ready'>;
  /** Web chat is about to send a message. A handler can change `data`. */
  'pre:send': WebChatSendEvent<'pre:send'>;
  /** Web chat is sending a message. */
  send: WebChatSendEvent<'send'>;
  /** An answer has arrived and is not shown yet. A handler can change `data`. */
  'pre:receive': WebChatPreReceiveEvent;
  /** An answer has arrived and is shown. */
  receive: WebChatReceiveEvent<'receive'>;
  /**
   * After a page load, web chat is about to show the messages of the session. A handler can change
   * the messages.
   */
  'history:begin': WebChatHistoryEvent<'history:begin'>;
  /** After a page load, web chat shows the messages of the session. */
  'history:end': WebChatHistoryEvent<'history:end'>;
  /** An answer contains a response of your own type, which your code can render. */
  userDefinedResponse: WebChatUserDefinedResponseEvent<'userDefinedResponse'>;
  /** @deprecated The name of `userDefinedResponse` before web chat 8.2. */
  customResponse: WebChatUserDefinedResponseEvent<'customResponse'>;
  /** The visitor pressed a `button` of the type `custom_event`. */
  messageItemCustom: WebChatMessageItemEvent;
  /** The visitor rated an answer. */
  feedback: WebChatFeedbackEvent;
  /** The visitor stopped an answer that the assistant was still streaming. Beta. */
  stopStreaming: WebChatEvent<'stopStreaming'>;
  /** Web chat is about to restart the conversation. */
  'pre:restartConversation': WebChatEvent<'pre:restartConversation'>;
  /** Web chat has cleared the conversation, and the new one has not begun yet. */
  restartConversation: WebChatEvent<'restartConversation'>;
  /** Web chat is about to open or close views. A handler can change or cancel this. */
  'view:pre:change': WebChatViewChangeEvent<'view:pre:change'>;
  /** Web chat has opened or closed views. A handler can change or revert this. */
  'view:change': WebChatViewChangeEvent<'view:change'>;
  /** @deprecated Use `view:pre:change`. */
  'window:pre:open': WebChatWindowOpenEvent<'window:pre:open'>;
  /** @deprecated Use `view:change`. */
  'window:open': WebChatWindowOpenEvent<'window:open'>;
  /** @deprecated Use `view:pre:change`. */
  'window:pre:close': WebChatWindowCloseEvent<'window:pre:close'>;
  /** @deprecated Use `view:change`. */
  'window:close': WebChatWindowCloseEvent<'window:close'>;
  /** @deprecated Use `headerConfig.minimizeButtonIconType` and `view:change`. */
  'closePanelButton:toggled': WebChatEvent<'closePanelButton:toggled'>;
  /** The custom panel starts to open. */
  'customPanel:pre:open': WebChatEvent<'customPanel:pre:open'>;
  /** The custom panel is open. */
  'customPanel:open': WebChatEvent<'customPanel:open'>;
  /** The custom panel starts to close. */
  'customPanel:pre:close': WebChatEvent<'customPanel:pre:close'>;
  /** The custom panel is closed. */
  'customPanel:close': WebChatEvent<'customPanel:close'>;
  /** The service desk has reported whether human agents are online. */
  'agent:areAnyAgentsOnline': WebChatAgentsOnlineEvent;
  /** The visitor asked for a human agent. A handler can cancel the request or add data to it. */
  'agent:pre:startChat': WebChatAgentPreStartChatEvent;
  /**
   * The conversation with a human agent is about to end. A handler can cancel this or add data to
   * it.
   */
  'agent:pre:endChat': WebChatAgentPreEndChatEvent;
  /** The conversation with a human agent has ended. */
  'agent:endChat': WebChatAgentEndChatEvent;
  /** Web chat is about to send a message to the human agent. A handler can change `data`. */
  'agent:pre:send': WebChatAgentSendEvent<'agent:pre:send'>;
  /** Web chat has sent a message to the human agent. */
  'agent:send': WebChatAgentSendEvent<'agent:send'>;
  /**
   * Web chat is about to show a message of the human agent, or its own message about the agent. A
   * handler can change `data`.
   */
  'agent:pre:receive': WebChatAgentReceiveEvent<'agent:pre:receive'>;
  /** Web chat shows a message of the human agent, or its own message about the agent. */
  'agent:receive': WebChatAgentReceiveEvent<'agent:receive'>;
  /**
   * Web chat is about to store a message between the visitor and a human agent in the history. A
   * handler can change `message`.
   */
  'agent:pre:sessionHistory': WebChatAgentPreSessionHistoryEvent;
  /** Web chat needs a token. The SDK handles this event, so you need no handler of your own. */
  identityTokenExpired: WebChatIdentityTokenExpiredEvent;
  /** The session is about to expire. IBM estimates the time with a timer. */
  sessionExpired: WebChatSessionExpiredEvent;
  /** A tour starts. Beta. */
  'tour:start': WebChatTourReasonEvent<'tour:start', 'start_tour_method' | 'skip_card' | 'start_tour_clicked'>;
  /** The visitor pressed the last button of a tour. Beta. */
  'tour:end': WebChatTourReasonEvent<'tour:end', 'done_clicked'>;
  /** A tour shows another step. Beta. */
  'tour:step': WebChatTourStepEvent;
}

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

/**
 * The event of a change of the visible views.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#view:change)
 */
export interface WebChatViewChangeEvent<Type extends 'view:pre:change' | 'view:change'> extends WebChatEvent<Type> {
  /** The reason for the change. */
  reason: WebChatViewChangeReason;
  /** The views before the change. */
  oldViewState: WebChatViewState;
  /** The views after the change. A handler can change this object. */
  newViewState: WebChatViewState;
  /** Set it to `true` to cancel or revert the change. @default false */
  cancelViewChange: boolean;
}

/**
 * The deprecated event of the window that opens.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#window:open)
 */
export interface WebChatWindowOpenEvent<Type extends 'window:pre:open' | 'window:open'> extends WebChatEvent<Type> {
  /** The reason why the window opens. */
  reason: 'called_open_window' | 'default_launcher' | 'link' | 'open_by_default' | 'session_history' | (string & {});
  /** Set it to `true` to keep the window closed. @default false */
  cancelOpen: boolean;
}

/**
 * The deprecated event of the window that closes.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#window:close)
 */
export interface WebChatWindowCloseEvent<Type extends 'window:pre:close' | 'window:close'> extends WebChatEvent<Type> {
  /** The reason why the window closes. */
  reason?: string;
  /** Set it to `true` to keep the window open. @default false */
  cancelClose: boolean;
}

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

/**
 * The event with which web chat asks for a token.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#identityTokenExpired)
 */
export interface WebChatIdentityTokenExpiredEvent extends WebChatEvent<'identityTokenExpired'> {
  /** The new token, or null until the SDK has set it. Web chat reads it after all handlers. */
  identityToken: string | null;
}

/**
 * The event of a session that is about to expire.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#sessionExpired)
 */
export interface WebChatSessionExpiredEvent extends WebChatEvent<'sessionExpired'> {
  /** The session, with IBM's ID. */
  session: { id: string };
}

/**
 * The event of a tour that starts or ends.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#tour:start)
 */
export interface WebChatTourReasonEvent<Type extends 'tour:start' | 'tour:end', Reason extends string>
  extends WebChatEvent<Type> {
  /** The reason why the tour starts or ends. */
  reason: Reason | (string & {});
}

/**
 * The event of a tour's next step.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#tour:step)
 */
export interface WebChatTourStepEvent extends WebChatEvent<'tour:step'> {
  /** The step as the assistant sent it. */
  step: WebChatTourStep;
}

/** The name of an event: one that IBM documents, `*` for all events, or any other name. */
export type WebChatEventType = keyof WebChatEvents | '*' | (string & {});

/** The type of the event with this name. */
export type WebChatEventOf<Type extends string> = Type extends keyof WebChatEvents
  ? WebChatEvents[Type]
  : Type extends '*'
    ? WebChatEvents[keyof WebChatEvents]
    : string extends Type
      ? WebChatEvent
      : WebChatEvent<Type> & Record<string, unknown>;

/**
 * Handles an event. Web chat calls the handlers in the order of their subscription. If a handler
 * returns a promise, web chat waits for it. If a handler throws or its promise rejects, web chat
 * calls no further handlers and aborts the operation, for example the sending of a message.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-events#callbacks)
 */
export type WebChatHandler<Type extends string> = (event: WebChatEventOf<Type>, instance: WebChatInstance) => unknown;

/** The argument of `on()` and `once()`. */
export interface WebChatSubscription<Type extends string> {
  /** The name of the event, or `*` for all events. */
  type: Type;
  /** The function that web chat calls. */
  handler: WebChatHandler<Type>;
}

/** The argument of `off()`. */
export interface WebChatUnsubscription<Type extends string> {
  /** The name of the event, or `*` for the handlers of all events. */
  type: Type;
  /** The handler to remove. Without it, `off()` removes all handlers, also those of other code. */
  handler?: WebChatHandler<Type> | undefined;
}
