/** The conversation: its start (hydration), its messages and its restart. */

import type { WebChatCustomPanel } from '../web-chat/ibm/index.js';
import { answerParts } from './answerParts.js';
import { cloneJson } from './cloneJson.js';
import { loadMainConfiguration } from './configuration.js';
import type { Core } from './core.js';
import { deepFreeze } from './deepFreeze.js';
import type { BusEvent } from './eventBus.js';
import { type HistoryMessage, loadHistory, showHistory } from './history.js';
import { HistoryUpdates } from './historyUpdates.js';
import type { Identity } from './identity.js';
import type { Locale } from './locale.js';
import { MessageQueue } from './messageQueue.js';
import {
  createID,
  createWelcomeRequest,
  type Entry,
  type MessageRequest,
  type MessageResponse,
  requestEntries,
} from './messages.js';
import { deleteServerSession } from './serverSession.js';
import { LAUNCHER_OPEN, newLauncher, newSession } from './state.js';

type Outgoing = { request: MessageRequest; source: string };

export class Conversation {
  readonly #core: Core;
  readonly #identity: Identity;
  readonly #customPanel: WebChatCustomPanel;
  readonly #queue: MessageQueue;
  readonly updates: HistoryUpdates;
  #hydration: Promise<MessageResponse | null> | null = null;
  #isHydrating = false;
  #isRestarting = false;
  #hasConfiguration = false;

  constructor(core: Core, identity: Identity, locale: Locale, customPanel: WebChatCustomPanel) {
    this.#core = core;
    this.#identity = identity;
    this.#customPanel = customPanel;
    this.#queue = new MessageQueue(core, identity, locale, (response, request) => this.#receive(response, request));
    this.updates = new HistoryUpdates(this.#queue);
  }

  /** Resolves when hydration has succeeded or failed, or at once if it has not started. */
  async settled(): Promise<void> {
    await this.#hydration?.catch(() => {});
  }

  /** Sends a message. Before hydration, the message replaces the request for the greeting. */
  async send(request: MessageRequest, source: string): Promise<MessageResponse | null> {
    if (!this.#hydration) return this.hydrate({ request, source });
    await this.#hydration;
    return this.#post({ request, source });
  }

  /** Starts the conversation once. A failed start stays failed until the next restart. */
  async hydrate(first?: Outgoing): Promise<MessageResponse | null> {
    const isFirst = !this.#hydration;
    if (!this.#hydration) {
      this.#isHydrating = true;
      this.#hydration = this.#begin(first);
    }
    const answer = await this.#hydration.finally(() => {
      this.#isHydrating = false;
    });
    if (isFirst) await this.#core.bus.fire({ type: 'chat:ready' });
    return answer;
  }

  /** Restarts the conversation. The user and the token stay. Ignores a call during a restart. */
  async restart(): Promise<void> {
    if (this.#isRestarting) {
      console.warn('[Chat] You cannot restart a conversation while a previous restart is still pending.');
      return;
    }
    this.#isRestarting = true;
    try {
      await this.#restart();
    } finally {
      this.#isRestarting = false;
    }
  }

  /** Deletes the session here and at the assistant. The visible lines, user and token stay. */
  async destroySession({ keepsView }: { keepsView: boolean }): Promise<void> {
    const { state, storage } = this.#core;
    const { session, userID, launcher } = state.get();
    this.#queue.cancelAll();
    storage.clearLauncher();
    storage.clearSession(userID);
    state.set({ session: newSession(), launcher: newLauncher(keepsView ? launcher.viewState : LAUNCHER_OPEN) });
    await deleteServerSession(this.#identity, session.sessionID);
  }

  async #begin(first: Outgoing | undefined): Promise<MessageResponse | null> {
    const { state } = this.#core;
    state.set({ loadings: state.get().loadings + 1 });
    const history = this.#hasConfiguration ? null : await this.#loadFirstTime();
    if (history) await this.#showHistory(history);
    else if (!first) await this.#post({ request: createWelcomeRequest(), source: 'welcomeRequest' });
    const answer = first ? await this.#post(first) : null;
    state.set({ isHydrated: true, loadings: Math.max(0, state.get().loadings - 1) });
    this.#hasConfiguration = true;
    return answer;
  }

  async #showHistory(messages: HistoryMessage[]): Promise<void> {
    for (const message of messages) if (message.output) this.updates.know(message);
    await showHistory(this.#core, messages);
  }

  async #loadFirstTime(): Promise<HistoryMessage[] | null> {
    await loadMainConfiguration(this.#core, this.#identity);
    const messages = await loadHistory(this.#core);
    if (messages !== 'lost') return messages;
    void this.destroySession({ keepsView: true });
    return null;
  }

  #post({ request, source }: Outgoing): Promise<MessageResponse> {
    this.#show(requestEntries(request));
    return this.#queue.send(request, source);
  }

  async #receive(response: MessageResponse, request: MessageRequest): Promise<void> {
    const { bus, state } = this.#core;
    const { restarts } = this.#core;
    response.id ??= createID();
    response.request_id = request.id;
    const asItCame = cloneJson(response);
    const event: BusEvent = { type: 'pre:receive', data: response, updateHistory: true };
    await bus.fire(event);
    if (restarts !== this.#core.restarts) return;
    this.updates.know(response);
    if (event['updateHistory']) this.updates.noteChange(asItCame, response);
    if (!request.history.is_welcome_request) state.setSession({ hasSentNonWelcomeMessage: true });
    state.set({ context: response.context ?? {} });
    this.#showAnswer(response).catch((error: unknown) =>
      console.error('[Chat] Error processing the message response', error),
    );
    deepFreeze(response);
    await bus.fire({ type: 'receive', data: response });
  }

  /** Shows one part after the other, because a handler of the page may take time for a part. */
  async #showAnswer(response: MessageResponse): Promise<void> {
    const { restarts } = this.#core;
    for (const { prepare, entry } of answerParts(this.#core, response)) {
      await prepare();
      if (restarts !== this.#core.restarts) return;
      if (entry) this.#show([entry]);
    }
  }

  async #restart(): Promise<void> {
    const { bus, state } = this.#core;
    await bus.fire({ type: 'pre:restartConversation' });
    this.#core.restarts += 1;
    if (!state.get().userID) this.#core.discardsNextSession = true;
    if (this.#isHydrating) await this.#hydration;
    this.#queue.cancelAll();
    await deleteServerSession(this.#identity, state.get().session.sessionID);
    this.updates.forgetAll();
    state.set({ entries: [], context: {}, isHydrated: false, catastrophicErrorType: null });
    state.setSession({ sessionID: null, sessionStartedTimestamp: null });
    this.#customPanel.close();
    this.#hydration = null;
    await bus.fire({ type: 'restartConversation' });
    // A handler may have started hydration.
    if (this.#isHydrating) await this.#hydration;
    if (state.get().isHydrated) return;
    this.#hydration = null;
    if (state.get().launcher.viewState.mainWindow) await this.hydrate();
  }

  #show(entries: readonly Entry[]): void {
    this.#core.state.set({ entries: [...this.#core.state.get().entries, ...entries] });
  }
}
