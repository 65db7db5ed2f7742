/** Stores the session in the tab, and deletes an ended session at the assistant. */
import { isSuccess } from './assistant.js';
import type { Core } from './core.js';
import type { Identity } from './identity.js';
import type { ChatState } from './state.js';

/** Deletes a session. It only logs a failure, because the session expires later anyway. */
export async function deleteServerSession(identity: Identity, sessionID: string | null | undefined): Promise<void> {
  if (!sessionID) return;
  const complain = (reason: unknown) =>
    console.error('[Chat] Failed to delete server session or session is already deleted', reason);
  try {
    const reply = await identity.askWithRetry({ method: 'DELETE', path: `sessions/${sessionID}` });
    if (!isSuccess(reply)) complain(reply.text);
  } catch (error) {
    complain(error);
  }
}

/**
 * Stores each change of the state, and loads the stored session of a new user.
 * @returns a function that stops this
 */
export function followState(core: Core, identity: Identity): () => void {
  const { state, storage } = core;
  return state.subscribe((now: ChatState, before: ChatState) => {
    if (now.userID && now.userID !== before.userID) {
      // The token has named the user who was anonymous before, so the session stays.
      if (before.userID) storage.clearSession(before.userID);
      else return adoptStoredSession(core, identity, now.userID);
    } else if (now.session === before.session && now.launcher === before.launcher) return;
    if (now.userID) storage.saveSession(now.userID, now.session);
    storage.saveLauncher(now.launcher);
  });
}

function adoptStoredSession(core: Core, identity: Identity, userID: string): void {
  const stored = core.storage.loadSession(userID);
  const session = { ...core.state.get().session, ...stored };
  if (stored && core.discardsNextSession) {
    core.discardsNextSession = false;
    void deleteServerSession(identity, session.sessionID);
    session.sessionID = null;
  }
  core.state.set({ session });
}
