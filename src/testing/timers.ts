/** Every wait of a simulated web chat, so that none outlives it. */
export class Timers {
  readonly #pending = new Set<ReturnType<typeof setTimeout>>();
  #isClosed = false;

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** @returns cancel */
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

  /** Rejects with a text, not an error, as web chat does. What was waited for goes on. */
  async within<Value>(limitMs: number, promise: Promise<Value>): Promise<Value> {
    let cancel = () => {};
    const timeout = new Promise<never>((_, reject) => {
      cancel = this.after(limitMs, () => reject(`The operation timed out after ${limitMs}ms`));
    });
    return Promise.race([promise, timeout]).finally(() => cancel());
  }

  /** Tries once, and once more after each of the delays. */
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

  /** A wait that is still pending never ends. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }
}
