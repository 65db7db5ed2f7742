/** Owns which browsers of an engine share a process: to start one takes seconds, a context of its own keeps one browser's cookies, storage and caches from another's. */
import type { BrowserContext, Browser as Process } from 'puppeteer-core';

export interface Opened {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** What a process is started with, and keeps for as long as it runs. */
export interface StartOptions {
  profile?: string | undefined;
  colorScheme?: 'light' | 'dark' | undefined;
}

export class Processes {
  readonly #start: (options: StartOptions) => Promise<Process>;
  #shared: Promise<Process> | undefined;

  constructor(start: (options: StartOptions) => Promise<Process>) {
    this.#start = start;
  }

  /** A browser with no cookies, in the process that all such share. */
  async share(): Promise<Opened> {
    this.#shared ??= this.#start({});
    const context = await (await this.#shared).createBrowserContext();
    return { context, close: () => context.close() };
  }

  /** A browser in a process of its own. */
  async own(options: StartOptions): Promise<Opened> {
    const started = await this.#start(options);
    return { context: started.defaultBrowserContext(), close: () => started.close() };
  }

  async quit(): Promise<void> {
    const shared = this.#shared;
    this.#shared = undefined;
    await (await shared)?.close();
  }
}
