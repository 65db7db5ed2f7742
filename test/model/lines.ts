/** Owns what the visitors wrote, and who may read it. */
import { inspect } from 'node:util';
import { readClaims } from '../../src/testing/identityToken.js';
import type { Judge } from './judge.js';

/** Whose a token is. */
export interface Owner {
  sub: string;
  user: string | null;
}

/** What the visitor wrote, and as whom. */
export interface Line {
  owner: Owner | null;
  /** The SDK was told that whoever wrote it is gone. */
  isOver: boolean;
}

export function ownerOf(token: string): Owner {
  const { sub = '', ...claims } = readClaims(token);
  const { custom_user_id: customUserID } = (claims['user_payload'] ?? {}) as { custom_user_id?: string };
  return { sub, user: customUserID?.replace('-id', '') ?? null };
}

export class Lines {
  readonly #judge: Judge;
  /** A conversation may go on when its user has logged out. */
  readonly #isKept: boolean;
  readonly #lines: Line[] = [];

  constructor(judge: Judge, isKept: boolean) {
    this.#judge = judge;
    this.#isKept = isKept;
  }

  /** @returns the line, and the text that it will be known by on screen */
  write(): { line: Line; text: string } {
    const line: Line = { owner: null, isOver: false };
    return { line, text: `line ${this.#lines.push(line) - 1}.` };
  }

  /** The visitor is this person from now on. */
  becomes(person: Owner): void {
    for (const line of this.#lines) {
      // What is kept when its writer has left belongs to nobody from then on, who may become anybody.
      if (line.owner && this.#isKeptBy(line.owner, person)) line.owner = { ...line.owner, user: null };
      line.isOver &&= !this.#mayRead(line.owner, person);
    }
  }

  /** The page told the SDK that the visitor may be someone else: what others wrote is not to be seen again. */
  endOthers(person: Owner): void {
    for (const line of this.#lines) line.isOver ||= !this.#mayRead(line.owner, person);
  }

  /**
   * A login or logout is over. An anonymous visitor's own lines may stay until the new token says under which `sub` they go on, and
   * everybody's own until somebody else is there.
   */
  changed(told: Owner, person: Owner): void {
    for (const line of this.#lines) {
      const { owner } = line;
      line.isOver ||= !!owner?.user && !this.#mayRead(owner, told) && !this.#mayRead(owner, person);
    }
  }

  /** Nobody sees on screen what is not theirs. */
  expectOwn(transcript: readonly string[], reader: Owner | null): void {
    for (const text of transcript) {
      const line = this.#lines[Number(/line (\d+)\./.exec(text)?.[1] ?? Number.NaN)];
      if (!line) continue;
      line.owner ??= reader;
      const writer = inspect(line.owner);
      if (reader && !this.#mayRead(line.owner, reader)) {
        this.#judge.refuse(`what ${writer} wrote was visible to ${inspect(reader)}`);
      }
      if (line.isOver) this.#judge.refuse(`what ${writer} wrote was visible after they had gone`);
    }
  }

  #mayRead(owner: Owner | null, reader: Owner): boolean {
    if (!owner) return true;
    if (owner.sub !== reader.sub) return false;
    return owner.user === null || owner.user === reader.user || this.#isKeptBy(owner, reader);
  }

  #isKeptBy(owner: Owner | null, { sub, user }: Owner): boolean {
    return this.#isKept && user === null && owner?.sub === sub;
  }
}
