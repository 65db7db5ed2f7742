import type { WebChatMessageInput } from './messages.js';

/**
 * The response types that IBM documents. The assistant can also send other types.
 * @see [IBM's response types](https://cloud.ibm.com/docs/watson-assistant?topic=watson-assistant-response-types-reference)
 */
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
 * A part of an answer. The `response_type` determines which properties the part has. This type
 * allows all of them, so that a handler of `pre:receive` can change the `response_type`.
 * @see [IBM's response types](https://cloud.ibm.com/docs/watson-assistant?topic=watson-assistant-response-types-reference)
 */
export interface WebChatResponseItem {
  /** The type of the response. */
  response_type: WebChatResponseType;
  /** The text of `text`, `conversational_search` and `inline_error`. */
  text?: string | undefined;
  /** The title of `option`, `image`, `video`, `audio`, `iframe` and `table`. */
  title?: string | undefined;
  /** The text below the title. */
  description?: string | undefined;
  /** The choices of `option`. */
  options?: WebChatOption[] | undefined;
  /** Whether `option` shows its choices as a list or as buttons. */
  preference?: 'dropdown' | 'button' | undefined;
  /** The address of the content of `image`, `video`, `audio` and `iframe`. */
  source?: string | undefined;
  /** The description of `image`, `video`, `audio` and `button` for screen readers. */
  alt_text?: string | undefined;
  /** The height of `video` and `audio`, from which web chat computes the aspect ratio. */
  dimensions?: { base_height?: number } | undefined;
  /** Whether web chat shows an `iframe` in the conversation or in a panel. */
  display?: 'inline' | 'panel' | undefined;
  /** The address of the picture of a `button`, or of an `iframe` that opens in a panel. */
  image_url?: string | undefined;
  /** The length of a `pause`, in milliseconds. */
  time?: number | undefined;
  /** Whether web chat shows the indicator "is typing" during a `pause`. */
  typing?: boolean | undefined;
  /** The message to the human agent in `connect_to_agent`. */
  message_to_human_agent?: string | undefined;
  /** The message to the visitor in `connect_to_agent` if human agents are online. */
  agent_available?: { message: string } | undefined;
  /** The message to the visitor in `connect_to_agent` if no human agent is online. */
  agent_unavailable?: { message: string } | undefined;
  /** The data for the service desk in `connect_to_agent`. */
  transfer_info?: WebChatTransferInfo | undefined;
  /** The sources of the answer of `conversational_search`. */
  citations?: WebChatCitation[] | undefined;
  /** The title above the citations. */
  citations_title?: string | undefined;
  /** The note that the answer of `conversational_search` was generated. */
  disclaimer?: string | undefined;
  /** The column titles of `table`. */
  headers?: (string | number)[] | undefined;
  /** The rows of `table` or `grid`. */
  rows?: WebChatRow[] | undefined;
  /** The columns of `grid`, each with its width. */
  columns?: { width: string }[] | undefined;
  /** The parts of `carousel`. */
  items?: WebChatResponseItem[] | undefined;
  /** The parts of `card`. */
  body?: WebChatResponseItem[] | undefined;
  /** The buttons of `card`. */
  footer?: WebChatResponseItem[] | undefined;
  /** The action of `button`. */
  button_type?: 'post_back' | 'custom_event' | 'show_panel' | 'url' | undefined;
  /** The look of `button`. */
  kind?: 'default' | 'secondary' | 'tertiary' | 'danger' | 'link' | undefined;
  /** The text of `button`. */
  label?: string | undefined;
  /** The address that `button` opens. */
  url?: string | undefined;
  /** The window in which `button` opens the address, as in `<a target>`. @default '_self' */
  target?: string | undefined;
  /** Your own name, which `messageItemCustom` carries, for a `button` of `custom_event`. */
  custom_event_name?: string | undefined;
  /** The message that a `button` of the type `post_back` sends. */
  value?: { input: WebChatMessageInput } | undefined;
  /** The panel that a `button` of the type `show_panel` opens. */
  panel?: WebChatMessagePanel | undefined;
  /** Whether web chat hides a `user_defined` response. */
  silent?: boolean | undefined;
  /** Your own data, as your action defines it. */
  user_defined?: Record<string, unknown> | undefined;
  /** The options for ratings, and the steps that led to the answer. */
  message_options?: Record<string, unknown> | undefined;
  /** The place of the part in a streamed answer. */
  streaming_metadata?: WebChatStreamingMetadata | undefined;
  [property: string]: unknown;
}

/** A choice of an `option`. */
export interface WebChatOption {
  /** The text of the choice. */
  label: string;
  /** The message that web chat sends for the choice. */
  value: { input: WebChatMessageInput };
}

/** A row of a `table` or a `grid`. */
export interface WebChatRow {
  /** The cells: text and numbers in a `table`, parts of an answer in a `grid`. */
  cells: (string | number | WebChatGridCell)[];
}

/** A cell of a `grid`. */
export interface WebChatGridCell {
  /** The parts of an answer in the cell. */
  items: WebChatResponseItem[];
  /** The horizontal alignment of the parts. */
  horizontal_alignment?: 'left' | 'center' | 'right' | undefined;
  /** The vertical alignment of the parts. */
  vertical_alignment?: 'top' | 'center' | 'bottom' | undefined;
}

/** The panel that a `button` of the type `show_panel` opens. */
export interface WebChatMessagePanel {
  /** The title in the panel's header. */
  title?: string | undefined;
  /** Whether the panel has a header. */
  show_header?: boolean | undefined;
  /** Whether web chat animates the opening and closing of the panel. */
  show_animations?: boolean | undefined;
  /** The content of the panel. */
  body?: WebChatResponseItem[] | undefined;
  /** The buttons below the content. */
  footer?: WebChatResponseItem[] | undefined;
}

/** A source of a generated answer. */
export interface WebChatCitation {
  /** The address of the source. It may be invalid. */
  url?: string | undefined;
  /** The title of the source. */
  title?: string | undefined;
  /** The text of the source. */
  text?: string | undefined;
  /** The parts of the answer that the source supports, as positions in the answer's `text`. */
  ranges?: { start: number; end: number }[] | undefined;
  /** The index of the search result, from 0. */
  search_result_idx?: number | undefined;
}

/** The data for the service desk that takes over the conversation. */
export interface WebChatTransferInfo {
  /** The key with which the service desk can show the conversation so far. */
  session_history_key?: string | undefined;
  /** Data that your service desk requires. */
  additional_data?: Record<string, string> | undefined;
  /** The first messages to the human agent. */
  summary_message_to_agent?: WebChatResponseItem[] | undefined;
}

/** The place of a part in a streamed answer. */
export interface WebChatStreamingMetadata {
  /** The ID of the part, which all its chunks have. */
  id?: string | undefined;
  /** Whether the visitor can stop the streaming. */
  cancellable?: boolean | undefined;
  /** Whether the streaming was stopped. */
  stream_stopped?: boolean | undefined;
}
