/** What each trigger means for the coordinator. */
import type { SecureWebChatError } from '../errors.js';
import type { IdentityContext } from './context.js';
import type { Coordinator } from './coordinator.js';
import type { CurrentSession } from './currentSession.js';
import * as rule from './session.js';
import type { TriggersHost } from './triggers.js';

export function createTriggersListener(
  coordinator: Coordinator,
  { store, cookie, tokens, life, enqueue }: IdentityContext,
  session: CurrentSession,
): TriggersHost {
  return {
    get chat() {
      return coordinator.chat;
    },
    putAside: () => session.note(rule.putAside, cookie.text()),
    check(heard) {
      enqueue(async () => {
        await tokens.renewEpoch();
        if (heard) session.note(rule.changeHeard, heard);
        else session.note(rule.returnBegins);
        session.note(rule.checkBegins);
        await coordinator.settle();
      }).catch(() => {});
    },
    prefetch() {
      tokens.getToken('prefetch', null).catch(() => {});
    },
    async renew() {
      try {
        await enqueue(() => coordinator.reconcile('renewal'));
      } catch (error) {
        life.throwIfAborted();
        store.report(error as SecureWebChatError);
        throw error;
      }
    },
  };
}
