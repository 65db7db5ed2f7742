/**
 * Decides which browsers of an engine share a process, because starting one takes seconds. Each has
 * a context of its own, so they stay separate.
 */
import type { BrowserContext, Browser as Process } from 'puppeteer-core';
import type { LaunchOptions, PageOptions } from '../driver.js';

export interface Opened {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** Starts a process with options that stay the same while it runs. */
type Start = (options: LaunchOptions & PageOptions) => Promise<Process>;

export class Processes {
  readonly #start: Start;
  #shared: Promise<Process> | undefined;

  constructor(start: Start) {
    this.#start = start;
  }

  /** Returns a browser without cookies, in the process that all such browsers share. */
  async share(): Promise<Opened> {
    this.#shared ??= this.#start({});
    const context = await (await this.#shared).createBrowserContext();
    return { context, close: () => context.close() };
  }

  /** Returns a browser in its own process. */
  async own(options: LaunchOptions & PageOptions): Promise<Opened> {
    const started = await this.#start(options);
    return { context: started.defaultBrowserContext(), close: () => started.close() };
  }

  async quit(): Promise<void> {
    const shared = this.#shared;
    this.#shared = undefined;
    await (await shared)?.close();
  }
}
