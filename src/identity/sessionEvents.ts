/**
 * The events of a session. Each function returns the session after the event. The tables of the
 * events and the decisions are in `session.ts`.
 */
import { goesOn, identify, markBy, UNNAMED, unnamedLogin, writerOf } from './decisions.js';
import type { BeforeLogin, Identification, Session } from './session.js';

export function changeBegins(session: Session, change: 'login' | 'logout', cookie: string | null): Session {
  if (change === 'logout' && session.pending === 'logout') return session;
  const next = changed(tabLeft(session, cookie), change);
  const isUnnoticed = change === 'logout' && next.subject !== null && next.visitor === null;
  return isUnnoticed ? { ...next, owner: next.owner ?? unnamedLogin(next) } : next;
}

export function changeHeard(session: Session, change: 'login' | 'logout'): Session {
  return changed(tabLeft(session, null), change);
}

export function returnBegins(session: Session): Session {
  return { ...claimed(session), pending: session.pending ?? 'return' };
}

export function messageSent(session: Session): Session {
  const { owner, pending, visitor } = session;
  if (pending === null) return session;
  // A visitor who logs out is still there until the logout is done.
  return { ...session, hasNewLines: true, owner: pending === 'logout' ? (owner ?? visitor) : owner };
}

/** Another person may use the page meanwhile, so the new messages become the current visitor's. */
export function tabLeft(session: Session, cookie: string | null): Session {
  return claimed(session.visitor === null ? noTokenYet(session, cookie) : session);
}

export function putAside(session: Session, cookie: string | null): Session {
  return { ...tabLeft(session, cookie), visibility: 'untilCheck' };
}

export function checkBegins(session: Session): Session {
  return session.visibility === 'untilCheck' ? { ...session, visibility: 'untilAnswer' } : session;
}

/**
 * The tab is in front again, and the login may have changed. The conversation is hidden until the
 * answer.
 */
export function frontAgain(session: Session): Session {
  return { ...returnBegins(session), visibility: 'untilAnswer' };
}

export function tokenCame(session: Session, token: Identification, anonymousMayRead: boolean): Session {
  const visitor = identify(session, token.loginID);
  // If the token names nobody, new messages are still those of the login that the cookie had named.
  const { owner } = visitor === null ? claimed(session) : session;
  const next = { ...answered(session), visitor, owner };
  if (!goesOn(next, token.subject, anonymousMayRead)) return next;
  return { ...next, subject: token.subject, owner: visitor ?? owner ?? null, pending: null, hasNewLines: false };
}

export function noTokenYet(session: Session, cookie: string | null): Session {
  if (!session.pending) return session;
  const visitor = identify(session, cookie);
  // The cookie named another login before, which has written the new messages.
  const hasLeft = typeof session.visitor === 'string' && visitor !== session.visitor;
  return { ...(hasLeft ? claimed(session) : session), visitor };
}

export function checkFailed(session: Session, cookie: string | null): Session {
  return answered(noTokenYet(session, cookie));
}

export function changeRefused(session: Session, { pending, visitor }: BeforeLogin): Session {
  return session.pending === 'login' ? { ...session, pending, visitor } : session;
}

export function loginUnclear(session: Session, before: BeforeLogin): Session {
  return before.pending === 'login' ? changeRefused(session, before) : returnBegins(changeRefused(session, before));
}

export function logoutUnclear(session: Session): Session {
  const { visitor } = session;
  return { ...session, visitor: typeof visitor === 'string' ? visitor : unnamedLogin(session), pending: null };
}

/**
 * Handles the first token of an instance. With it, web chat finds the conversation that the last
 * page left in this tab. An unnamed login becomes another one at each page load, because nothing
 * can tell who it is.
 * @param matches returns whether the tab's mark is this one. Null if the tab has no mark.
 * @returns also whether the tab keeps its conversation
 */
export function firstTokenCame(
  session: Session,
  token: Identification,
  matches: ((mark: string) => boolean) | null,
  anonymousMayRead: boolean,
): [next: Session, isKept: boolean] {
  const inherited = session.owner === undefined ? pageInherited(session, token, matches) : session;
  const next = tokenCame(inherited, token, anonymousMayRead);
  // `tokenCame` sets the subject only if the conversation goes on.
  const isKept = next.subject !== null;
  return [isKept ? next : tokenCame(conversationEnded(next), token, anonymousMayRead), isKept];
}

export function instanceEnded(session: Session): Session {
  return { ...session, subject: null, owner: undefined, hasNewLines: false };
}

export function conversationEnded(session: Session): Session {
  return { ...session, subject: null, owner: null, hasNewLines: false };
}

function answered(session: Session): Session {
  return session.visibility === 'untilAnswer' ? { ...session, visibility: 'visible' } : session;
}

function pageInherited(
  session: Session,
  { subject, loginID }: Identification,
  matches: ((mark: string) => boolean) | null,
): Session {
  if (!matches) return { ...session, owner: null };
  const wasUnnamed = session.visitor === null && matches(markBy(subject, UNNAMED));
  const visitor = identify(wasUnnamed ? { ...returnBegins(session), visitor: UNNAMED } : session, loginID);
  const isTheirs = typeof visitor === 'string' && matches(markBy(subject, visitor));
  return { ...session, visitor, owner: isTheirs ? visitor : unnamedLogin({ ...session, visitor }) };
}

/** Nobody knows who logs in, and a visitor who logs out is still there until that is done. */
function changed(session: Session, pending: 'login' | 'logout'): Session {
  return { ...session, pending, visitor: pending === 'login' ? null : session.visitor };
}

function claimed(session: Session): Session {
  return { ...session, owner: writerOf(session), hasNewLines: false };
}
