/**
 * Implements `LifecycleHost`: answers web chat's token requests, records its events in the session,
 * and passes its failures to the coordinator.
 */
import type { LifecycleHost } from '../web-chat/lifecycle.js';
import type { CircuitBreaker } from './circuitBreaker.js';
import type { IdentityContext } from './context.js';
import type { Coordinator } from './coordinator.js';
import type { CurrentSession } from './currentSession.js';
import * as rule from './session.js';
import type { Triggers } from './triggers.js';

export function createWebChatListener(
  coordinator: Coordinator,
  { store, cookie, tokens }: IdentityContext,
  session: CurrentSession,
  triggers: Triggers,
  breaker: CircuitBreaker,
): LifecycleHost {
  /** How often web chat has broken down since its last answer. */
  let breakdowns = 0;
  return {
    onStart() {
      triggers.start();
      store.set({ user: cookie.user() });
    },
    async needToken(refused, use) {
      if (refused) breaker.refused(refused);
      await tokens.getToken(refused ? 'expired' : 'open', refused, use);
    },
    onToken: (token) => coordinator.tokenAsked(token),
    onMessage: () => session.note(rule.messageSent),
    onAnswer() {
      breakdowns = 0;
      store.recovered('WEB_CHAT_FAILED', 'TOKEN_REJECTED');
    },
    onViewChange() {
      const { chat } = coordinator;
      triggers.onViewChange();
      // Web chat may have rendered its window only now, so it is hidden again if necessary.
      session.note((same) => same);
      if (chat?.isBroken && chat.isOpen) coordinator.retryLater(0);
    },
    onTouch: triggers.onTouch,
    onBroken: () => coordinator.retryLater(breakdowns++),
    onRejected: () => store.report(breaker.diagnose(coordinator.chat?.token ?? null)),
    onError: store.report,
    onEnd: (isOver) => session.note(isOver ? rule.conversationEnded : rule.instanceEnded),
  };
}
