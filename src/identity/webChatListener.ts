/**
 * Implements `LifecycleHost`: answers web chat's token requests, and passes its reports to the
 * coordinator.
 */
import type { LifecycleHost } from '../web-chat/lifecycle.js';
import type { CircuitBreaker } from './circuitBreaker.js';
import type { IdentityContext } from './context.js';
import type { Coordinator } from './coordinator.js';
import type { Triggers } from './triggers.js';

export function createWebChatListener(
  coordinator: Coordinator,
  { store, cookie, tokens }: IdentityContext,
  triggers: Triggers,
  breaker: CircuitBreaker,
): LifecycleHost {
  /** How often web chat has broken down since its last answer. */
  let breakdowns = 0;
  return {
    onStart() {
      store.set({ user: cookie.read() });
      triggers.start();
    },
    async needToken(refused, use) {
      if (refused) breaker.refused(refused);
      await tokens.getToken(refused ? 'expired' : 'open', refused, use);
    },
    onToken: (token) => coordinator.tokenAsked(token),
    onMessage: () => coordinator.messageSent(),
    onAnswer() {
      breakdowns = 0;
      store.recovered('WEB_CHAT_FAILED', 'TOKEN_REJECTED');
    },
    onView() {
      triggers.onView();
      coordinator.windowChanged();
    },
    onTouch: triggers.onTouch,
    onBroken: () => coordinator.retryLater(breakdowns++),
    onRejected: () => store.report(breaker.diagnose(coordinator.chat?.token ?? null)),
    onError: store.report,
    onEnd: (isOver) => coordinator.instanceEnded(isOver),
  };
}
