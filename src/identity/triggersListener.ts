/** Implements `TriggersHost`: records each trigger in the session, and starts checks. */
import { never, stopwatch } from '../clock.js';
import { isSecureWebChatError } from '../errors.js';
import type { IdentityContext } from './context.js';
import type { Coordinator } from './coordinator.js';
import type { CurrentSession } from './currentSession.js';
import * as rule from './session.js';
import type { TriggersHost } from './triggers.js';

/** In less time than this, no visitor can log out and another one log in. */
const MAX_GLANCE_MS = 5_000;

export function createTriggersListener(
  coordinator: Coordinator,
  { options, store, cookie, tokens, life, enqueue }: IdentityContext,
  session: CurrentSession,
): TriggersHost {
  /** How often a return has found another user cookie. */
  let cookieChanges = 0;
  /**
   * The time since the last check of a return began. Infinite if the visitor has left the tab since
   * then.
   */
  let sinceCheck = never;

  /** A tab that comes back fires several events, and one check answers them all. */
  function isBeingChecked(): boolean {
    return session.value.visibility !== 'visible' && sinceCheck() < MAX_GLANCE_MS;
  }

  /** Announces another visitor, whom a check found without a message from another tab. */
  function visitorChanged(before: rule.Login, now: rule.Login): void {
    coordinator.announce('changed');
    const isByCookie = before && now && now === cookie.text();
    if (!isByCookie || ++cookieChanges !== 2) return;
    console.warn(
      `secure-web-chat: the cookie ${options.userCookie} changed twice without a login or logout, so it names nobody; give tokens a claim "sid"`,
    );
  }

  function check(heard?: 'login' | 'logout' | null): void {
    if (heard === undefined) sinceCheck = stopwatch();
    enqueue(async (nextChange) => {
      // A login or logout that has overtaken this check ends the epoch, and must still know the
      // tokens of the epoch.
      if (!nextChange.aborted) await tokens.renewEpoch();
      const before = session.value.visitor;
      if (heard) session.note(rule.changeHeard, heard);
      else session.note(rule.returnBegins);
      session.note(rule.checkBegins);
      const isReconciled = await coordinator.reconcileOrRetry(nextChange);
      const now = session.value.visitor;
      // Nothing distinguishes one unnamed login from the next.
      const isOtherVisitor = !rule.isUnnamedLogin(before) && !rule.isUnnamedLogin(now) && before !== now;
      if (isReconciled && isOtherVisitor && heard === undefined) visitorChanged(before, now);
    }).catch(() => {});
  }

  return {
    get chat() {
      return coordinator.chat;
    },
    hideUntilCheck() {
      sinceCheck = never;
      session.note(rule.hideUntilCheck, cookie.text());
    },
    tabLeft() {
      sinceCheck = never;
      session.note(rule.tabLeft, cookie.text());
    },
    tabReturned(awayMs) {
      if (isBeingChecked()) return;
      // Without a token, web chat shows no conversation.
      const token = coordinator.chat?.token;
      const wasLongAway = awayMs >= MAX_GLANCE_MS;
      // If the cookie still names the owner, no check is necessary.
      const mayBeAnother = session.value.owner !== cookie.text() && rule.isWorthChecking(session.value);
      if (token && (tokens.isOutdated(token) || (wasLongAway && mayBeAnother))) {
        session.note(rule.tabReturned);
        check();
      } else if (wasLongAway) {
        // The login may have changed, so web chat gets no token that was requested before.
        enqueue(() => tokens.renewEpoch()).catch(() => {});
      }
      // Without a token, no check puts the cookie's user into the state.
      if (!token) store.set({ user: cookie.user() });
    },
    check(heard) {
      if (heard !== undefined || !isBeingChecked()) check(heard);
    },
    prefetch() {
      tokens.getToken('prefetch', null).catch(() => {});
    },
    async renew() {
      try {
        await enqueue((signal) => coordinator.reconcile('renewal', signal));
      } catch (error) {
        life.throwIfAborted();
        // A login or logout that overtook this renewal has a token of its own.
        if (isSecureWebChatError(error)) store.report(error);
        throw error;
      }
    },
  };
}
