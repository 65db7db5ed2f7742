/** Sends messages to the assistant one at a time. It retries each until it is answered or lost. */
import { isSuccess } from './assistant.js';
import { requestContext } from './context.js';
import type { Core } from './core.js';
import { deepFreeze } from './deepFreeze.js';
import type { Identity } from './identity.js';
import type { Locale } from './locale.js';
import type { MessageRequest, MessageResponse } from './messages.js';

const ATTEMPT_WINDOW_MS = 150_000;
const RETRY_DELAYS_MS = [1000, 3000, 5000];
const CANCELLED = 'Message was cancelled';

interface Pending {
  readonly request: MessageRequest;
  readonly source: string;
  readonly settle: { resolve(response: MessageResponse): void; reject(error: unknown): void };
  startedAt: number;
  retries: number;
  refreshes: number;
  isDone: boolean;
  stopClock(): void;
}

export class MessageQueue {
  readonly #core: Core;
  readonly #identity: Identity;
  readonly #locale: Locale;
  readonly #receive: (response: MessageResponse, request: MessageRequest) => Promise<void>;
  #waiting: Pending[] = [];
  #current: Pending | null = null;

  constructor(
    core: Core,
    identity: Identity,
    locale: Locale,
    receive: (response: MessageResponse, request: MessageRequest) => Promise<void>,
  ) {
    this.#core = core;
    this.#identity = identity;
    this.#locale = locale;
    this.#receive = receive;
  }

  /** Resolves after the answer and its events. Rejects if the message is lost. */
  send(request: MessageRequest, source: string): Promise<MessageResponse> {
    return new Promise((resolve, reject) => {
      const settle = { resolve, reject };
      this.#waiting.push({
        request,
        source,
        settle,
        startedAt: 0,
        retries: 0,
        refreshes: 0,
        isDone: false,
        stopClock: () => {},
      });
      void this.#next();
    });
  }

  cancelAll(): void {
    const all = [...this.#waiting, ...(this.#current ? [this.#current] : [])];
    this.#waiting = [];
    for (const pending of all) this.#lose(pending, new Error(CANCELLED));
  }

  /** As in web chat, nothing catches a handler's error. The message then waits for its limit. */
  async #next(): Promise<void> {
    const pending = this.#current ? undefined : this.#waiting.shift();
    if (!pending) return;
    this.#current = pending;
    const { bus, state, timers } = this.#core;
    const { request, source } = pending;
    pending.startedAt = Date.now();
    if (!request.history.is_welcome_request) {
      pending.stopClock = timers.after(ATTEMPT_WINDOW_MS, () => this.#timeOut(pending));
    }
    // An update of an earlier message fires no events.
    if (!request.input.event) {
      request.context = requestContext(request, state.get().emptyContext, state.get().context);
      state.set({ isWaiting: true });
      await bus.fire({ type: 'pre:send', data: request, source });
      if (pending.isDone) return;
      deepFreeze(request);
      await bus.fire({ type: 'send', data: request, source });
    }
    await this.#attempt(pending);
  }

  async #attempt(pending: Pending): Promise<void> {
    if (pending.isDone) return;
    const { state } = this.#core;
    const { userID, session } = state.get();
    const value = this.#locale.addTo(pending.request, !session.sessionID);
    const body = { value, session_id: session.sessionID, user_id: userID };
    try {
      const { status, text } = await this.#core.ask({ method: 'POST', path: 'message', body });
      if (isSuccess({ status, text })) void this.#answered(pending, JSON.parse(text));
      else await this.#failed(pending, status, text);
    } catch {
      // As in web chat, there is no retry after a network failure.
      this.#giveUp(pending, 0, 'Stream incomplete');
    }
  }

  /** As in web chat, a failed handler leaves the message unsettled and blocks later messages. */
  async #answered(pending: Pending, response: MessageResponse): Promise<void> {
    if (pending.isDone) return;
    pending.stopClock();
    const { sessionID } = this.#core.state.get().session;
    const { session_id: answeredID } = response;
    const isKnown = answeredID && answeredID === sessionID;
    if (answeredID && !isKnown) {
      this.#core.state.setSession({ sessionID: answeredID, sessionStartedTimestamp: Date.now() });
    }
    // If the session existed before, its greeting has already been shown.
    const isSilent = pending.request.input.event || (isKnown && pending.request.history.is_welcome_request);
    if (!isSilent) await this.#receive(response, pending.request);
    this.#finish(pending, () => pending.settle.resolve(response));
  }

  async #failed(pending: Pending, status: number, text: string): Promise<void> {
    if (pending.isDone) return;
    const isInWindow = Date.now() - pending.startedAt < ATTEMPT_WINDOW_MS && pending.retries < RETRY_DELAYS_MS.length;
    if (isInWindow && this.#identity.isRefusal({ status, text })) return this.#refreshAndResend(pending, text);
    if (status === 404 && /session not found/i.test(text)) {
      this.#core.state.setSession({ sessionID: null });
      return this.#attempt(pending);
    }
    if (!isInWindow || status === 429 || hasNoSkills(status, text, pending)) return this.#giveUp(pending, status, text);
    const delayMs = RETRY_DELAYS_MS[pending.retries++] ?? 0;
    this.#core.timers.after(delayMs, () => void this.#attempt(pending));
  }

  /**
   * Refreshes the token and sends the message again. As in web chat, this does not count as a
   * retry, so an assistant that refuses every token receives requests without a pause.
   */
  async #refreshAndResend(pending: Pending, text: string): Promise<void> {
    // Lets the page run other tasks, as a real network does.
    if (pending.refreshes++ > 0) await this.#core.timers.sleep(0);
    try {
      await this.#identity.refresh(pending.request.history.is_welcome_request ? 'FAILED' : undefined);
    } catch {
      return this.#lose(pending, new Error(text));
    }
    await this.#attempt(pending);
  }

  #giveUp(pending: Pending, errorCode: number, text: string): void {
    if (pending.isDone) return;
    const catastrophicErrorType = catastrophe(errorCode, text, pending);
    this.#core.report({
      errorType: 'MESSAGE_COMMUNICATION',
      message: 'An error occurred sending a message',
      errorCode,
      otherData: text,
      ...(catastrophicErrorType && { catastrophicErrorType }),
    });
    this.#lose(pending, new Error(text || String(errorCode)));
  }

  #timeOut(pending: Pending): void {
    this.#core.report({ errorType: 'MESSAGE_COMMUNICATION', message: CANCELLED });
    this.#lose(pending, new Error(CANCELLED));
  }

  #lose(pending: Pending, reason: unknown): void {
    const { state } = this.#core;
    const entries = state.get().entries;
    state.set({
      entries: entries.map((entry) => (entry.id === pending.request.id ? { ...entry, isLost: true } : entry)),
    });
    this.#finish(pending, () => pending.settle.reject(reason));
  }

  #finish(pending: Pending, settle: () => void): void {
    if (pending.isDone) return;
    pending.isDone = true;
    pending.stopClock();
    settle();
    if (pending !== this.#current) return;
    this.#current = null;
    this.#core.state.set({ isWaiting: this.#waiting.length > 0 });
    void this.#next();
  }
}

function hasNoSkills(status: number, text: string, { request }: Pending): boolean {
  return status === 400 && !!request.history.is_welcome_request && text.includes('No skills found for the assistant');
}

function catastrophe(status: number, text: string, pending: Pending): string | undefined {
  if (!pending.request.history.is_welcome_request) return undefined;
  if (status === 429) return 'THROTTLED';
  return hasNoSkills(status, text, pending) ? 'NO_SKILL' : 'FAILED';
}
