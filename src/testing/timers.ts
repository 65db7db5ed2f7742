/** All timers of the simulator, so that `uninstall()` can stop them. */
export class Timers {
  readonly #pending = new Set<ReturnType<typeof setTimeout>>();
  #isClosed = false;

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** @returns a function that cancels the timer */
  after(delayMs: number, run: () => void): () => void {
    if (this.#isClosed) return () => {};
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      run();
    }, delayMs);
    this.#pending.add(timer);
    return () => {
      clearTimeout(timer);
      this.#pending.delete(timer);
    };
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.after(delayMs, resolve));
  }

  /**
   * Waits for a promise, up to a limit. As in web chat, it then rejects with a text instead of an
   * error. The promise itself continues.
   */
  async within<Value>(limitMs: number, promise: Promise<Value>): Promise<Value> {
    let cancel = () => {};
    const timeout = new Promise<never>((_, reject) => {
      cancel = this.after(limitMs, () => reject(`The operation timed out after ${limitMs}ms`));
    });
    return Promise.race([promise, timeout]).finally(() => cancel());
  }

  /** Makes one attempt, and another attempt after each delay. */
  async retry<Value>(delaysMs: readonly number[], attempt: () => Promise<Value>): Promise<Value> {
    for (const delayMs of delaysMs) {
      try {
        return await attempt();
      } catch {
        await this.sleep(delayMs);
      }
    }
    return attempt();
  }

  /** Stops all timers. Promises that wait for a timer never settle. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }
}
