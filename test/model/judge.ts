/**
 * The verdict on a sequence: the first forbidden event in it, and the texts that consoles and
 * errors must not hold.
 */
import { inspect } from 'node:util';

export class Violation extends Error {}

export class Judge {
  #violation: Violation | null = null;

  refuse(because: string): void {
    this.#violation ??= new Violation(because);
  }

  /** @throws Violation */
  pronounce(): void {
    if (this.#violation) throw this.#violation;
  }

  hear(...heard: unknown[]): void {
    if (/eyJ|InVuc2lnbmVkIg/.test(inspect(heard, { depth: 6 }))) this.refuse(`a token was told: ${inspect(heard)}`);
  }

  /** Listens to the console, and for rejections nobody handles. @returns undo */
  listen(): () => void {
    const { error, warn, info, log, debug } = console;
    const hear = (...heard: unknown[]) => this.hear(...heard);
    Object.assign(console, { error: hear, warn: hear, info: hear, log: hear, debug: hear });
    const unhandled = (reason: unknown) => this.refuse(`a rejection was not handled: ${inspect(reason)}`);
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', unhandled);
    return () => {
      Object.assign(console, { error, warn, info, log, debug });
      process.off('unhandledRejection', unhandled);
      for (const other of others) process.on('unhandledRejection', other);
    };
  }
}
