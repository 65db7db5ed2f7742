/**
 * The model's time and chance: timers fire in order on command, the wall clock may jump, and
 * `Math.random` repeats itself.
 */
import { seededRandom } from '../seededRandom.js';

const STARTS_AT = Date.parse('2026-11-21T12:00:00Z');
const MAX_TURNS = 12;
const turn = globalThis.setImmediate;

interface Timer {
  readonly at: number;
  readonly run: () => void;
  /** Whether the page set the timer, and not the world around it. */
  readonly isPages: boolean;
}

export class VirtualClock {
  /** The time since the start. It stands still while the computer sleeps. */
  steadyMs = 0;
  #sleptMs = 0;
  #count = 0;
  readonly #timers = new Map<number, Timer>();
  readonly #undo: () => void;
  readonly #dice: () => number;

  /** Takes the place of the page's clock, timers and dice until {@link uninstall}. */
  constructor(seed: number) {
    const { setTimeout, clearTimeout } = globalThis;
    const { now } = Date;
    const { random } = Math;
    const steadyNow = performance.now;
    Object.assign(globalThis, {
      setTimeout: (run: () => void, delayMs = 0) => this.#add(run, delayMs, true),
      clearTimeout: (id: number) => this.#timers.delete(id),
    });
    Date.now = () => STARTS_AT + this.steadyMs + this.#sleptMs;
    performance.now = () => this.steadyMs;
    Math.random = seededRandom(seed);
    this.#dice = seededRandom(seed + 1);
    this.#undo = () => {
      Object.assign(globalThis, { setTimeout, clearTimeout });
      Date.now = now;
      Math.random = random;
      performance.now = steadyNow;
    };
  }

  /** How long the page's timers still have to go. */
  get pageTimersMs(): number[] {
    return [...this.#timers.values()].filter(({ isPages }) => isPages).map(({ at }) => at - this.steadyMs);
  }

  /**
   * Sets a timer of the world around the page.
   * @returns a function that cancels the timer
   */
  after(delayMs: number, run: () => void): () => void {
    const id = this.#add(run, delayMs, false);
    return () => this.#timers.delete(id);
  }

  /** Runs everything that can happen before time passes. */
  settle(): Promise<void> {
    return new Promise((resolve) => turn(resolve));
  }

  /** Runs a random number of microtasks, so that events of the same instant occur in any order. */
  async fewTurns(): Promise<void> {
    for (let left = Math.floor(this.#dice() * MAX_TURNS); left > 0; left--) await null;
  }

  /** @param onTick looks at the world after everything that happened */
  async pass(ms: number, onTick: () => void): Promise<void> {
    const until = this.steadyMs + ms;
    for (;;) {
      await this.settle();
      onTick();
      const [id, next] = this.#next() ?? [];
      if (id === undefined || !next || next.at > until) break;
      this.#timers.delete(id);
      this.steadyMs = Math.max(this.steadyMs, next.at);
      next.run();
    }
    this.steadyMs = until;
  }

  /** The computer sleeps. The wall clock continues, but the timers stand still. */
  sleep(ms: number): void {
    this.#sleptMs += ms;
  }

  uninstall(): void {
    this.#undo();
  }

  #add(run: () => void, delayMs: number, isPages: boolean): number {
    this.#timers.set(++this.#count, { at: this.steadyMs + Math.max(0, delayMs), run, isPages });
    return this.#count;
  }

  #next(): [number, Timer] | undefined {
    let first: [number, Timer] | undefined;
    for (const entry of this.#timers) if (!first || entry[1].at < first[1].at) first = entry;
    return first;
  }
}
