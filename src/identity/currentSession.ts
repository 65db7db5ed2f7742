/**
 * The session of this page. It changes only in `note`; web chat's visibility and the tab's mark
 * follow from it there, and nowhere else.
 */
import type { ResolvedOptions } from '../options.js';
import type { IdentityToken } from '../token.js';
import type { WebChat } from '../web-chat/instance.js';
import { forgetSessions } from '../web-chat/tabSessions.js';
import * as rule from './session.js';
import { createTabOwner } from './tabOwner.js';

/** An event of the rule: the session before it, and the details of the event. */
type SessionEvent<Details extends unknown[]> = (session: rule.Session, ...details: Details) => rule.Session;

export interface CurrentSession {
  readonly value: rule.Session;
  note<Details extends unknown[]>(event: SessionEvent<Details>, ...details: Details): void;
  /**
   * Web chat has this token, or is about to have it. With its first one it finds the conversation
   * that the last page left in this tab, so that conversation is judged before.
   * @returns whether the running instance can go on under the token
   */
  noteToken(token: IdentityToken): boolean;
}

export function createCurrentSession(options: ResolvedOptions, chat: () => WebChat | null): CurrentSession {
  const { integrationID, namespace = '' } = options.webChat;
  const keeps = options.conversationAfterLogout === 'keep';
  const tabOwner = createTabOwner(`${integrationID}:${namespace}`, () => forgetSessions(integrationID));
  let session = rule.NEW_SESSION;
  let isWarned = false;

  function note<Details extends unknown[]>(event: SessionEvent<Details>, ...details: Details): void {
    session = event(session, ...details);
    const mark = rule.markOf(session);
    if (mark !== undefined) tabOwner.write(mark);
    chat()?.setHidden(rule.isHidden(session, keeps));
  }

  function firstTokenCame(before: rule.Session, token: IdentityToken): rule.Session {
    const matches = tabOwner.exists() ? (mark: string) => tabOwner.matches(mark) : null;
    const [next, isKept] = rule.firstTokenCame(before, token, matches, keeps);
    forgetSessions(integrationID, '', isKept ? token.subject : undefined);
    return next;
  }

  return {
    get value() {
      return session;
    },
    note,
    noteToken(token) {
      if (session.pending === 'login' && token.loginID === null && !isWarned) {
        isWarned = true;
        console.warn(
          'secure-web-chat: the token after login() names nobody; add a "sid", or a readable cookie that differs per user.',
        );
      }
      if (session.subject === null) note(firstTokenCame, token);
      else note(rule.tokenCame, token, keeps);
      return rule.goesOn(session, token.subject, keeps);
    },
  };
}
