/**
 * IBM's sessions in the tab's `sessionStorage`, which a sandboxed frame does not have:
 * docs/web-chat-behaviour.md#storage.
 */

/**
 * Removes the sessions of a chat: of every `sub` or of one, except the one to keep. The keys have
 * the form `<prefix><sub>:<integrationID>`, and IBM leaves them in the storage.
 */
export function forgetSessions(integrationID: string, subject = '', kept?: string): void {
  const endingOf = (sub: string) => `${sub}:${integrationID}`;
  try {
    for (const key of Object.keys(sessionStorage)) {
      const isKept = kept && key.endsWith(endingOf(kept));
      if (key.endsWith(endingOf(subject)) && !isKept) sessionStorage.removeItem(key);
    }
  } catch {
    // There is no storage.
  }
}

/** Whether the tab's last page left the window open. Web chat then opens it again. */
export function wasOpen(integrationID: string): boolean {
  try {
    return Object.entries(sessionStorage).some(
      ([key, value]) => key.endsWith(integrationID) && /"mainWindow":true/.test(String(value)),
    );
  } catch {
    return false;
  }
}
