/**
 * Stores the tab's mark, which tells whose conversation the tab holds. With it, the next page can
 * tell its visitor from the last one. The salted hash is not cryptographic: a script that can read
 * the mark can read IBM's session ID too.
 */

/** A mark that is unreadable or of another version matches nobody. */
const VERSION = 'v1';

export interface TabOwner {
  /** Stores the mark. Null removes it, because the conversation belongs to nobody. */
  write(mark: string | null): void;
  /** Whether the last page left a conversation with an owner. */
  exists(): boolean;
  matches(mark: string): boolean;
}

/**
 * @param name tells the chats of one page apart
 * @param forgetSessions makes room in a storage that is full, so that no conversation stays
 *   unmarked
 */
export function createTabOwner(name: string, forgetSessions: () => void): TabOwner {
  const key = `secure-web-chat:${name}`;
  const read = () => {
    try {
      return sessionStorage.getItem(key);
    } catch {
      // A sandboxed frame has no storage, and so no conversation of the last page either.
      return null;
    }
  };
  const store = (mark: string | null) => {
    const salt = Math.random().toString(36).slice(2);
    if (mark === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, `${VERSION}.${salt}.${hash(salt + mark)}`);
  };
  return {
    write(mark) {
      if (mark === null ? read() === null : this.matches(mark)) return;
      try {
        store(mark);
      } catch {
        forgetSessions();
        try {
          store(mark);
        } catch {
          // The frame has no storage.
        }
      }
    },
    exists: () => read() !== null,
    matches(mark) {
      const [version, salt, hashed] = read()?.split('.') ?? [];
      return version === VERSION && hashed === hash(salt + mark);
    },
  };
}

/** FNV-1a, 32 bits: enough to tell two logins apart, too little to find one by. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (value >>> 0).toString(36);
}
