/**
 * The launcher, which is the button that opens the window, and its call to action, which is a short
 * text that appears after a while.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#updateLauncherConfig)
 */
export interface WebChatLauncherConfig {
  /** Whether web chat shows the launcher. @default true */
  is_on?: boolean | undefined;
  /** The call to action on mobile devices. */
  mobile?: WebChatLauncherCallToAction | undefined;
  /** The call to action on other devices. */
  desktop?: WebChatLauncherCallToAction | undefined;
}

/** The call to action of the launcher on one kind of device. */
export interface WebChatLauncherCallToAction {
  /** Whether the launcher shows a call to action. @default true */
  is_on?: boolean | undefined;
  /** The text. By default, web chat shows a translated text of its own. */
  title?: string | undefined;
  /** The address of a picture for the launcher. Web chat ignores it with the AI theme. */
  avatar_url_override?: string | undefined;
  /** The delay before the text appears, in seconds. @default 15 */
  time_to_expand?: number | undefined;
}

/** The launcher that a text is for. Without it, the text is for both. */
export type WebChatLauncherType = 'desktop' | 'mobile';
