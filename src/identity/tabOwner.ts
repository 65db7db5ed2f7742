/** Owns the tab's mark of whose conversation it last held: a salted hash, so that the next page can tell a change of person but not name one. */

export interface Marker {
  /** Marks the conversation as this login's, or as nobody's. */
  write(identityKey: string | null): void;
  /** Whether the last page left a login's conversation behind. */
  isThere(): boolean;
  isOf(identityKey: string | null): boolean;
}

/** @param name tells the chats of one page apart */
export function createMarker(name: string): Marker {
  const key = `secure-web-chat:${name}`;
  const read = () => {
    try {
      return sessionStorage.getItem(key);
    } catch {
      // A sandboxed frame has no storage, and so no conversation from the last page either.
      return null;
    }
  };
  return {
    write(identityKey) {
      const salt = Math.random().toString(36).slice(2);
      try {
        if (identityKey === null) sessionStorage.removeItem(key);
        else sessionStorage.setItem(key, `${salt}.${hash(salt + identityKey)}`);
      } catch {
        // As above.
      }
    },
    isThere: () => read() !== null,
    isOf(identityKey) {
      const mark = read();
      const [salt] = mark?.split('.') ?? [];
      return identityKey !== null && mark === `${salt}.${hash(salt + identityKey)}`;
    },
  };
}

/** FNV-1a, 32 bits: enough to tell two logins apart, too little to find one by. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193);
  return (value >>> 0).toString(36);
}
