import type { WebChatMessageInput } from './messages.js';

/** The kinds of response that IBM documents; the assistant may send any other. */
export type WebChatResponseType =
  | 'text'
  | 'option'
  | 'suggestion'
  | 'search'
  | 'conversational_search'
  | 'connect_to_agent'
  | 'channel_transfer'
  | 'image'
  | 'video'
  | 'audio'
  | 'iframe'
  | 'pause'
  | 'date'
  | 'table'
  | 'button'
  | 'card'
  | 'carousel'
  | 'grid'
  | 'inline_error'
  | 'user_defined'
  | (string & {});

/**
 * One part of an answer. `response_type` says which of the properties there are. Handlers of
 * `pre:receive` may turn one kind into another.
 */
export interface WebChatResponseItem {
  /** What kind it is. */
  response_type: WebChatResponseType;
  /** The words of `text`, `conversational_search` and `inline_error`. */
  text?: string | undefined;
  /** Stands above `option`, `image`, `video`, `audio`, `iframe` and `table`. */
  title?: string | undefined;
  /** Stands below the title. */
  description?: string | undefined;
  /** The choices of `option`. */
  options?: WebChatOption[] | undefined;
  /** How the choices of `option` are shown. */
  preference?: 'dropdown' | 'button' | undefined;
  /** The address behind `image`, `video`, `audio` and `iframe`. */
  source?: string | undefined;
  /** Describes `image`, `video`, `audio` and `button` to screen readers. */
  alt_text?: string | undefined;
  /** The height of `video` and `audio`. */
  dimensions?: { base_height?: number } | undefined;
  /** Whether an `iframe` stands in the conversation or opens in a panel. */
  display?: 'inline' | 'panel' | undefined;
  /** The picture of an `iframe` that opens in a panel, or of a `button`. */
  image_url?: string | undefined;
  /** Milliseconds of a `pause`. */
  time?: number | undefined;
  /** Whether a `pause` looks as if somebody typed. */
  typing?: boolean | undefined;
  /** What the human agent reads first after `connect_to_agent`. */
  message_to_human_agent?: string | undefined;
  /** What the visitor reads if human agents are there. */
  agent_available?: { message: string } | undefined;
  /** What the visitor reads if no human agent is there. */
  agent_unavailable?: { message: string } | undefined;
  /** What the service desk needs in order to take over. */
  transfer_info?: WebChatTransferInfo | undefined;
  /** The document in which `conversational_search` found its answer. */
  citations?: WebChatCitation[] | undefined;
  /** Stands above the citations. */
  citations_title?: string | undefined;
  /** Says that the answer was generated. */
  disclaimer?: string | undefined;
  /** The column titles of `table`. */
  headers?: (string | number)[] | undefined;
  /** The rows of `table` or `grid`. */
  rows?: WebChatRow[] | undefined;
  /** The columns of `grid`. */
  columns?: { width: string }[] | undefined;
  /** The pictures and texts of `carousel`. */
  items?: WebChatResponseItem[] | undefined;
  /** The parts of `card`. */
  body?: WebChatResponseItem[] | undefined;
  /** The buttons of `card`. */
  footer?: WebChatResponseItem[] | undefined;
  /** What `button` does. */
  button_type?: 'post_back' | 'custom_event' | 'show_panel' | 'url' | undefined;
  /** How `button` looks. */
  kind?: 'default' | 'secondary' | 'tertiary' | 'danger' | 'link' | undefined;
  /** What the visitor reads on `button`. */
  label?: string | undefined;
  /** The address that `button` opens. */
  url?: string | undefined;
  /** The target of the link, as of an `<a>`. @default '_self' */
  target?: string | undefined;
  /** Your name for the event `messageItemCustom` of a `button`. */
  custom_event_name?: string | undefined;
  /** What a `button` of the type `post_back` sends. */
  value?: { input: WebChatMessageInput } | undefined;
  /** What a `button` of the type `show_panel` shows. */
  panel?: WebChatMessagePanel | undefined;
  /** Keeps a `user_defined` response from the screen. */
  silent?: boolean | undefined;
  /** Yours: what your action wrote. */
  user_defined?: Record<string, unknown> | undefined;
  /** Thumbs up and down, and the steps that led to the answer. */
  message_options?: Record<string, unknown> | undefined;
  /** Which part of a streamed answer it is. */
  streaming_metadata?: WebChatStreamingMetadata | undefined;
  [property: string]: unknown;
}

/** One choice of an `option`. */
export interface WebChatOption {
  /** What the visitor reads. */
  label: string;
  /** What is sent if the visitor takes it. */
  value: { input: WebChatMessageInput };
}

/** A row of a `table` or a `grid`. */
export interface WebChatRow {
  /** Texts and numbers in a `table`, cells with parts of an answer in a `grid`. */
  cells: (string | number | WebChatGridCell)[];
}

/** A cell of a `grid`. */
export interface WebChatGridCell {
  /** What stands in it. */
  items: WebChatResponseItem[];
  /** Its horizontal position. */
  horizontal_alignment?: 'left' | 'center' | 'right' | undefined;
  /** Its vertical position. */
  vertical_alignment?: 'top' | 'center' | 'bottom' | undefined;
}

/** What a `button` of the type `show_panel` shows. */
export interface WebChatMessagePanel {
  /** Stands in the panel's header. */
  title?: string | undefined;
  /** Whether there is a header. */
  show_header?: boolean | undefined;
  /** Whether the panel slides. */
  show_animations?: boolean | undefined;
  /** The parts of the panel. */
  body?: WebChatResponseItem[] | undefined;
  /** The buttons of the panel. */
  footer?: WebChatResponseItem[] | undefined;
}

/** The source of a generated answer. */
export interface WebChatCitation {
  /** Address of the source. It may not be a valid one. */
  url?: string | undefined;
  /** Title of the source. */
  title?: string | undefined;
  /** What the source says. */
  text?: string | undefined;
  /** The pieces of the answer that the source is for, as positions in its text. */
  ranges?: { start: number; end: number }[] | undefined;
  /** Which search result it is, from 0. */
  search_result_idx?: number | undefined;
}

/** What a service desk needs in order to take over. */
export interface WebChatTransferInfo {
  /** A key with which the human agent can read the conversation so far. */
  session_history_key?: string | undefined;
  /** What your service desk asks for. */
  additional_data?: Record<string, string> | undefined;
  /** What the human agent reads first. */
  summary_message_to_agent?: WebChatResponseItem[] | undefined;
}

/** Which part of a streamed answer an item is. */
export interface WebChatStreamingMetadata {
  /** The same for all pieces of one item. */
  id?: string | undefined;
  /** Whether the visitor can stop it. */
  cancellable?: boolean | undefined;
  /** Whether it was stopped. */
  stream_stopped?: boolean | undefined;
}
