/**
 * Walks every state that a tab can reach. It also tracks the truth: who the visitor is, who wrote
 * each line, and which login each token named. The rules do not see the truth.
 */
import type * as session from '../../../src/identity/session.js';
import type { KeyStyle } from '../memoryBackend.js';

export type Rules = typeof session;

type Person = 'cade' | 'ana' | null;
const USERS = ['cade', 'ana'] as const;
const PEOPLE = [null, ...USERS] as const;

export interface Setting {
  readonly style: KeyStyle;
  readonly keep: boolean;
}

/** A login or logout that the backend has not answered yet. */
interface Request {
  readonly change: 'login' | 'logout';
  readonly user: Person;
  readonly before: Pick<session.Session, 'pending' | 'visitor'>;
  readonly wasNamed: boolean;
}

interface World {
  readonly session: session.Session;
  /** The login that the backend knows. */
  readonly person: Person;
  /** The login of the human in front of the tab, who stays when a login runs out. */
  readonly human: Person;
  /** The login that the page knows of, from a call, a message, a return or a token. */
  readonly told: Person;
  /** Who wrote the lines that the tab's conversation holds: a login, or nobody's. */
  readonly authors: readonly string[];
  /** The `sub` that the lines were written under. */
  readonly linesUnder: string | null;
  /**
   * Whether no user that the SDK knows of has come or gone since the first line. The first login
   * does not count.
   */
  readonly isUnchanged: boolean;
  readonly mark: string | null;
  readonly subject: string;
  /**
   * Whether a token arrived under which the conversation cannot continue, so that web chat must be
   * rebuilt.
   */
  readonly isRebuildDue: boolean;
  readonly request: Request | null;
  /**
   * Whether the login or logout request is answered but the token after it has not arrived. Later
   * events wait.
   */
  readonly isSettling: boolean;
  /** Whether the tab is out of sight, and the message that it has received meanwhile. */
  readonly away: null | 'in the cache' | 'in the background';
  readonly heard: null | 'login' | 'logout';
}

type Steps = Record<string, World | null>;

export class Violation extends Error {}

export interface Walked {
  readonly states: number;
  readonly steps: number;
}

/** @throws Violation with the way to it */
export function walk(rules: Rules, setting: Setting): Walked {
  const events = new Events(rules, setting);
  const first = events.first();
  const ways = new Map<string, string[]>([[keyOf(first), []]]);
  const waiting = [first];
  let steps = 0;
  for (let world = waiting.shift(); world; world = waiting.shift()) {
    const way = ways.get(keyOf(world)) ?? [];
    for (const [name, next] of Object.entries(events.after(world))) {
      if (!next) continue;
      steps++;
      const nextWay = [...way, name];
      const fault = events.faultOf(world, name, next);
      if (fault) throw new Violation(`${fault} (${JSON.stringify(setting)}): ${nextWay.join(', ')}`);
      const key = keyOf(next);
      if (ways.has(key)) continue;
      ways.set(key, nextWay);
      waiting.push(next);
    }
  }
  return { states: ways.size, steps };
}

/** Two users are interchangeable: a state with their names exchanged is the same state. */
function keyOf(world: World): string {
  const key = JSON.stringify(world, (_key, value) => (value === undefined ? 'unknown' : value));
  const exchanged = key.replace(/cade|ana/g, (user) => (user === 'cade' ? 'ana' : 'cade'));
  return key < exchanged ? key : exchanged;
}

class Events {
  readonly #rules: Rules;
  readonly #style: KeyStyle;
  readonly #keep: boolean;

  constructor(rules: Rules, { style, keep }: Setting) {
    this.#rules = rules;
    this.#style = style;
    this.#keep = keep;
  }

  first(): World {
    return {
      session: this.#rules.NEW_SESSION,
      person: null,
      human: null,
      told: null,
      authors: [],
      linesUnder: null,
      isUnchanged: true,
      mark: null,
      subject: 'sub-1',
      isRebuildDue: false,
      request: null,
      isSettling: false,
      away: null,
      heard: null,
    };
  }

  after(world: World): Steps {
    return {
      ...(world.request ? this.#answers(world, world.request) : this.#tokens(world)),
      ...(world.away ? this.#whileAway(world) : this.#inFront(world)),
      ...this.#pages(world),
    };
  }

  #tokens(world: World): Steps {
    const settled = { ...world, isSettling: false };
    return {
      'a token comes': this.#token(settled),
      'no token for now': this.#noToken(settled),
      'no token, final': this.#checkFails(settled),
      'web chat is rebuilt': world.isRebuildDue ? this.#end(settled) : null,
      'the window breaks down and comes back': this.#breaks(settled),
    };
  }

  /** Returns the description of a violation of the rule, or null. */
  faultOf(before: World, event: string, { session, authors, human, person, away }: World): string | null {
    const isSeen = session.subject !== null && !away && !this.#rules.isHidden(session, this.#keep);
    const others = authors.filter((author) => author !== 'nobody' && author !== human);
    if (isSeen && others.length > 0 && !(this.#keep && person === null)) {
      return `what ${others.join(' and ')} wrote is seen by ${human}`;
    }
    // Web chat cannot take the lines of one sub into the session of another.
    const isSameSubject = before.subject === before.linesUnder;
    const isLost = before.authors.length > 0 && authors.length === 0;
    if (isLost && isSameSubject && before.isUnchanged && !this.#isExcused(event)) {
      return 'somebody who never changed has lost a line';
    }
    const isHiddenForNothing = authors.every((author) => author === 'nobody') && before.isUnchanged;
    if (isHiddenForNothing && before.told === null && person === null && this.#isHiddenFromNobody(session)) {
      return 'a conversation that is nobody’s is hidden';
    }
    return null;
  }

  /** Without a `sid`, the next page may not know a login again that no token had named. */
  #isExcused(event: string): boolean {
    return EXCUSED.test(event) || (this.#style !== 'sid' && event === 'a token comes');
  }

  #isHiddenFromNobody(session: session.Session): boolean {
    return session.owner === null && this.#rules.isHidden(session, this.#keep);
  }

  #inFront(world: World): Steps {
    const steps: Steps = {
      'the visitor writes': this.#write(world),
      'the login runs out':
        world.person && this.#style !== 'neither' && world.session.pending !== 'login'
          ? { ...world, person: null, isUnchanged: false }
          : null,
      'the page goes into the back/forward cache': {
        ...this.#note(world, this.#rules.hideUntilCheck(world.session, this.#cookie(world))),
        away: 'in the cache',
      },
      'another tab comes to the front': {
        ...this.#note(world, this.#rules.tabLeft(world.session, this.#cookie(world))),
        away: 'in the background',
      },
    };
    if (world.request) return steps;
    for (const user of USERS) {
      steps[`${user} presses login`] = world.isSettling ? null : this.#begin(world, 'login', user);
    }
    return { ...steps, 'the visitor presses logout': this.#begin(world, 'logout', null) };
  }

  #whileAway(world: World): Steps {
    const steps: Steps = { 'the tab is in front again': this.#return(world) };
    for (const person of PEOPLE) {
      const who = person ?? 'nobody';
      if (person === world.person) continue;
      if (this.#isNoticed(world)) steps[`${who} is there by page loads elsewhere`] = this.#become(world, person);
      // The SDK cannot tell if a message is from before or after a login that is on its way.
      if (!world.request) steps[`another tab says that ${who} is there`] = this.#hear(world, person);
    }
    return steps;
  }

  /** The next page in this tab, perhaps after a login or logout by page loads. */
  #pages(world: World): Steps {
    const steps: Steps = {};
    for (const person of PEOPLE) {
      if (person !== world.person && this.#style === 'neither' && world.told === null) continue;
      const there = person === world.person ? world : this.#become(world, person);
      steps[`the next page loads for ${person ?? 'nobody'}`] = {
        ...there,
        session: this.#rules.NEW_SESSION,
        told: this.#style === 'neither' && world.mark === null ? null : person,
        isUnchanged: there.isUnchanged && (this.#style !== 'neither' || person === null),
        isRebuildDue: false,
        request: null,
        isSettling: false,
        away: null,
        heard: null,
      };
    }
    return steps;
  }

  #answers(world: World, { change, user, before, wasNamed }: Request): Steps {
    const over = { ...world, request: null, isSettling: true };
    const done: World = { ...this.#become(over, user), told: user };
    if (change === 'login') {
      const unclear = (then: World) => this.#note(then, this.#rules.loginUnclear(then.session, before));
      return {
        'the login succeeds': done,
        'the login is refused': this.#note(over, this.#rules.changeRefused(world.session, before)),
        // If the backend names nobody, the page is told that this login failed. No code can find
        // out.
        'the login succeeds, and the answer is lost': this.#isNamed(user)
          ? unclear({ ...done, told: world.told })
          : null,
        'the login fails, and the answer is lost': unclear(over),
      };
    }
    const nobodyCanSay = (then: World) => this.#end(this.#note(then, this.#rules.logoutUnclear(then.session)));
    const isTold = (then: World) => this.#isNamed(then.person) || (wasNamed && this.#style !== 'neither');
    const told = (then: World) => (isTold(then) ? this.#token({ ...then, isSettling: false }) : nobodyCanSay(then));
    const lost = { ...done, told: world.told };
    return {
      'the logout succeeds': done,
      'the logout is refused, and a token tells': told(over),
      'the logout is refused, and no token tells': nobodyCanSay(over),
      'the logout succeeds, the answer is lost, and a token tells': told(lost),
      'the logout succeeds, the answer is lost, and no token tells': nobodyCanSay(lost),
    };
  }

  #begin(world: World, change: 'login' | 'logout', user: Person): World {
    const { session } = world;
    const request = {
      change,
      user,
      before: { pending: session.pending, visitor: session.visitor },
      wasNamed: typeof session.visitor === 'string',
    };
    // A user who logs out was logged in before, even if nothing showed the login.
    const isUnchanged = world.isUnchanged && change === 'login' && typeof session.visitor !== 'number';
    return {
      ...this.#note(world, this.#rules.changeBegins(session, change, this.#cookie(world))),
      request,
      isUnchanged,
    };
  }

  #write(world: World): World | null {
    const { session, told, person, authors, isUnchanged } = world;
    if (session.subject === null || world.isRebuildDue || this.#rules.isHidden(session, this.#keep)) return null;
    // The human who presses login is not the one who was logged in before.
    const isOther = told !== person || world.request?.change === 'login';
    const author = told === null || isOther ? 'nobody' : told;
    // Until a token names a login, nothing distinguishes it from the next login.
    const isPending = session.pending !== null && (this.#style !== 'cookie' || person === null);
    const isKept = told === null && session.owner !== null;
    // The page knows only an earlier login, because nothing has shown the new one yet.
    const isStale = [told, session.visitor].some((login) => login !== null && login !== person);
    const isUnnamed = isKept || isStale;
    const isUnclear = isPending || session.pending === 'logout' || world.request !== null || isUnnamed;
    return {
      ...this.#note(world, this.#rules.messageSent(session)),
      authors: [...new Set([...authors, author])].sort(),
      linesUnder: session.subject,
      isUnchanged: isUnchanged && !isUnclear,
    };
  }

  #token(world: World): World {
    const { session, subject, mark } = world;
    const token = { subject, loginID: this.#cookieOrSid(world) };
    const told = this.#style === 'neither' ? world.told : world.person;
    if (session.subject !== null) {
      const next = this.#note({ ...world, told }, this.#rules.tokenCame(session, token, this.#keep));
      return { ...next, isRebuildDue: !this.#rules.goesOn(next.session, subject, this.#keep) };
    }
    const matches = mark === null ? null : (other: string) => other === mark;
    const [next, isKept] = this.#rules.firstTokenCame(session, token, matches, this.#keep);
    const kept = isKept && world.linesUnder === subject ? world : { authors: [], linesUnder: null, isUnchanged: true };
    const { authors, linesUnder, isUnchanged } = kept;
    const isKnown = this.#style !== 'neither' || mark === null || mark === subject;
    return { ...this.#note({ ...world, told: isKnown ? told : null }, next), authors, linesUnder, isUnchanged };
  }

  #noToken(world: World): World {
    return this.#note(
      { ...world, told: this.#toldByCookie(world) },
      this.#rules.noTokenYet(world.session, this.#cookie(world)),
    );
  }

  #toldByCookie({ session, person, told }: World): Person {
    return this.#style === 'cookie' && session.pending ? person : told;
  }

  #checkFails(world: World): World {
    const told = this.#toldByCookie(world);
    const failed = this.#note({ ...world, told }, this.#rules.checkFailed(world.session, this.#cookie(world)));
    return (failed.session.owner ?? null) === null ? failed : this.#end(failed);
  }

  #breaks(world: World): World | null {
    if (world.session.subject === null) return null;
    const after = this.#token(world);
    return after.isRebuildDue ? after : this.#note(after, this.#rules.instanceEnded(after.session));
  }

  #end(world: World): World {
    const ended = this.#note(world, this.#rules.conversationEnded(world.session));
    return { ...ended, authors: [], linesUnder: null, isUnchanged: true, isRebuildDue: false };
  }

  /**
   * A check waits until a login or logout is finished, and until the token after it has arrived or
   * failed.
   */
  #return(world: World): World | null {
    if (world.request || world.isSettling) return null;
    const { session, heard, told, person } = world;
    // If nothing names a login, it looks like another login after each check.
    const isUnchanged = world.isUnchanged && (this.#style !== 'neither' || typeof session.visitor !== 'number');
    const back: World = { ...world, away: null, heard: null };
    const { changeHeard, checkBegins, tabReturned, isWorthChecking, returnBegins } = this.#rules;
    if (heard) {
      const nowTold = heard === 'login' ? person : null;
      return this.#note({ ...back, told: nowTold, isUnchanged }, checkBegins(changeHeard(session, heard)));
    }
    if (world.away === 'in the cache') return this.#note({ ...back, isUnchanged }, checkBegins(returnBegins(session)));
    const isDue = this.#style === 'cookie' ? person !== told : isWorthChecking(session);
    return isDue ? this.#note({ ...back, isUnchanged }, checkBegins(tabReturned(session))) : back;
  }

  #hear(world: World, person: Person): World {
    const next = this.#become(world, person);
    return {
      ...this.#note(next, this.#rules.hideUntilCheck(next.session, this.#cookie(next))),
      heard: person ? 'login' : 'logout',
    };
  }

  #become(world: World, person: Person): World {
    const isTakenOver = world.person === null && world.authors.every((author) => author === 'nobody');
    const isUnchanged = world.isUnchanged && (person === world.person ? this.#style !== 'neither' : isTakenOver);
    return { ...world, person, human: person, isUnchanged: isUnchanged || world.authors.length === 0 };
  }

  #isNoticed({ told, away, heard }: World): boolean {
    return this.#style !== 'neither' || (told !== null && away === 'in the cache' && !heard);
  }

  #isNamed(person: Person): boolean {
    return person !== null && this.#style !== 'neither';
  }

  #cookie({ person }: World): Person {
    return this.#style === 'cookie' ? person : null;
  }

  #cookieOrSid({ person }: World): Person {
    return this.#style === 'neither' ? null : person;
  }

  /** Works like the coordinator: the mark follows from the session. */
  #note(world: World, session: session.Session): World {
    const mark = this.#rules.markOf(session);
    return { ...world, session, mark: mark === undefined ? world.mark : mark };
  }
}

const EXCUSED = /^(no token, final|the logout .*)$/;
