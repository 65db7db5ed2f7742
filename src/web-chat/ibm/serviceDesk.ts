import type { WebChatInstance } from './instance.js';
import type { WebChatMessage, WebChatResponse } from './messages.js';

/**
 * How web chat connects the visitor to a human agent.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-configuration#service-desk-options)
 */
export interface WebChatServiceDeskOptions {
  /**
   * How long the visitor waits for a human agent before web chat shows an error, in seconds. By
   * default, there is no limit.
   */
  agentJoinTimeoutSeconds?: number | undefined;
  /**
   * How long web chat waits for the service desk to report whether human agents are online, in
   * seconds. After that, web chat says that none is online.
   * @default 5
   */
  availabilityTimeoutSeconds?: number | undefined;
  /** Keeps the messages of human agents out of the session's history. @default false */
  disableAgentSessionHistory?: boolean | undefined;
  /** Connects the visitor at once, without a button to press. @default false */
  skipConnectAgentCard?: boolean | undefined;
  /** Whether a new page continues the conversation with the human agent. @default true */
  allowReconnect?: boolean | undefined;
  /** Any other option of web chat, for example for IBM's own service desks. */
  [option: string]: unknown;
}

/**
 * Creates the connection to your service desk.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=service-desks-custom-sd#api-overview)
 */
export type WebChatServiceDeskFactory = (parameters: WebChatServiceDeskParameters) => Promise<WebChatServiceDesk>;

/** The argument of a service desk factory. */
export interface WebChatServiceDeskParameters {
  /** The functions with which the service desk reports its events to web chat. */
  callback: WebChatServiceDeskCallback;
  /** The web chat that uses the service desk. */
  instance: WebChatInstance;
  /** The data that `updatePersistedState()` stored in this tab on an earlier page. */
  persistedState?: unknown;
}

/**
 * The connection to your service desk. Web chat calls these methods. Each promise settles when the
 * service desk has handled the call.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=service-desks-custom-sd#api-overview)
 */
export interface WebChatServiceDesk {
  /** Returns a name of at most 40 characters, which IBM collects. Required since web chat 8.0. */
  getName(): string;
  /**
   * Starts a conversation with a human agent. Throw an error if no human agent is available. Web
   * chat can call the method again after the conversation has ended.
   */
  startChat(connectMessage: WebChatResponse, options: WebChatStartChatOptions): Promise<void>;
  /** Ends the conversation. */
  endChat(info: WebChatEndChatInfo): Promise<void>;
  /** Sends a message of the visitor. The text may be empty if the message has files. */
  sendMessageToAgent(message: WebChatMessage, messageID: string, additional: WebChatAgentMessageData): Promise<void>;
  /** Returns whether human agents are online, or null if the service desk cannot tell. */
  areAnyAgentsOnline?(connectMessage: WebChatResponse): Promise<boolean | null>;
  /** Called when the session, the user or the language has changed. */
  updateState?(state: WebChatServiceDeskSession): void;
  /** Called when the visitor has started or stopped typing. */
  userTyping?(isTyping: boolean): Promise<void>;
  /** Called when the visitor has read all messages. */
  userReadMessages?(): Promise<void>;
  /**
   * Called when the visitor has selected files and not sent them yet. To refuse a file, call
   * `setFileUploadStatus()`.
   */
  filesSelectedForUpload?(uploads: readonly WebChatFileUpload[]): void;
  /** Called when the visitor has stopped sharing the screen. */
  screenShareStop?(): Promise<void>;
  /** Continues the conversation on a new page. Returns whether this succeeded. */
  reconnect?(): Promise<boolean>;
}

/** The options of `startChat()`. */
export interface WebChatStartChatOptions {
  /** The key with which the service desk can show the conversation so far. */
  agentAppInfo?: { sessionHistoryKey: string } | undefined;
  /** The data that a handler of `agent:pre:startChat` set. */
  preStartChatPayload: unknown;
}

/** The argument of `endChat()`. */
export interface WebChatEndChatInfo {
  /** Whether the human agent or the service desk ended the conversation. */
  endedByAgent: boolean;
  /** The data that a handler of `agent:pre:endChat` set. */
  preEndChatPayload: unknown;
}

/** More data of a message to the human agent. */
export interface WebChatAgentMessageData {
  /** The files of the message. */
  filesToUpload?: readonly WebChatFileUpload[] | undefined;
}

/** A file that the visitor uploads. */
export interface WebChatFileUpload {
  /** Web chat's ID of the file. Pass it to `setFileUploadStatus()`. */
  id: string;
  /** The file. */
  file: File;
  /** The progress of the upload. */
  status: string;
  /** Whether the upload has failed. */
  isError?: boolean | undefined;
  /** The message about the failure for the visitor. */
  errorMessage?: string | undefined;
}

/** The properties of the session that a service desk may need. */
export interface WebChatServiceDeskSession {
  /** IBM's ID of the session. */
  sessionID: string;
  /** The `sub` of the token. */
  userID: string;
  /** The language. */
  locale: string;
}

/**
 * The functions with which your service desk reports its events to web chat.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=service-desks-custom-sd#api-overview)
 */
export interface WebChatServiceDeskCallback {
  /** Changes the capabilities of the service desk. Call it at any time. */
  updateCapabilities(capabilities: Partial<WebChatServiceDeskCapabilities>): void;
  /** Shows the visitor how long the wait will be. */
  updateAgentAvailability(availability: WebChatAgentAvailability): Promise<void>;
  /** Reports that a human agent has joined. */
  agentJoined(profile: WebChatAgentProfile): Promise<void>;
  /** Reports that the human agent has read all messages. */
  agentReadMessages(): Promise<void>;
  /** Reports that the human agent has started or stopped typing. */
  agentTyping(isTyping: boolean): Promise<void>;
  /**
   * Shows a message of a human agent.
   * @param agentID the ID of the human agent; by default the one who joined last
   */
  sendMessageToUser(message: WebChatResponse | string, agentID?: string): Promise<void>;
  /** Reports a transfer to another human agent. Call `agentJoined()` after the transfer. */
  beginTransferToAnotherAgent(profile?: WebChatAgentProfile): Promise<void>;
  /** Reports that the human agent has left. The conversation continues. */
  agentLeftChat(): Promise<void>;
  /** Reports that the human agent has ended the conversation. */
  agentEndedChat(): Promise<void>;
  /** Reports an error, or that the connection works again. */
  setErrorStatus(error: WebChatServiceDeskError): Promise<void>;
  /** Reports that an upload has succeeded or failed. */
  setFileUploadStatus(fileID: string, isError?: boolean, errorMessage?: string): Promise<void>;
  /** Asks the visitor to share the screen. Resolves with the visitor's answer. */
  screenShareRequest(): Promise<'accepted' | 'declined' | 'cancelled' | 'ended'>;
  /** Reports that the screen sharing has ended. */
  screenShareEnded(): Promise<void>;
  /** Returns the data that `updatePersistedState()` stored. */
  persistedState(): unknown;
  /**
   * Stores data in this tab for the next page. The data must be JSON.
   * @param mergeWithCurrent whether web chat merges the data with the stored data; by default true
   */
  updatePersistedState(state: unknown, mergeWithCurrent?: boolean): void;
}

/** The capabilities of a service desk. */
export interface WebChatServiceDeskCapabilities {
  /** Whether the visitor can send files. */
  allowFileUploads: boolean;
  /** Whether the visitor can send several files at once. */
  allowMultipleFileUploads: boolean;
  /** The allowed file types, as in the attribute `accept` of an `<input>`. */
  allowedFileUploadTypes: string;
}

/** How long the visitor has to wait. Web chat shows only the first of these properties. */
export interface WebChatAgentAvailability {
  /** The estimated wait, in minutes. */
  estimated_wait_time?: number | undefined;
  /** The visitor's position in the queue. */
  position_in_queue?: number | undefined;
  /** A message of your own. It may contain Markdown. */
  message?: string | undefined;
}

/** A human agent. */
export interface WebChatAgentProfile {
  /** The service desk's ID of the human agent. */
  id: string;
  /** The name that web chat shows. */
  nickname: string;
  /** The address of a picture. */
  profile_picture_url?: string | undefined;
  /** Hides the name, the picture and the time. */
  hidden?: boolean | undefined;
}

/**
 * An error of the service desk. Type 1: the connection failed. Type 2: the connection broke, or is
 * back if `isDisconnected` is `false`. Type 3: a message could not be sent. Web chat logs `logInfo`
 * on the console.
 */
export type WebChatServiceDeskError = { logInfo?: unknown } & (
  | { type: 1; messageToUser?: string | undefined }
  | { type: 2; isDisconnected: boolean }
  | { type: 3; messageID: string }
);

/** The actions of your page on a conversation with a human agent. */
export interface WebChatServiceDeskActions {
  /**
   * Ends the conversation without asking the visitor. Resolves after the events of the end. Without
   * such a conversation, it does nothing.
   * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#serviceDesk-endConversation)
   */
  endConversation(): Promise<void>;
  /** Suspends the conversation, so that the visitor talks to the assistant, or resumes it. */
  updateIsSuspended(isSuspended: boolean): Promise<void>;
}
