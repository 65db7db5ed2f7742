/** The parts of web chat that are on the screen, and the events around each change. */
import type { Core } from './core.js';
import { deepFreeze } from './deepFreeze.js';
import type { BusEvent } from './eventBus.js';
import { ALL_CLOSED, type ViewState } from './state.js';

/** Why the view changes. The deprecated window events have words of their own for it. */
export interface ViewChangeReason {
  reason: string;
  opensWindow?: string;
  closesWindow?: string;
}

export type NewView = keyof ViewState | Partial<ViewState>;

const PARTS = Object.keys(ALL_CLOSED);

export class View {
  readonly #core: Core;
  /** Called when the window is on screen without its conversation. */
  readonly #hydrate: () => void;
  #isChanging = false;

  constructor(core: Core, hydrate: () => void) {
    this.#core = core;
    this.#hydrate = hydrate;
  }

  get current(): ViewState {
    return this.#core.state.get().launcher.viewState;
  }

  /** Handlers may change or cancel it. Resolves before the conversation has begun. */
  async change(to: NewView, why: ViewChangeReason): Promise<void> {
    const oldViewState = deepFreeze({ ...this.current });
    const newViewState = typeof to === 'string' ? { ...ALL_CLOSED, [to]: true } : { ...oldViewState, ...to };
    if (!isPossible(newViewState) || PARTS.every((part) => isSame(part, newViewState, oldViewState))) return;
    if (this.#isChanging) {
      throw new Error(
        'The view may not be changed while a view change event is already running. Please make sure to resolve any promises from these events.',
      );
    }
    this.#isChanging = true;
    try {
      await this.#change({ reason: why.reason, oldViewState, newViewState }, why);
    } finally {
      this.#isChanging = false;
    }
    if (this.current.mainWindow && !this.#core.state.get().isHydrated) this.#hydrate();
  }

  async #change(what: { reason: string; oldViewState: ViewState; newViewState: ViewState }, why: ViewChangeReason) {
    if (!(await this.#windowEvent('pre:', why))) return;
    const before = await this.#fire({ type: 'view:pre:change', ...what, cancelViewChange: false });
    if (before['cancelViewChange'] || !isPossible(viewOf(before))) return;
    this.#core.state.setView(deepFreeze({ ...viewOf(before) }));
    const isWanted = await this.#windowEvent('', why);
    const after =
      isWanted && (await this.#fire({ ...before, type: 'view:change', newViewState: { ...viewOf(before) } }));
    const isKept = after && !after['cancelViewChange'] && isPossible(viewOf(after));
    this.#core.state.setView(deepFreeze({ ...(isKept ? viewOf(after) : what.oldViewState) }));
  }

  /** @returns whether the page lets it happen */
  async #windowEvent(stage: 'pre:' | '', { opensWindow, closesWindow }: ViewChangeReason): Promise<boolean> {
    const reason = opensWindow ?? closesWindow;
    if (!reason) return true;
    const [type, cancel] = opensWindow ? ['open', 'cancelOpen'] : ['close', 'cancelClose'];
    const event = await this.#fire({ type: `window:${stage}${type}`, reason, [cancel]: false });
    return !event[cancel];
  }

  async #fire(event: BusEvent): Promise<BusEvent> {
    await this.#core.bus.fire(event);
    return event;
  }
}

function viewOf(event: BusEvent): ViewState {
  return event['newViewState'] as ViewState;
}

function isSame(part: string, one: ViewState, other: ViewState): boolean {
  return one[part as keyof ViewState] === other[part as keyof ViewState];
}

/** There are no tours to show here. */
function isPossible(viewState: ViewState): boolean {
  if (viewState.tour) console.error('[Chat] Error changing the view: there is no active tour to show.');
  return !viewState.tour;
}
