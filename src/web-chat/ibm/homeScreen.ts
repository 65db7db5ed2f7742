/**
 * The home screen, which greets the visitor before the conversation.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#updateHomeScreenConfig)
 */
export interface WebChatHomeScreenConfig {
  /** Whether web chat shows a home screen. */
  is_on?: boolean | undefined;
  /** The greeting, which introduces the assistant. */
  greeting?: string | undefined;
  /** Buttons that start a conversation. */
  starters?: WebChatHomeScreenStarters | undefined;
  /** The address of the assistant's picture. */
  bot_avatar_url?: string | undefined;
  /**
   * Hides the picture, the greeting and the starters. Fill the writeable elements of the home
   * screen with your own content instead.
   */
  custom_content_only?: boolean | undefined;
  /** Whether the visitor can return to the home screen from the conversation. @default true */
  allow_return?: boolean | undefined;
  /** The background. Web chat ignores it with the AI theme. */
  background?: 'none' | 'solid' | 'top_corner_out' | 'bottom_up' | undefined;
  /** @deprecated Use `background`. */
  background_gradient?: WebChatHomeScreenGradient | undefined;
}

/** The buttons of the home screen that start a conversation. */
export interface WebChatHomeScreenStarters {
  /** Whether web chat shows the buttons. */
  is_on?: boolean | undefined;
  /** The buttons, from top to bottom. */
  buttons?: readonly WebChatHomeScreenStarter[] | undefined;
}

/** A button of the home screen that starts a conversation. */
export interface WebChatHomeScreenStarter {
  /** The text of the button. Web chat also sends it to the assistant. */
  label: string;
}

/** The deprecated configuration of the home screen's background. */
export interface WebChatHomeScreenGradient {
  /** Whether the background has a gradient. */
  is_on?: boolean | undefined;
  /** The direction of the gradient. @default 'top_corner_out' */
  gradient_direction?: 'top_corner_out' | 'bottom_up' | undefined;
}
