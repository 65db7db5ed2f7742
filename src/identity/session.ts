/**
 * The rule of this package: who may see the conversation. Each event and each decision is a pure
 * function, in `sessionEvents.ts` and `decisions.ts`. No other file decides who the visitor is,
 * whose the conversation is, or whether it is hidden. `Session`, below, describes the state.
 *
 * In this table, "new messages" are the messages that `hasNewMessages` reports. "The visitor gets
 * the new messages" means: if the conversation has no owner, the visitor becomes its owner.
 *
 * | event               | next state                                                              |
 * |---------------------|-------------------------------------------------------------------------|
 * | `changeBegins`      | First the same as `tabLeft`. Then `pending` is the login or logout. A   |
 * |                     | login clears `visitor`, because nobody knows yet who logs in. A logout  |
 * |                     | without owner and visitor makes an unnamed login the owner, because a   |
 * |                     | person who logs out was logged in.                                      |
 * | `changeHeard`       | Another tab logged in or out. The same as `changeBegins`, but the user  |
 * |                     | cookie is not read, and a logout does not change the owner.             |
 * | `changeRefused`     | `pending` and `visitor` return to their values from before the login.   |
 * | `loginUnclear`      | The same as `changeRefused`, and a return begins. Only a token can tell |
 * |                     | whether the person logged in.                                           |
 * | `logoutUnclear`     | Nothing is pending any more, and `visitor` is still a logged-in person, |
 * |                     | because nothing proves that the login has ended.                        |
 * | `returnBegins`      | `pending` is a return, unless a login or logout is pending. The visitor |
 * |                     | gets the new messages.                                                  |
 * | `messageSent`       | While something is pending, the conversation has new messages. During a |
 * |                     | logout, the visitor gets them.                                          |
 * | `tabLeft`           | While something is pending and `visitor` is unknown, the user cookie    |
 * |                     | names the visitor. The visitor gets the new messages.                   |
 * | `hideUntilCheck`    | The same as `tabLeft`, and the conversation is hidden until the next    |
 * |                     | check.                                                                  |
 * | `checkBegins`       | "Hidden until the next check" becomes "hidden until the answer".        |
 * | `tabReturned`       | A return begins, and the conversation is hidden until the next check.   |
 * | `tokenCame`         | The token names the visitor, and "hidden until the answer" becomes      |
 * |                     | visible. If the token names nobody, the previous visitor gets the new   |
 * |                     | messages. If the conversation goes on, nothing is pending, there are no |
 * |                     | new messages, and a logged-in visitor becomes the owner.                |
 * | `noTokenYet`        | While something is pending, the user cookie names the visitor. If the   |
 * |                     | cookie named another login before, that login gets the new messages.    |
 * | `checkFailed`       | The same as `noTokenYet`, and "hidden until the answer" becomes         |
 * |                     | visible.                                                                |
 * | `firstTokenCame`    | The mark of the previous page determines `visitor` and `owner`. Then    |
 * |                     | the same as `tokenCame`. A conversation that cannot go on ends.         |
 * | `instanceEnded`     | `subject` is null, and only the tab's mark can tell the owner.          |
 * | `conversationEnded` | `subject` and `owner` are null.                                         |
 *
 * | decision          | rule                                                                      |
 * |-------------------|---------------------------------------------------------------------------|
 * | `identify`        | The claim `sid` names the visitor. Without it, the user cookie does.      |
 * |                   | Without both, the page's own calls decide: an unnamed login lasts from    |
 * |                   | `login()` until `logout()`.                                               |
 * | `mayRead`         | The conversation has no owner, or the owner is the visitor. With          |
 * |                   | `conversationAfterLogout: 'keep'`, an anonymous visitor may read it too.  |
 * | `isWorthChecking` | A check can find that another person uses the page. This is true if the   |
 * |                   | conversation has an owner, and either something is pending or the visitor |
 * |                   | is not an unnamed login.                                                  |
 * | `isHidden`        | The conversation has an owner. In addition, `visibility` hides it,        |
 * |                   | something is pending, or the visitor may not read it.                     |
 * | `goesOn`          | The `sub` is the same, and the visitor may read the conversation.         |
 * |                   | Otherwise web chat is rebuilt.                                            |
 * | `markOf`          | The mark contains the `sub` and the owner, or the writer of the new       |
 * |                   | messages. It is null if the conversation belongs to nobody. It is         |
 * |                   | undefined before the first token, because the last mark is still valid.   |
 */
export { goesOn, isHidden, isUnnamedLogin, isWorthChecking, markOf, mayRead } from './decisions.js';
export * from './sessionEvents.js';

/**
 * The ID of a login, the number of an unnamed login, or null for an anonymous visitor. Neither a
 * `sid` nor the user cookie names an unnamed login, so its number only tells it from the others.
 */
export type Login = string | number | null;

/**
 * The evidence of who the visitor is: a login's ID, null for nobody, or undefined if the evidence
 * contradicts itself.
 */
export type Evidence = string | null | undefined;

export interface Session {
  /** The `sub` that the running instance is bound to. It is null before the first token. */
  readonly subject: string | null;
  /** The person who uses the page now, according to the latest evidence. */
  readonly visitor: Login;
  /**
   * The person who wrote the conversation. Nobody else may read it. It is undefined before the
   * first token, because until then only the tab's mark can tell.
   */
  readonly owner: Login | undefined;
  /** A login, logout or return that no token has confirmed yet. */
  readonly pending: 'login' | 'logout' | 'return' | null;
  /** Somebody wrote a message while `pending` was set. It may have been the next visitor. */
  readonly hasNewMessages: boolean;
  /** Visible, hidden until the next check, or hidden until the answer to that check. */
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
  hasNewMessages: false,
  visibility: 'visible',
};
