/** The visitors' messages, and the people who may read each. */
import { inspect } from 'node:util';
import { readClaims } from '../../src/testing/identityToken.js';
import type { KeyStyle } from '../unit/memoryBackend.js';
import type { Judge } from './judge.js';
import type { VirtualClock } from './virtualClock.js';

/** Whose a token is. */
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

  /** What nobody could know to be a user's is as if it were nobody's. */
  ownedBy(line: Line, writer: Owner): void {
    line.owner ??= line.isUserKnown ? writer : { ...writer, user: null };
  }

  /** The visitor is this person from now on. */
  becomes(person: Owner): void {
    for (const line of this.#lines) {
      // What is kept when its writer has left belongs to nobody from then on, who may become
      // anybody.
      if (line.owner && this.#isKeptBy(line.owner, person)) line.owner = { ...line.owner, user: null };
      if (this.#mayRead(line.owner, person)) line.overAt = Number.POSITIVE_INFINITY;
    }
  }

  /**
   * The page told the SDK that the visitor may be someone else: what other users wrote is not to be
   * seen again.
   */
  endOthers(person: Owner, soonMs = 0): void {
    this.#end((owner) => !this.#mayRead(owner, person), soonMs);
  }

  /**
   * Another tab told so: a hidden tab hides it at once, others when they have looked, whether or
   * not there was anything to be found out.
   */
  endOthersSoon(person: Owner): void {
    this.endOthers(person, document.hidden ? 0 : LOOK_LIMIT_MS);
  }

  /** What the SDK does for its caller comes before a look. */
  postpone(): void {
    const { steadyMs } = this.#clock;
    for (const line of this.#lines) {
      if (line.overAt > steadyMs && line.overAt < Number.POSITIVE_INFINITY) line.overAt = steadyMs + LOOK_LIMIT_MS;
    }
  }

  /**
   * A login or logout is over. Everybody's own lines may stay until somebody else is there.
   */
  changed(told: Owner, person: Owner): void {
    this.#end((owner) => !this.#mayRead(owner, told) && !this.#mayRead(owner, person));
  }

  /**
   * Nobody sees on screen what is not theirs.
   * @param reader whose web chat is, by its token
   * @param visitor whom the backend knows by now
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
   * An anonymous visitor's lines may stay until the new token says under which `sub` they go on.
   */
  #end(isOver: (owner: Owner) => boolean, soonMs = 0): void {
    const at = this.#clock.steadyMs + soonMs;
    for (const line of this.#lines) {
      if (line.owner?.user && isOver(line.owner)) line.overAt = Math.min(line.overAt, at);
    }
  }

  /**
   * If nothing tells one login from another, the token of the next one does not either. A cookie
   * tells it before a token that was on its way does.
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
