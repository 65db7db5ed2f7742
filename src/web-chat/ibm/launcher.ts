/** The button that opens the window, and the call to action that it unfolds after a while. */
export interface WebChatLauncherConfig {
  /** Whether the button is there. @default true */
  is_on?: boolean | undefined;
  /** The call to action on mobile devices. */
  mobile?: WebChatLauncherCallToAction | undefined;
  /** The call to action on all others. */
  desktop?: WebChatLauncherCallToAction | undefined;
}

/** The text beside the launcher on one kind of device. */
export interface WebChatLauncherCallToAction {
  /** Whether the launcher unfolds it. @default true */
  is_on?: boolean | undefined;
  /** The text; IBM's own translated one if there is none. */
  title?: string | undefined;
  /** Address of a picture for the launcher. Ignored with the theme for artificial intelligence. */
  avatar_url_override?: string | undefined;
  /** Seconds until it unfolds. @default 15 */
  time_to_expand?: number | undefined;
}

/** Which launcher a text is meant for; both, if it is left out. */
export type WebChatLauncherType = 'desktop' | 'mobile';
