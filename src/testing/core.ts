/** The state and services that all parts of one simulated web chat share. */
import type { WebChatErrorDetail } from '../web-chat/ibm/index.js';
import type { Assistant, AssistantReply, AssistantRequest } from './assistant.js';
import type { EventBus } from './eventBus.js';
import type { LoaderOptions, Page } from './page.js';
import type { Store } from './state.js';
import type { TabStorage } from './tabStorage.js';
import type { Timers } from './timers.js';

export class Core {
  /** The number of restarts. Answers to an earlier conversation are dropped. */
  restarts = 0;
  /** Whether the conversation was restarted before web chat knew the user. */
  discardsNextSession = false;

  constructor(
    readonly page: Page,
    readonly options: LoaderOptions,
    /** Whether security is on in the initial configuration. Undefined for old integrations. */
    readonly isSecure: boolean | undefined,
    readonly assistant: Assistant,
    readonly bus: EventBus,
    readonly state: Store,
    readonly storage: TabStorage,
    readonly timers: Timers,
  ) {}

  /** Sends a request with the current token. After `uninstall()`, it never settles. */
  async ask(request: Omit<AssistantRequest, 'token'>): Promise<AssistantReply> {
    if (this.timers.isClosed) return new Promise(() => {});
    return this.assistant({ ...request, token: this.state.get().identityToken });
  }

  /** Reports an error to the page. A catastrophic error covers the conversation with a panel. */
  report(detail: WebChatErrorDetail): void {
    console.error('[Chat] An error has occurred', detail);
    const { catastrophicErrorType } = detail;
    if (catastrophicErrorType) this.state.set({ catastrophicErrorType });
    tellPage(this.options, detail);
  }
}

/** Calls the page's `onError`, and logs an error that the function throws. */
export function tellPage({ onError }: LoaderOptions, detail: WebChatErrorDetail): void {
  try {
    onError?.(detail);
  } catch (error) {
    console.error('[Chat] Error calling onError', error);
  }
}
