import type { WebChatInstance } from './instance.js';
import type { WebChatMessage, WebChatResponse } from './messages.js';

/** How web chat deals with human agents. */
export interface WebChatServiceDeskOptions {
  /** Seconds to wait for a human agent before the visitor reads an error. No limit if left out. */
  agentJoinTimeoutSeconds?: number | undefined;
  /** Seconds to wait for the answer whether human agents are there. @default 5 */
  availabilityTimeoutSeconds?: number | undefined;
  /** Keeps messages between visitor and human agent out of the session's history. @default false */
  disableAgentSessionHistory?: boolean | undefined;
  /** Connects at once, without the button. @default false */
  skipConnectAgentCard?: boolean | undefined;
  /** Whether a new page goes on with the human agent of the one before. @default true */
  allowReconnect?: boolean | undefined;
  /** Any other option of IBM's, for example for its built-in service desks. */
  [option: string]: unknown;
}

/** Makes the connection to your service desk. */
export type WebChatServiceDeskFactory = (parameters: WebChatServiceDeskParameters) => Promise<WebChatServiceDesk>;

/** What the factory of a service desk is given. */
export interface WebChatServiceDeskParameters {
  /** With it the service desk tells web chat what happens on its side. */
  callback: WebChatServiceDeskCallback;
  /** The web chat it works for. */
  instance: WebChatInstance;
  /** What `updatePersistedState()` kept in this tab on the page before. */
  persistedState?: unknown;
}

/**
 * The connection to your service desk: what web chat calls. Promises settle when the desk has dealt
 * with it.
 */
export interface WebChatServiceDesk {
  /** A name for IBM's statistics, at most 40 characters. Required since web chat 8.0. */
  getName(): string;
  /**
   * The visitor wants a human agent. Throw if none can be had. May be called again after an end.
   */
  startChat(connectMessage: WebChatResponse, options: WebChatStartChatOptions): Promise<void>;
  /** The conversation is over. */
  endChat(info: WebChatEndChatInfo): Promise<void>;
  /** The visitor says something, perhaps with files. */
  sendMessageToAgent(message: WebChatMessage, messageID: string, additional: WebChatAgentMessageData): Promise<void>;
  /** Whether human agents are there; null if the desk cannot say. */
  areAnyAgentsOnline?(connectMessage: WebChatResponse): Promise<boolean | null>;
  /** Session, user or language are others now. */
  updateState?(state: WebChatServiceDeskSession): void;
  /** The visitor begins or stops typing. */
  userTyping?(isTyping: boolean): Promise<void>;
  /** The visitor has read everything. */
  userReadMessages?(): Promise<void>;
  /** The visitor chose files, and has not sent them yet: the moment to refuse them. */
  filesSelectedForUpload?(uploads: readonly WebChatFileUpload[]): void;
  /** The visitor no longer wants to share the screen. */
  screenShareStop?(): Promise<void>;
  /** A new page goes on with the conversation. Resolves with whether it worked. */
  reconnect?(): Promise<boolean>;
}

/** What comes with the start of a conversation. */
export interface WebChatStartChatOptions {
  /** With it the desk can show the conversation so far. */
  agentAppInfo?: { sessionHistoryKey: string } | undefined;
  /** What a handler of `agent:pre:startChat` put into the event. */
  preStartChatPayload: unknown;
}

/** What comes with the end of a conversation. */
export interface WebChatEndChatInfo {
  /** Whether the desk ended it. */
  endedByAgent: boolean;
  /** What a handler of `agent:pre:endChat` put into the event. */
  preEndChatPayload: unknown;
}

/** What comes with a message to the human agent. */
export interface WebChatAgentMessageData {
  /** Files that the visitor sends. */
  filesToUpload?: readonly WebChatFileUpload[] | undefined;
}

/** A file that the visitor sends. */
export interface WebChatFileUpload {
  /** Web chat's name for it, which `setFileUploadStatus()` takes. */
  id: string;
  /** The file. */
  file: File;
  /** How far it is. */
  status: string;
  /** Whether something is wrong with it. */
  isError?: boolean | undefined;
  /** What the visitor reads about that. */
  errorMessage?: string | undefined;
}

/** What a service desk is told of the session. */
export interface WebChatServiceDeskSession {
  /** IBM's name for the conversation. */
  sessionID: string;
  /** The token's `sub`. */
  userID: string;
  /** The language. */
  locale: string;
}

/** What your service desk calls to tell web chat what happens on its side. */
export interface WebChatServiceDeskCallback {
  /** What the desk can do; may change at any time. */
  updateCapabilities(capabilities: Partial<WebChatServiceDeskCapabilities>): void;
  /** How long the visitor has to wait. */
  updateAgentAvailability(availability: WebChatAgentAvailability): Promise<void>;
  /** A human agent is there. */
  agentJoined(profile: WebChatAgentProfile): Promise<void>;
  /** The human agent has read everything. */
  agentReadMessages(): Promise<void>;
  /** The human agent begins or stops typing. */
  agentTyping(isTyping: boolean): Promise<void>;
  /** The human agent says something; the last one who joined, if no ID is given. */
  sendMessageToUser(message: WebChatResponse | string, agentID?: string): Promise<void>;
  /** Another human agent takes over, and will be announced by `agentJoined()`. */
  beginTransferToAnotherAgent(profile?: WebChatAgentProfile): Promise<void>;
  /** The human agent left; the conversation goes on. */
  agentLeftChat(): Promise<void>;
  /** The human agent ended the conversation. */
  agentEndedChat(): Promise<void>;
  /** Something failed, or works again. */
  setErrorStatus(error: WebChatServiceDeskError): Promise<void>;
  /** How far a file is. */
  setFileUploadStatus(fileID: string, isError?: boolean, errorMessage?: string): Promise<void>;
  /** Asks the visitor to share the screen. */
  screenShareRequest(): Promise<'accepted' | 'declined' | 'cancelled' | 'ended'>;
  /** The screen is no longer shared. */
  screenShareEnded(): Promise<void>;
  /** What `updatePersistedState()` kept. */
  persistedState(): unknown;
  /** Keeps something in this tab for the next page. @param mergeWithCurrent `true` if left out */
  updatePersistedState(state: unknown, mergeWithCurrent?: boolean): void;
}

/** What a service desk can do. */
export interface WebChatServiceDeskCapabilities {
  /** Whether it takes files. */
  allowFileUploads: boolean;
  /** Whether it takes several at once. */
  allowMultipleFileUploads: boolean;
  /** Which, as in the attribute `accept` of an input. */
  allowedFileUploadTypes: string;
}

/** How long the visitor has to wait. One property is shown: the first of these that is there. */
export interface WebChatAgentAvailability {
  /** Minutes. */
  estimated_wait_time?: number | undefined;
  /** Place in the queue. */
  position_in_queue?: number | undefined;
  /** In your own words; may hold Markdown. */
  message?: string | undefined;
}

/** Who the visitor talks with. */
export interface WebChatAgentProfile {
  /** The desk's name for the human agent. */
  id: string;
  /** The name that the visitor reads. */
  nickname: string;
  /** Address of a picture. */
  profile_picture_url?: string | undefined;
  /** Hides name, picture and time. */
  hidden?: boolean | undefined;
}

/**
 * What failed at the service desk. Type 1: no connection could be made. Type 2: it broke, or is
 * back. Type 3: a message did not arrive.
 */
export type WebChatServiceDeskError = { logInfo?: unknown } & (
  | { type: 1; messageToUser?: string | undefined }
  | { type: 2; isDisconnected: boolean }
  | { type: 3; messageID: string }
);

/** What the page can do about the conversation with a human agent. */
export interface WebChatServiceDeskActions {
  /**
   * Ends it without asking the visitor. Resolves after the events; does nothing if there is none.
   */
  endConversation(): Promise<void>;
  /** Puts it on hold: the visitor talks with the assistant meanwhile. */
  updateIsSuspended(isSuspended: boolean): Promise<void>;
}
