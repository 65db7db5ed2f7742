/** The state and services that all parts of one simulated web chat share. */
import type { WebChatErrorDetail } from '../web-chat/ibm/index.js';
import type { Assistant, AssistantReply, AssistantRequest } from './assistant.js';
import type { EventBus } from './eventBus.js';
import type { LoaderOptions, Page } from './page.js';
import type { Store } from './state.js';
import type { TabStorage } from './tabStorage.js';
import type { Timers } from './timers.js';

export class Core {
  /** How often the conversation was restarted: what belongs to an earlier one is dropped. */
  restarts = 0;
  /** Restarted before any user was known. */
  discardsNextSession = false;

  constructor(
    readonly page: Page,
    readonly options: LoaderOptions,
    /** What the initial configuration says; nothing, for old integrations. */
    readonly isSecure: boolean | undefined,
    readonly assistant: Assistant,
    readonly bus: EventBus,
    readonly state: Store,
    readonly storage: TabStorage,
    readonly timers: Timers,
  ) {}

  /** Asks in the name of the current user; in vain once the simulator is gone. */
  async ask(request: Omit<AssistantRequest, 'token'>): Promise<AssistantReply> {
    if (this.timers.isClosed) return new Promise(() => {});
    return this.assistant({ ...request, token: this.state.get().identityToken });
  }

  /** An error that the page hears of; a catastrophic one takes the place of the conversation. */
  report(detail: WebChatErrorDetail): void {
    console.error('[Chat] An error has occurred', detail);
    const { catastrophicErrorType } = detail;
    if (catastrophicErrorType) this.state.set({ catastrophicErrorType });
    tellPage(this.options, detail);
  }
}

/** What the page's own handler throws is its own affair. */
export function tellPage({ onError }: LoaderOptions, detail: WebChatErrorDetail): void {
  try {
    onError?.(detail);
  } catch (error) {
    console.error('[Chat] Error calling onError', error);
  }
}
