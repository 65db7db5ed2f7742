/** All events of web chat by name, and how to subscribe to them. */
import type {
  WebChatAgentEndChatEvent,
  WebChatAgentPreEndChatEvent,
  WebChatAgentPreSessionHistoryEvent,
  WebChatAgentPreStartChatEvent,
  WebChatAgentReceiveEvent,
  WebChatAgentSendEvent,
  WebChatAgentsOnlineEvent,
} from './agentEvents.js';
import type { WebChatEvent } from './event.js';
import type { WebChatInstance } from './instance.js';
import type {
  WebChatFeedbackEvent,
  WebChatHistoryEvent,
  WebChatMessageItemEvent,
  WebChatPreReceiveEvent,
  WebChatReceiveEvent,
  WebChatSendEvent,
  WebChatUserDefinedResponseEvent,
} from './messageEvents.js';
import type { WebChatTourStep } from './tours.js';
import type { WebChatViewChangeEvent, WebChatWindowCloseEvent, WebChatWindowOpenEvent } from './windowEvents.js';

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
