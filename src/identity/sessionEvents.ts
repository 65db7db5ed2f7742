/**
 * The events of a session. Each function returns the session after the event. The tables of the
 * events and the decisions are in `session.ts`.
 */
import { goesOn, identify, markBy, UNNAMED, unnamedLogin, writerOf } from './decisions.js';
import type { BeforeLogin, Identification, Session } from './session.js';

export function changeBegins(session: Session, change: 'login' | 'logout', cookie: string | null): Session {
  if (change === 'logout' && session.pending === 'logout') return session;
  const next = withPendingChange(tabLeft(session, cookie), change);
  // A person who logs out was logged in, even if no token or cookie has named the login.
  const wasUnnoticed = change === 'logout' && next.subject !== null && next.visitor === null;
  return wasUnnoticed ? { ...next, owner: next.owner ?? unnamedLogin(next) } : next;
}

export function changeHeard(session: Session, change: 'login' | 'logout'): Session {
  return withPendingChange(tabLeft(session, null), change);
}

export function returnBegins(session: Session): Session {
  return { ...withWriterAsOwner(session), pending: session.pending ?? 'return' };
}

export function messageSent(session: Session): Session {
  const { owner, pending, visitor } = session;
  if (pending === null) return session;
  // A visitor who logs out is still there until the logout is done.
  return { ...session, hasNewMessages: true, owner: pending === 'logout' ? (owner ?? visitor) : owner };
}

/** Another person may use the page next, so the new messages now become the visitor's. */
export function tabLeft(session: Session, cookie: string | null): Session {
  return withWriterAsOwner(session.visitor === null ? noTokenYet(session, cookie) : session);
}

export function hideUntilCheck(session: Session, cookie: string | null): Session {
  return { ...tabLeft(session, cookie), visibility: 'untilCheck' };
}

export function checkBegins(session: Session): Session {
  return session.visibility === 'untilCheck' ? { ...session, visibility: 'untilAnswer' } : session;
}

/**
 * The tab is in front again, and the login may have changed. A token that was requested before the
 * check does not show the conversation.
 */
export function tabReturned(session: Session): Session {
  return { ...returnBegins(session), visibility: 'untilCheck' };
}

export function tokenCame(session: Session, token: Identification, anonymousMayRead: boolean): Session {
  const visitor = identify(session, token.loginID);
  // If the token names nobody, new messages are still those of the login that the cookie had named.
  const { owner } = visitor === null ? withWriterAsOwner(session) : session;
  const next = { ...visibleAfterAnswer(session), visitor, owner };
  if (!goesOn(next, token.subject, anonymousMayRead)) return next;
  return { ...next, subject: token.subject, owner: visitor ?? owner ?? null, pending: null, hasNewMessages: false };
}

export function noTokenYet(session: Session, cookie: string | null): Session {
  if (!session.pending) return session;
  const visitor = identify(session, cookie);
  // The cookie named another login before, who has written the new messages.
  const hasLeft = typeof session.visitor === 'string' && visitor !== session.visitor;
  return { ...(hasLeft ? withWriterAsOwner(session) : session), visitor };
}

export function checkFailed(session: Session, cookie: string | null): Session {
  return visibleAfterAnswer(noTokenYet(session, cookie));
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
  // `tokenCame` sets the subject only if the conversation goes on. After a conversation has ended,
  // a late answer to its last message may still store it.
  const isKept = next.subject !== null && session.owner === undefined;
  return [isKept ? next : tokenCame(conversationEnded(next), token, anonymousMayRead), isKept];
}

export function instanceEnded(session: Session): Session {
  return { ...session, subject: null, owner: undefined, hasNewMessages: false };
}

export function conversationEnded(session: Session): Session {
  return { ...session, subject: null, owner: null, hasNewMessages: false };
}

/** The answer to the check has come. */
function visibleAfterAnswer(session: Session): Session {
  return session.visibility === 'untilAnswer' ? { ...session, visibility: 'visible' } : session;
}

/** Finds out from the tab's mark whether this visitor owns the last page's conversation. */
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

/** Nobody knows yet who logs in. A visitor who logs out is still there until the logout is done. */
function withPendingChange(session: Session, pending: 'login' | 'logout'): Session {
  return { ...session, pending, visitor: pending === 'login' ? null : session.visitor };
}

/** If the conversation has no owner, the writer of the new messages becomes its owner. */
function withWriterAsOwner(session: Session): Session {
  return { ...session, owner: writerOf(session), hasNewMessages: false };
}
