/**
 * The session of this page. Only `note` changes the session, and only `note` updates web chat's
 * visibility and the tab's mark from it.
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
  /** Changes the session by the event, and then web chat's visibility and the tab's mark. */
  note<Details extends unknown[]>(event: SessionEvent<Details>, ...details: Details): void;
  /**
   * Notes a token that web chat has or is about to get. With its first token, web chat finds the
   * conversation that the last page left in this tab, so `noteToken` first decides whether the
   * visitor may see that conversation.
   * @returns whether the running instance can use the token
   */
  noteToken(token: IdentityToken): boolean;
}

export function createCurrentSession(options: ResolvedOptions, chat: () => WebChat | null): CurrentSession {
  const { integrationID, namespace = '' } = options.webChat;
  const anonymousMayRead = options.conversationAfterLogout === 'keep';
  const tabOwner = createTabOwner(`${integrationID}:${namespace}`, () => forgetSessions(integrationID));
  let session = rule.NEW_SESSION;
  let isWarned = false;

  function note<Details extends unknown[]>(event: SessionEvent<Details>, ...details: Details): void {
    session = event(session, ...details);
    const mark = rule.markOf(session);
    if (mark !== undefined) tabOwner.write(mark);
    chat()?.setHidden(rule.isHidden(session, anonymousMayRead));
  }

  function firstTokenCame(before: rule.Session, token: IdentityToken): rule.Session {
    const matches = tabOwner.exists() ? tabOwner.matches : null;
    const [next, isKept] = rule.firstTokenCame(before, token, matches, anonymousMayRead);
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
      else note(rule.tokenCame, token, anonymousMayRead);
      return rule.goesOn(session, token.subject, anonymousMayRead);
    },
  };
}
