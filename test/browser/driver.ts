/**
 * The operations of a scenario in any browser: see and use a page by accessible roles and names.
 */

export interface Driver {
  /** The name for people, such as "Chromium". */
  readonly name: string;
  /** Null if the browser can run. Otherwise a sentence that says how to install it. */
  readonly missing: string | null;
  /** The reason why the pages of this browser lack a feature that other browsers have. */
  readonly cannot: { readonly [Method in keyof Page]?: string };
  launch(options?: LaunchOptions): Promise<Browser>;
  /** Ends the processes that the browsers share. */
  quit(): Promise<void>;
}

export interface LaunchOptions {
  /**
   * A folder that keeps cookies and storage from one launch to the next. If it is undefined,
   * nothing is kept.
   */
  profile?: string;
}

export interface Browser {
  newPage(options?: PageOptions): Promise<Page>;
  /**
   * Closes the browser as a person does. If the browser has a profile, the profile keeps the
   * cookies.
   */
  close(): Promise<void>;
}

export interface PageOptions {
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
  /** Opens the page in its own window, so that it does not hide the other pages. */
  isWindow?: boolean;
}

/** One tab. Its methods do not find, read or click hidden elements. */
export interface Page {
  /**
   * Runs the function in each document from now on, before any code of the page. The function may
   * use nothing but its arguments.
   */
  beforeEachDocument<Args extends unknown[]>(run: (...args: Args) => void, ...args: Args): Promise<void>;
  goto(url: string): Promise<void>;
  /** The browser's Back button. */
  back(): Promise<void>;
  /** Brings the tab to the front of its window. The tab that was in front is then hidden. */
  show(): Promise<void>;
  /** Waits until the element appears, and clicks it. */
  click(role: string, name: string): Promise<void>;
  /** Waits until the element appears, and moves the pointer to it. */
  hover(role: string, name: string): Promise<void>;
  /** Waits for the field and replaces its text. */
  fill(label: string, text: string): Promise<void>;
  press(key: string): Promise<void>;
  /** The current text of each visible element with the role, and with the name if one is given. */
  texts(role: string, name?: string): Promise<string[]>;
  isVisible(role: string, name: string): Promise<boolean>;
  /** Runs in the page: the function may use nothing but its arguments. */
  evaluate<Args extends unknown[], Result>(
    run: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>;
  /** All requests of the page, oldest first. */
  readonly requests: readonly SentRequest[];
  /** All lines on the console, with the content of objects. */
  readonly console: readonly string[];
  /** The listeners, nodes and memory of the page after a garbage collection. */
  holds(): Promise<Held>;
  /** A picture in the PNG format. */
  screenshot(): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface Held {
  readonly listeners: number;
  readonly nodes: number;
  readonly heapBytes: number;
}

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}
