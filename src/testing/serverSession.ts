/**
 * Ties a session in the tab to its session at the assistant: storage follows the state, and an
 * ended session is deleted at the assistant.
 */
import { isSuccess } from './assistant.js';
import type { Core } from './core.js';
import type { Identity } from './identity.js';
import type { ChatState } from './state.js';

/** A failure is only logged: a session that cannot be deleted expires later. */
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

/** Stores every change, and finds a new user's own session. @returns stop */
export function followState(core: Core, identity: Identity): () => void {
  const { state, storage } = core;
  return state.subscribe((now: ChatState, before: ChatState) => {
    if (now.userID && now.userID !== before.userID) {
      // Web chat's own anonymous user has turned out to be somebody: the session goes along.
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
