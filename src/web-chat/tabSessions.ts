/**
 * What IBM keeps of its sessions in the tab's storage, which a sandboxed frame does not have:
 * docs/web-chat-behaviour.md#storage.
 */

/**
 * Forgets a chat's sessions: of every `sub` or of one, and never of the one to be kept. IBM leaves
 * the `sub` in the names of the keys, `<prefix><sub>:<integrationID>`.
 */
export function forgetSessions(integrationID: string, subject = '', kept?: string): void {
  const endingOf = (sub: string) => `${sub}:${integrationID}`;
  try {
    for (const key of Object.keys(sessionStorage)) {
      const isKept = kept && key.endsWith(endingOf(kept));
      if (key.endsWith(endingOf(subject)) && !isKept) sessionStorage.removeItem(key);
    }
  } catch {
    // There is nothing to forget.
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
