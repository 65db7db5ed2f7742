/**
 * The rule of this package: who may see the conversation. Everything here is pure. No other file
 * decides who the visitor is, whose the conversation is, or whether it is hidden.
 *
 * | field        | meaning                                                                    |
 * |--------------|----------------------------------------------------------------------------|
 * | `subject`    | the `sub` that the running instance is bound to; null before its first     |
 * |              | token                                                                      |
 * | `visitor`    | who is here, by the latest evidence                                        |
 * | `owner`      | who wrote what the conversation holds; nobody else may read it. Undefined  |
 * |              | before the first token, when only the tab's mark can tell                  |
 * | `pending`    | a login, logout or return that no token has confirmed yet                  |
 * | `hasNewLines`| something was said while `pending`, perhaps by the visitor of after it     |
 * | `visibility` | visible, hidden until the next check, or hidden until its answer           |
 *
 * | event               | next state                                                          |
 * |---------------------|---------------------------------------------------------------------|
 * | `changeBegins`      | the tab is left as below, `pending` is the login or logout, and     |
 * |                     | nobody knows who logs in. A logout without owner and visitor makes  |
 * |                     | an unnamed login the owner, because people who log out had been     |
 * |                     | logged in                                                           |
 * | `changeHeard`       | another tab logged in or out: the same, without the cookie, and but |
 * |                     | for the last sentence                                               |
 * | `changeRefused`     | `pending` and `visitor` are what they were before the login         |
 * | `loginUnclear`      | the same, and a return begins: only a token can say whether         |
 * |                     | somebody logged in                                                  |
 * | `logoutUnclear`     | `visitor` is somebody, because nobody can say that a login is over  |
 * | `returnBegins`      | `pending` is a return, unless a login or logout is pending. New     |
 * |                     | lines become the visitor's                                          |
 * | `messageSent`       | while something is pending, the conversation has new lines; during  |
 * |                     | a logout they are the visitor's                                     |
 * | `tabLeft`           | while something is pending, the user cookie names a visitor of whom |
 * |                     | nothing is known, and new lines become the visitor's                |
 * | `putAside`          | the same, and `visibility` is hidden until the next check           |
 * | `checkBegins`       | "until the next check" becomes "until its answer"                   |
 * | `frontAgain`        | a return begins, and `visibility` is hidden until its answer        |
 * | `tokenCame`         | `visitor` is named, and "until its answer" becomes visible. If      |
 * |                     | nobody is named, new lines are those of the visitor of before. If   |
 * |                     | the conversation goes on, nothing is pending, no line is new, and a |
 * |                     | visitor who is somebody is the owner                                |
 * | `noTokenYet`        | while something is pending, the user cookie names the visitor. If   |
 * |                     | it named another login before, new lines are that login's           |
 * | `checkFailed`       | the same, and "until its answer" becomes visible                    |
 * | `firstTokenCame`    | `visitor` and `owner` are what the mark of the last page says, then |
 * |                     | as above. A conversation that cannot go on ends                     |
 * | `instanceEnded`     | `subject` is none, and only the tab's mark can tell the owner       |
 * | `conversationEnded` | `subject` and `owner` are none                                      |
 *
 * | decision          | rule                                                                  |
 * |-------------------|-----------------------------------------------------------------------|
 * | `identify`        | the claim `sid`; without it, the user cookie; without both, only what |
 * |                   | the page said: an unnamed login lasts from `login()` until `logout()` |
 * | `mayRead`         | the conversation has no owner, or the owner is the visitor; with      |
 * |                   | `conversationAfterLogout: 'keep'` also an anonymous visitor           |
 * | `isWorthChecking` | whether a check can tell that another person is there: the            |
 * |                   | conversation has an owner, and the visitor is no unnamed login, or    |
 * |                   | something is pending                                                  |
 * | `isHidden`        | the conversation has an owner, and `visibility` says so, or something |
 * |                   | is pending, or the visitor may not read                               |
 * | `goesOn`          | same `sub` and may read; otherwise web chat is rebuilt                |
 * | `markOf`          | `sub` and owner (or the writer of new lines); none for nobody;        |
 * |                   | undefined while the mark is the last page's                           |
 */
import { goesOn, identify, markBy, UNNAMED, unnamedLogin, writerOf } from './decisions.js';

export { goesOn, isHidden, isWorthChecking, markOf, mayRead } from './decisions.js';

/**
 * The ID of a login, the number of a login that nothing names, or null for an anonymous visitor.
 */
export type Login = string | number | null;

/**
 * What names the visitor: a login's ID, null for nobody, undefined if the evidence contradicts
 * itself.
 */
export type Evidence = string | null | undefined;

export interface Session {
  readonly subject: string | null;
  readonly visitor: Login;
  readonly owner: Login | undefined;
  readonly pending: 'login' | 'logout' | 'return' | null;
  readonly hasNewLines: boolean;
  readonly visibility: 'visible' | 'untilCheck' | 'untilAnswer';
}

/** The part of an identity token that the rule is about. */
export interface Identification {
  readonly subject: string;
  /** The claim `sid`, or else the user cookie as it stood when the token came. */
  readonly loginID: Evidence;
}

/** What a login that is refused leaves as it was. */
export type BeforeLogin = Pick<Session, 'pending' | 'visitor'>;

export const NEW_SESSION: Session = {
  subject: null,
  visitor: null,
  owner: undefined,
  pending: null,
  hasNewLines: false,
  visibility: 'visible',
};

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
  const isChange = session.pending === 'login' || session.pending === 'logout';
  return { ...claimed(session), pending: isChange ? session.pending : 'return' };
}

export function messageSent(session: Session): Session {
  const { owner, pending, visitor } = session;
  if (pending === null) return session;
  // Whoever logs out is still there until the logout is done.
  return { ...session, hasNewLines: true, owner: pending === 'logout' ? (owner ?? visitor) : owner };
}

/** Somebody else may come meanwhile, and so the new lines become the visitor's. */
export function tabLeft(session: Session, cookie: string | null): Session {
  return claimed(session.visitor === null ? noTokenYet(session, cookie) : session);
}

export function putAside(session: Session, cookie: string | null): Session {
  return { ...tabLeft(session, cookie), visibility: 'untilCheck' };
}

export function checkBegins(session: Session): Session {
  return session.visibility === 'untilCheck' ? { ...session, visibility: 'untilAnswer' } : session;
}

/** The tab is in front again after a login may have changed: nothing is seen before the answer. */
export function frontAgain(session: Session): Session {
  return { ...returnBegins(session), visibility: 'untilAnswer' };
}

export function tokenCame(session: Session, token: Identification, keep: boolean): Session {
  const visitor = identify(session, token.loginID);
  // If the token names nobody, new lines are still those of the login that the cookie had named.
  const { owner } = visitor === null ? claimed(session) : session;
  const next = { ...answered(session), visitor, owner };
  if (!goesOn(next, token.subject, keep)) return next;
  return { ...next, subject: token.subject, owner: visitor ?? owner ?? null, pending: null, hasNewLines: false };
}

export function noTokenYet(session: Session, cookie: string | null): Session {
  if (!session.pending) return session;
  const visitor = identify(session, cookie);
  // The cookie named another login before, which has written the new lines.
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
  return before.pending === 'login'
    ? changeRefused(session, before)
    : returnBegins({ ...changeRefused(session, before) });
}

export function logoutUnclear(session: Session): Session {
  const { visitor } = session;
  return { ...session, visitor: typeof visitor === 'string' ? visitor : unnamedLogin(session), pending: null };
}

/**
 * The first token of an instance, with which web chat finds the conversation that the last page
 * left in this tab. An unnamed login becomes another one at each page load, because nothing can
 * tell who it is.
 * @param matches tells whether the tab's mark is this one; null if the tab has no mark
 * @returns also whether the tab keeps its conversation
 */
export function firstTokenCame(
  session: Session,
  token: Identification,
  matches: ((mark: string) => boolean) | null,
  keep: boolean,
): [next: Session, isKept: boolean] {
  const inherited = session.owner === undefined ? pageInherited(session, token, matches) : session;
  const next = tokenCame(inherited, token, keep);
  const isKept = next.subject !== null;
  return [isKept ? next : tokenCame(conversationEnded(next), token, keep), isKept];
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
