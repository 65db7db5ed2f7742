/** Virtual time for many timers: a heap, fired in steps of 10 ms. */

interface Timer {
  readonly at: number;
  run: (() => void) | null;
}

const STEP_MS = 10;

export class VirtualTime {
  now = 0;
  readonly #heap: Timer[] = [];
  readonly #undo: () => void;

  /** Takes the place of the clock, the timers and the dice until {@link end}. */
  constructor(random: () => number) {
    const { setTimeout, clearTimeout } = globalThis;
    const { now } = Date;
    const { random: dice } = Math;
    const steadyNow = performance.now;
    Object.assign(globalThis, {
      setTimeout: (run: () => void, delayMs = 0) => this.#push({ at: this.now + delayMs, run }),
      clearTimeout: (timer: Timer) => {
        timer.run = null;
      },
    });
    Date.now = () => this.now;
    performance.now = () => this.now;
    Math.random = random;
    this.#undo = () => {
      Object.assign(globalThis, { setTimeout, clearTimeout });
      Date.now = now;
      Math.random = dice;
      performance.now = steadyNow;
    };
  }

  async pass(ms: number): Promise<void> {
    for (const until = this.now + ms; this.now < until; this.now += STEP_MS) {
      while (this.#heap[0] && this.#heap[0].at <= this.now) {
        while (this.#heap[0] && this.#heap[0].at <= this.now) this.#pop().run?.();
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    }
  }

  end(): void {
    this.#undo();
  }

  #push(timer: Timer): Timer {
    const heap = this.#heap;
    let at = heap.push(timer) - 1;
    for (let parent = (at - 1) >> 1; at > 0 && heap[parent]!.at > timer.at; parent = (at - 1) >> 1) {
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = timer;
    return timer;
  }

  #pop(): Timer {
    const heap = this.#heap;
    const first = heap[0]!;
    const last = heap.pop()!;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at) child++;
      if (heap[child]!.at >= last.at) break;
      heap[at] = heap[child]!;
      at = child;
    }
    if (heap.length > 0) heap[at] = last;
    return first;
  }
}
