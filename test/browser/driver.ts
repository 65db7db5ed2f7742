/**
 * The operations of a scenario in any browser: see and use a page by accessible roles and names.
 */

export interface Driver {
  /** As a person would call it: "Chromium". */
  readonly name: string;
  /** Null where it can run, otherwise how to get it. */
  readonly missing: string | null;
  /** Why its pages cannot do something that those of others can. */
  readonly cannot: { readonly [Method in keyof Page]?: string };
  launch(options?: LaunchOptions): Promise<Browser>;
  /** Ends the processes that the browsers share. */
  quit(): Promise<void>;
}

export interface LaunchOptions {
  /**
   * A folder that keeps cookies and storage from one launch to the next. Left out: nothing is kept.
   */
  profile?: string;
}

export interface Browser {
  newPage(options?: PageOptions): Promise<Page>;
  /** Ends it as a person would, so that cookies are kept where there is a profile. */
  close(): Promise<void>;
}

export interface PageOptions {
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
  /** In a window of its own, so that it does not hide the others. */
  isWindow?: boolean;
}

/** One tab. Its methods do not find, read or click hidden elements. */
export interface Page {
  /**
   * Runs in each document from now on, before anything of the page's own: the function may use
   * nothing but its arguments.
   */
  beforeEachDocument<Args extends unknown[]>(run: (...args: Args) => void, ...args: Args): Promise<void>;
  goto(url: string): Promise<void>;
  /** The browser's Back button. */
  back(): Promise<void>;
  /** Brings it to the front of its window, which hides the tab that was there. */
  show(): Promise<void>;
  /** Waits for it to be there. */
  click(role: string, name: string): Promise<void>;
  /** Moves the pointer there, which waits for it to be there. */
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
  /** Everything the page asked for, oldest first. */
  readonly requests: readonly SentRequest[];
  /** Everything on the console, with the insides of objects. */
  readonly console: readonly string[];
  /** The listeners, nodes and memory of the page after a garbage collection. */
  holds(): Promise<Held>;
  /** PNG. */
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
