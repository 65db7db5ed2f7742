/** The screen that greets the visitor before the conversation. */
export interface WebChatHomeScreenConfig {
  /** Whether there is one. */
  is_on?: boolean | undefined;
  /** Introduces the assistant. */
  greeting?: string | undefined;
  /** Buttons that begin a conversation. */
  starters?: WebChatHomeScreenStarters | undefined;
  /** Address of the assistant's picture. */
  bot_avatar_url?: string | undefined;
  /**
   * Leaves out picture, greeting and starters, for content of your own in the writeable elements.
   */
  custom_content_only?: boolean | undefined;
  /** Whether the visitor can come back to it. @default true */
  allow_return?: boolean | undefined;
  /** Ignored with the theme for artificial intelligence. */
  background?: 'none' | 'solid' | 'top_corner_out' | 'bottom_up' | undefined;
  /** @deprecated Use `background`. */
  background_gradient?: WebChatHomeScreenGradient | undefined;
}

/** Buttons that begin a conversation. */
export interface WebChatHomeScreenStarters {
  /** Whether they are shown. */
  is_on?: boolean | undefined;
  /** The buttons, from top to bottom. */
  buttons?: readonly WebChatHomeScreenStarter[] | undefined;
}

/** One button that begins a conversation. */
export interface WebChatHomeScreenStarter {
  /** What the visitor reads, and what is sent to the assistant. */
  label: string;
}

/** The older way to describe the background of the home screen. */
export interface WebChatHomeScreenGradient {
  /** Whether there is a gradient. */
  is_on?: boolean | undefined;
  /** @default 'top_corner_out' */
  gradient_direction?: 'top_corner_out' | 'bottom_up' | undefined;
}
