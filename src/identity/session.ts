/**
 * The rule of this package: who may see the conversation. Each event and each decision is a pure
 * function, in `sessionEvents.ts` and `decisions.ts`. No other file decides who the visitor is,
 * whose the conversation is, or whether it is hidden.
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
export { goesOn, isHidden, isWorthChecking, markOf, mayRead } from './decisions.js';
export * from './sessionEvents.js';

/**
 * The ID of a login, the number of a login that nothing names, or null for an anonymous visitor.
 */
export type Login = string | number | null;

/**
 * The evidence of who the visitor is: a login's ID, null for nobody, or undefined if the evidence
 * contradicts itself.
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

/** The fields that a refused login restores. */
export type BeforeLogin = Pick<Session, 'pending' | 'visitor'>;

export const NEW_SESSION: Session = {
  subject: null,
  visitor: null,
  owner: undefined,
  pending: null,
  hasNewLines: false,
  visibility: 'visible',
};
