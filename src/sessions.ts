/** Owns what IBM keeps of its sessions in the tab's storage, which a sandboxed frame does not have. */

/**
 * Forgets a chat's sessions, of every `sub` unless told of which. IBM leaves the `sub` in the names of the tab's storage keys:
 * `<prefix><sub>:<integrationID>` (facts C2, E).
 */
export function forgetSessions(
  integrationID: string,
  isForgotten: (isOf: (subject: string) => boolean) => boolean = () => true,
): void {
  try {
    for (const key of Object.keys(sessionStorage)) {
      const isOf = (subject: string) => key.endsWith(`${subject}:${integrationID}`);
      if (isOf('') && isForgotten(isOf)) sessionStorage.removeItem(key);
    }
  } catch {
    // There is nothing to forget.
  }
}

/** Web chat opens again by itself where the tab's last page left it open; its stored view says so (facts E). */
export function wasOpen(integrationID: string): boolean {
  try {
    return Object.entries(sessionStorage).some(
      ([key, value]) => key.endsWith(integrationID) && /"mainWindow":true/.test(String(value)),
    );
  } catch {
    return false;
  }
}
