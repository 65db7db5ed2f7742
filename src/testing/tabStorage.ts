/**
 * Web chat's data in the tab's `sessionStorage`: the session of each user, the visible views and
 * the device ID. It never contains a token or a transcript.
 */
import { namespaceSuffix } from './namespace.js';
import type { LoaderOptions, Page } from './page.js';
import { type Launcher, type Session, VERSION } from './state.js';

const DEVICE_ID_KEY = 'IBM_WAC_DEVICE_ID';

type Slot = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>;

export class TabStorage {
  /** The keys that this class has written, for `clearAll()`. */
  readonly keys = new Set<string>();
  readonly #slot: Slot;
  readonly #prefix: string;
  readonly #integrationID: string;

  constructor(page: Page, { namespace, integrationID }: LoaderOptions) {
    this.#slot = slotOf(page);
    this.#prefix = `CARBON_CHAT_SESSION${namespaceSuffix(namespace)}_`;
    this.#integrationID = integrationID;
    if (!this.#slot.getItem(DEVICE_ID_KEY))
      this.#write(DEVICE_ID_KEY, crypto.getRandomValues(new Uint32Array(4)).join('-'));
  }

  loadSession(userID: string): Session | null {
    return this.#read<Session>(this.#sessionKey(userID));
  }

  saveSession(userID: string, session: Session): void {
    this.#write(this.#sessionKey(userID), JSON.stringify(session));
  }

  clearSession(userID: string | null): void {
    this.#slot.removeItem(this.#sessionKey(userID));
  }

  loadLauncher(): Launcher | null {
    const launcher = this.#read<Launcher>(this.#launcherKey);
    return launcher && { ...launcher, wasLoadedFromBrowser: true };
  }

  saveLauncher(launcher: Launcher): void {
    this.#write(this.#launcherKey, JSON.stringify(launcher));
  }

  clearLauncher(): void {
    this.#slot.removeItem(this.#launcherKey);
  }

  /** Removes all data. IBM's web chat leaves some behind. */
  clearAll(): void {
    for (const key of this.keys) this.#slot.removeItem(key);
  }

  get #launcherKey(): string {
    return this.#prefix + this.#integrationID;
  }

  #sessionKey(userID: string | null): string {
    return `${this.#prefix}${userID}:${this.#integrationID}`;
  }

  #write(key: string, value: string): void {
    this.keys.add(key);
    this.#slot.setItem(key, value);
  }

  #read<Value extends { version: string }>(key: string): Value | null {
    try {
      const value: Value | null = JSON.parse(this.#slot.getItem(key) ?? 'null');
      if (value?.version === VERSION) return value;
    } catch {
      // An unreadable value is removed, like a value of another version.
    }
    this.#slot.removeItem(key);
    return null;
  }
}

/** Returns the tab's storage. In a sandboxed frame, which has none, it returns a temporary one. */
function slotOf(page: Page): Slot {
  try {
    return page.sessionStorage;
  } catch {
    const values = new Map<string, string>();
    return {
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
      removeItem: (key) => void values.delete(key),
    };
  }
}
