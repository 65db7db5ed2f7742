/** The visitors' messages, and the people who may read each. */
import { inspect } from 'node:util';
import { readClaims } from '../../src/testing/identityToken.js';
import type { KeyStyle } from '../unit/memoryBackend.js';
import type { Judge } from './judge.js';
import type { VirtualClock } from './virtualClock.js';

/** The owner of a token. */
export interface Owner {
  sub: string;
  user: string | null;
}

/** A line that the visitor wrote, with the login at that time. */
export interface Line {
  owner: Owner | null;
  /** Whether the SDK could know that a user wrote it. */
  readonly isUserKnown: boolean;
  /** The time from which nobody may see the line, because the SDK knows that its writer is gone. */
  overAt: number;
}

/**
 * The time that the SDK may take to check after a message of another tab: a pause, jitter and a
 * request.
 */
const LOOK_LIMIT_MS = 2_000 + 500 + 15_000;

export function ownerOf(token: string): Owner {
  const { sub = '', ...claims } = readClaims(token);
  const { custom_user_id: customUserID } = (claims['user_payload'] ?? {}) as { custom_user_id?: string };
  return { sub, user: customUserID?.replace('-id', '') ?? null };
}

export class Lines {
  readonly #judge: Judge;
  readonly #clock: VirtualClock;
  /** The means that identify a login. */
  readonly #style: KeyStyle;
  /** A conversation may go on when its user has logged out. */
  readonly #isKept: boolean;
  readonly #lines: Line[] = [];

  constructor(judge: Judge, clock: VirtualClock, style: KeyStyle, isKept: boolean) {
    this.#judge = judge;
    this.#clock = clock;
    this.#style = style;
    this.#isKept = isKept;
  }

  /**
   * @param isUserKnown whether the SDK has seen somebody log in: where nothing tells users apart,
   * it is all that it can know
   * @returns the line, and the text that it will be known by on screen
   */
  write(isUserKnown: boolean): { line: Line; text: string } {
    const line: Line = {
      owner: null,
      isUserKnown: this.#style !== 'neither' || isUserKnown,
      overAt: Number.POSITIVE_INFINITY,
    };
    return { line, text: `line ${this.#lines.push(line) - 1}.` };
  }

  /** A line belongs to nobody if the SDK could not know that a user wrote it. */
  ownedBy(line: Line, writer: Owner): void {
    line.owner ??= line.isUserKnown ? writer : { ...writer, user: null };
  }

  /** From now on, the visitor is this person. */
  becomes(person: Owner): void {
    for (const line of this.#lines) {
      // If the site keeps a line after its writer has left, the line belongs to nobody. Nobody may
      // later become any user.
      if (line.owner && this.#isKeptBy(line.owner, person)) line.owner = { ...line.owner, user: null };
      if (this.#mayRead(line.owner, person)) line.overAt = Number.POSITIVE_INFINITY;
    }
  }

  /**
   * The page told the SDK that the visitor may be someone else. The lines of other users must stay
   * hidden from then on.
   */
  endOthers(person: Owner, soonMs = 0): void {
    this.#end((owner) => !this.#mayRead(owner, person), soonMs);
  }

  /**
   * Another tab told the SDK that the visitor may be someone else. A hidden tab hides the lines at
   * once. Other tabs hide them after a check, even if the check finds no change.
   */
  endOthersSoon(person: Owner): void {
    this.endOthers(person, document.hidden ? 0 : LOOK_LIMIT_MS);
  }

  /**
   * The SDK finishes an operation of its caller before it checks, so the time limit starts again.
   */
  postpone(): void {
    const { steadyMs } = this.#clock;
    for (const line of this.#lines) {
      if (line.overAt > steadyMs && line.overAt < Number.POSITIVE_INFINITY) line.overAt = steadyMs + LOOK_LIMIT_MS;
    }
  }

  /** A login or logout is over. The lines of a user may stay until somebody else is the visitor. */
  changed(told: Owner, person: Owner): void {
    this.#end((owner) => !this.#mayRead(owner, told) && !this.#mayRead(owner, person));
  }

  /**
   * Checks that nobody sees the line of another person on screen.
   * @param reader the owner of web chat, according to its token
   * @param visitor the user that the backend knows now
   */
  expectOwn(transcript: readonly string[], reader: Owner | null, visitor: Owner): void {
    for (const text of transcript) {
      const line = this.#lines[Number(/line (\d+)\./.exec(text)?.[1] ?? Number.NaN)];
      if (!line) continue;
      if (reader) this.ownedBy(line, reader);
      const writer = inspect(line.owner);
      if (reader && !this.#mayBeShown(line.owner, reader, visitor)) {
        this.#judge.refuse(`what ${writer} wrote was visible to ${inspect(reader)}`);
      }
      if (line.overAt <= this.#clock.steadyMs)
        this.#judge.refuse(`what ${writer} wrote was visible after they had gone`);
    }
  }

  /**
   * Ends the lines of users only. The lines of an anonymous visitor may stay until the new token
   * names the `sub` of the conversation.
   */
  #end(isOver: (owner: Owner) => boolean, soonMs = 0): void {
    const at = this.#clock.steadyMs + soonMs;
    for (const line of this.#lines) {
      if (line.owner?.user && isOver(line.owner)) line.overAt = Math.min(line.overAt, at);
    }
  }

  /**
   * If nothing distinguishes one login from another, the token of the next login does not either. A
   * cookie shows the new login earlier than a token that was on its way.
   */
  #mayBeShown(owner: Owner | null, reader: Owner, visitor: Owner): boolean {
    if (this.#style === 'neither') return !owner || owner.sub === reader.sub;
    return this.#mayRead(owner, reader) || (this.#style === 'cookie' && this.#mayRead(owner, visitor));
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
