/** The visible views of web chat, and the events of each change. */
import type { Core } from './core.js';
import { deepFreeze } from './deepFreeze.js';
import type { BusEvent } from './eventBus.js';
import { ALL_CLOSED, type ViewState } from './state.js';

/** The reason for a change of the views. The deprecated window events use other names. */
export interface ViewChangeReason {
  reason: string;
  opensWindow?: string;
  closesWindow?: string;
}

export type NewView = keyof ViewState | Partial<ViewState>;

const PARTS = Object.keys(ALL_CLOSED);

export class View {
  readonly #core: Core;
  /** Called when the window is visible and its conversation has not started. */
  readonly #hydrate: () => void;
  #isChanging = false;

  constructor(core: Core, hydrate: () => void) {
    this.#core = core;
    this.#hydrate = hydrate;
  }

  get current(): ViewState {
    return this.#core.state.get().launcher.viewState;
  }

  /** Changes the views. A handler can alter or cancel the change. Does not wait for hydration. */
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

  /** @returns false if a handler of the page cancels the change */
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

/** The simulator cannot show a tour. */
function isPossible(viewState: ViewState): boolean {
  if (viewState.tour) console.error('[Chat] Could not show a tour because there is no active tour.');
  return !viewState.tour;
}
