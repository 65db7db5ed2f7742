import type { WebChatInstance } from './instance.js';
import type { WebChatMessage, WebChatResponse } from './messages.js';
import type { WebChatResponseItem } from './responseItems.js';
import type { WebChatAgentProfile, WebChatFileUpload } from './serviceDesk.js';
import type { WebChatTourStep } from './tours.js';
import type { WebChatViewChangeReason, WebChatViewState } from './views.js';

/** What every event has. */
export interface WebChatEvent<Type extends string = string> {
  /** The event's name. */
  type: Type;
}

/**
 * The events that IBM documents, by name. `on()` takes any other name too, and `*` for all. Most
 * events are copies; those whose description says so take what a handler writes into them.
 */
export interface WebChatEvents {
  /** The window is open, with its history, greeting or home screen. */
  'chat:ready': WebChatEvent<'chat:ready'>;
  /** A message is about to be sent. What a handler changes in `data` is sent. */
  'pre:send': WebChatSendEvent<'pre:send'>;
  /** A message is on its way. */
  send: WebChatSendEvent<'send'>;
  /** The assistant has answered. What a handler changes in `data` is shown. */
  'pre:receive': WebChatPreReceiveEvent;
  /** The assistant has answered, and the answer is shown. */
  receive: WebChatReceiveEvent<'receive'>;
  /**
   * The session's messages are about to be shown on a new page. What a handler changes in them is
   * shown.
   */
  'history:begin': WebChatHistoryEvent<'history:begin'>;
  /** They are shown. */
  'history:end': WebChatHistoryEvent<'history:end'>;
  /** A response of a type of your own is to be shown in an element. */
  userDefinedResponse: WebChatUserDefinedResponseEvent<'userDefinedResponse'>;
  /** @deprecated The name of `userDefinedResponse` before web chat 8.2. */
  customResponse: WebChatUserDefinedResponseEvent<'customResponse'>;
  /** The visitor pressed a `button` of the type `custom_event`. */
  messageItemCustom: WebChatMessageItemEvent;
  /** The visitor judged an answer. */
  feedback: WebChatFeedbackEvent;
  /** The visitor stopped an answer that was still coming. */
  stopStreaming: WebChatEvent<'stopStreaming'>;
  /** The conversation is about to be restarted. */
  'pre:restartConversation': WebChatEvent<'pre:restartConversation'>;
  /** The conversation is empty, and the new one has not begun. */
  restartConversation: WebChatEvent<'restartConversation'>;
  /** Launcher, window or tour are about to come or go. A handler may change that or cancel it. */
  'view:pre:change': WebChatViewChangeEvent<'view:pre:change'>;
  /** Launcher, window or tour have come or gone. A handler may take that back. */
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
  /** The custom panel begins to open. */
  'customPanel:pre:open': WebChatEvent<'customPanel:pre:open'>;
  /** The custom panel is open. */
  'customPanel:open': WebChatEvent<'customPanel:open'>;
  /** The custom panel begins to close. */
  'customPanel:pre:close': WebChatEvent<'customPanel:pre:close'>;
  /** The custom panel is closed. */
  'customPanel:close': WebChatEvent<'customPanel:close'>;
  /** The service desk said whether human agents are there. */
  'agent:areAnyAgentsOnline': WebChatAgentsOnlineEvent;
  /** The visitor wants a human agent. A handler may cancel that, or add a payload. */
  'agent:pre:startChat': WebChatAgentPreStartChatEvent;
  /**
   * The conversation with a human agent is about to end. A handler may cancel that, or add a
   * payload.
   */
  'agent:pre:endChat': WebChatAgentPreEndChatEvent;
  /** The conversation with a human agent is over. */
  'agent:endChat': WebChatAgentEndChatEvent;
  /** A message is about to be sent to the human agent. What a handler changes in `data` is sent. */
  'agent:pre:send': WebChatAgentSendEvent<'agent:pre:send'>;
  /** A message was sent to the human agent. */
  'agent:send': WebChatAgentSendEvent<'agent:send'>;
  /**
   * A message of the human agent, or of web chat, is about to be shown. A handler may change
   * `data`.
   */
  'agent:pre:receive': WebChatAgentReceiveEvent<'agent:pre:receive'>;
  /** A message of the human agent, or of web chat, is shown. */
  'agent:receive': WebChatAgentReceiveEvent<'agent:receive'>;
  /** A message between visitor and human agent is about to be kept in the session's history. */
  'agent:pre:sessionHistory': WebChatAgentPreSessionHistoryEvent;
  /** Web chat wants a token. The SDK answers it: leave that to it. */
  identityTokenExpired: WebChatIdentityTokenExpiredEvent;
  /** IBM's timer says that the session is about to run out. */
  sessionExpired: WebChatSessionExpiredEvent;
  /** A tour begins. */
  'tour:start': WebChatTourReasonEvent<'tour:start', 'start_tour_method' | 'skip_card' | 'start_tour_clicked'>;
  /** The visitor has come to the end of a tour. */
  'tour:end': WebChatTourReasonEvent<'tour:end', 'done_clicked'>;
  /** A tour shows another step. */
  'tour:step': WebChatTourStepEvent;
}

/** A message that is about to be sent, or on its way. */
export interface WebChatSendEvent<Type extends 'pre:send' | 'send'> extends WebChatEvent<Type> {
  /** The message. */
  data: WebChatMessage;
  /** What sent it, for example `messageInput`, `instanceSend` or `welcomeRequest`. */
  source?: string;
}

/** An answer that is shown. */
export interface WebChatReceiveEvent<Type extends 'pre:receive' | 'receive'> extends WebChatEvent<Type> {
  /** The answer. */
  data: WebChatResponse;
}

/** An answer that is about to be shown. */
export interface WebChatPreReceiveEvent extends WebChatReceiveEvent<'pre:receive'> {
  /**
   * Whether the session keeps the answer as handlers have changed it, for the next page. Write
   * `false` and the next page gets the answer as it came.
   *
   * @default true
   */
  updateHistory: boolean;
}

/** Messages of the session, read back on a new page. */
export interface WebChatHistoryEvent<Type extends 'history:begin' | 'history:end'> extends WebChatEvent<Type> {
  /** Messages and answers, the oldest first. A message has an `input`, an answer an `output`. */
  messages: (WebChatMessage & Partial<WebChatResponse>)[];
}

/** A response of a type of your own. */
export interface WebChatUserDefinedResponseEvent<Type extends 'userDefinedResponse' | 'customResponse'>
  extends WebChatEvent<Type> {
  /** The response, and its place in the conversation. */
  data: WebChatUserDefinedResponse;
}

/** A response of a type of your own, and its place in the conversation. */
export interface WebChatUserDefinedResponse {
  /** As your action wrote it; IBM has what is yours under `user_defined`. */
  message: WebChatResponseItem;
  /** The whole answer it is part of. Its `id` goes into `updateHistoryUserDefined()`. */
  fullMessage: WebChatResponse;
  /** Empty, and yours to fill. It goes with the conversation. Absent if the response is silent. */
  element: HTMLElement;
  /** Write `true` to use the whole width of the window. @default false */
  fullWidth?: boolean | undefined;
}

/** A pressed button. */
export interface WebChatMessageItemEvent extends WebChatEvent<'messageItemCustom'> {
  /** What the visitor did. */
  customEventType: 'buttonItemClicked' | (string & {});
  /** The button, with your `custom_event_name`. */
  messageItem: WebChatResponseItem;
  /** The whole answer it is part of. */
  fullMessage: WebChatResponse;
}

/** The visitor's opinion of an answer. */
export interface WebChatFeedbackEvent extends WebChatEvent<'feedback'> {
  /** The part of the answer that it is about. */
  messageItem: WebChatResponseItem;
  /** The whole answer. */
  message: WebChatResponse;
  /** Thumbs up, or down. */
  isPositive: boolean;
  /** How far the visitor is. */
  interactionType: 'detailsOpened' | 'detailsClosed' | 'submitted' | (string & {});
  /** What the visitor wrote. */
  text?: string;
  /** What the visitor chose. */
  categories?: string[];
}

/** A change of what is on screen. */
export interface WebChatViewChangeEvent<Type extends 'view:pre:change' | 'view:change'> extends WebChatEvent<Type> {
  /** What brought it about. */
  reason: WebChatViewChangeReason;
  /** What was on screen before. */
  oldViewState: WebChatViewState;
  /** What will be, or is now. A handler may change it. */
  newViewState: WebChatViewState;
  /** Write `true`, and all stays, or goes back to, as it was before. @default false */
  cancelViewChange: boolean;
}

/** The window opens. */
export interface WebChatWindowOpenEvent<Type extends 'window:pre:open' | 'window:open'> extends WebChatEvent<Type> {
  /** What brought it about. */
  reason: 'called_open_window' | 'default_launcher' | 'link' | 'open_by_default' | 'session_history' | (string & {});
  /** Write `true` to keep it closed. @default false */
  cancelOpen: boolean;
}

/** The window closes. */
export interface WebChatWindowCloseEvent<Type extends 'window:pre:close' | 'window:close'> extends WebChatEvent<Type> {
  /** What brought it about. */
  reason?: string;
  /** Write `true` to keep it open. @default false */
  cancelClose: boolean;
}

/** Whether human agents are there. */
export interface WebChatAgentsOnlineEvent extends WebChatEvent<'agent:areAnyAgentsOnline'> {
  /** `unknown` if the service desk cannot say. */
  areAnyAgentsOnline: 'online' | 'offline' | 'unknown';
}

/**
 * The visitor wants a human agent. The service desk is not asked before all handlers have settled.
 */
export interface WebChatAgentPreStartChatEvent extends WebChatEvent<'agent:pre:startChat'> {
  /** The answer that offered the human agent. */
  message: WebChatResponse;
  /** Write `true` to stay with the assistant. */
  cancelStartChat?: boolean;
  /** Yours to write: handed to `startChat()` of the service desk. */
  preStartChatPayload?: unknown;
  /** With it the service desk can show the conversation so far. */
  sessionHistoryKey?: string;
}

/** The conversation with a human agent is about to end. */
export interface WebChatAgentPreEndChatEvent extends WebChatEvent<'agent:pre:endChat'> {
  /** Whether the human agent ended it. */
  endedByAgent: boolean;
  /** Write `true` to go on. */
  cancelEndChat?: boolean;
  /** Yours to write: handed to `endChat()` of the service desk. */
  preEndChatPayload?: unknown;
}

/** The conversation with a human agent is over. */
export interface WebChatAgentEndChatEvent extends WebChatEvent<'agent:endChat'> {
  /** Whether the human agent ended it. */
  endedByAgent: boolean;
  /** Whether it was over before a human agent came. */
  requestCancelled: boolean;
}

/** A message to the human agent. */
export interface WebChatAgentSendEvent<Type extends 'agent:pre:send' | 'agent:send'> extends WebChatEvent<Type> {
  /** The message. */
  data: WebChatMessage;
  /** Files that go with it. */
  files?: WebChatFileUpload[];
}

/** A message of the human agent, or of web chat about one. */
export interface WebChatAgentReceiveEvent<Type extends 'agent:pre:receive' | 'agent:receive'>
  extends WebChatEvent<Type> {
  /** The message. */
  data: WebChatResponse;
  /** Who says it; absent if it is web chat. */
  agentProfile?: WebChatAgentProfile;
}

/** A message between visitor and human agent, about to be kept. */
export interface WebChatAgentPreSessionHistoryEvent extends WebChatEvent<'agent:pre:sessionHistory'> {
  /** Change it to keep something out of the history, or write null to keep all of it out. */
  message: (WebChatMessage & Partial<WebChatResponse>) | null;
}

/** Web chat wants a token. */
export interface WebChatIdentityTokenExpiredEvent extends WebChatEvent<'identityTokenExpired'> {
  /** Null until the SDK's handler has settled. Web chat reads it after all handlers. */
  identityToken: string | null;
}

/** The session is about to run out. */
export interface WebChatSessionExpiredEvent extends WebChatEvent<'sessionExpired'> {
  /** The session, by IBM's name for it. */
  session: { id: string };
}

/** A tour begins or ends. */
export interface WebChatTourReasonEvent<Type extends 'tour:start' | 'tour:end', Reason extends string>
  extends WebChatEvent<Type> {
  /** What brought it about. */
  reason: Reason | (string & {});
}

/** A tour shows another step. */
export interface WebChatTourStepEvent extends WebChatEvent<'tour:step'> {
  /** The step as the assistant wrote it. */
  step: WebChatTourStep;
}

/** The name of an event: one that IBM documents, `*` for all, or any other. */
export type WebChatEventType = keyof WebChatEvents | '*' | (string & {});

/** The event that a handler for the name is given. */
export type WebChatEventOf<Type extends string> = Type extends keyof WebChatEvents
  ? WebChatEvents[Type]
  : Type extends '*'
    ? WebChatEvents[keyof WebChatEvents]
    : string extends Type
      ? WebChatEvent
      : WebChatEvent<Type> & Record<string, unknown>;

/** Called in order of registration; a promise is awaited, a rejection stops the chain. */
export type WebChatHandler<Type extends string> = (event: WebChatEventOf<Type>, instance: WebChatInstance) => unknown;

/** What `on()` and `once()` take. */
export interface WebChatSubscription<Type extends string> {
  /** The name of the event; `*` for all. */
  type: Type;
  /** What is called. */
  handler: WebChatHandler<Type>;
}

/** What `off()` takes. */
export interface WebChatUnsubscription<Type extends string> {
  /** The name of the event; `*` for those that hear all. */
  type: Type;
  /** What is called no more. Left out: every handler of the event, other people's too. */
  handler?: WebChatHandler<Type> | undefined;
}
