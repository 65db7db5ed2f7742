/**
 * Decides, from a session, who the visitor is and who may see the conversation. The tables of the
 * events and the decisions are in `session.ts`.
 */
import type { Evidence, Login, Session } from './session.js';

/** Returns the visitor by new evidence, or by the page's own calls if the evidence names nobody. */
export function identify(session: Session, evidence: Evidence): Login {
  const { pending, visitor } = session;
  if (typeof evidence === 'string') return evidence;
  if (evidence === undefined || pending === 'login') return unnamedLogin(session);
  if (pending === 'logout' || !isUnnamedLogin(visitor)) return null;
  // After a return, the unnamed login may be another person's.
  return pending === 'return' ? unnamedLogin(session) : visitor;
}

export function mayRead({ owner, visitor }: Session, anonymousMayRead: boolean): boolean {
  return isNobody(owner) || owner === visitor || (anonymousMayRead && visitor === null);
}

/** Whether a check can find another person. It cannot tell two unnamed logins apart. */
export function isWorthChecking({ owner, pending, visitor }: Session): boolean {
  return !isNobody(owner) && (pending !== null || !isUnnamedLogin(visitor));
}

export function isHidden(session: Session, anonymousMayRead: boolean): boolean {
  const { owner, pending, visibility } = session;
  return !isNobody(owner) && (visibility !== 'visible' || pending !== null || !mayRead(session, anonymousMayRead));
}

export function goesOn(session: Session, subject: string, anonymousMayRead: boolean): boolean {
  return (session.subject ?? subject) === subject && mayRead(session, anonymousMayRead);
}

export function markOf(session: Session): string | null | undefined {
  const { subject } = session;
  if (subject === null) return undefined;
  const writer = writerOf(session);
  return isNobody(writer) ? null : markBy(subject, writer);
}

/** New messages are the visitor's, or those of the login that no token has named yet. */
export function writerOf(session: Session): Session['owner'] {
  const { owner, hasNewMessages, pending, visitor } = session;
  if (!hasNewMessages || !isNobody(owner)) return owner;
  return visitor ?? (pending === 'login' ? unnamedLogin(session) : owner);
}

/** Unnamed logins share one mark: the next page only has to know that there was one. */
export function markBy(subject: string, login: string | number): string {
  return typeof login === 'string' ? `${subject} ${login}` : subject;
}

export const UNNAMED = 1;

/** A number that neither the visitor nor the owner has. */
export function unnamedLogin({ visitor, owner }: Session): number {
  let number = UNNAMED;
  while (number === visitor || number === owner) number++;
  return number;
}

export const isUnnamedLogin = (login: Session['owner']): login is number => typeof login === 'number';

const isNobody = (login: Session['owner']): login is null | undefined => login === null || login === undefined;
