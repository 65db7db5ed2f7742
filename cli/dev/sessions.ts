/**
 * Keeps logins in memory: an opaque cookie that no script can read, and a readable one for pages.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { User } from './users.js';

export interface Session {
  readonly sid: string;
  readonly user: User;
  readonly expiresAt: number;
}

/** Eight hours. */
const LIFETIME_SECONDS = 8 * 60 * 60;
/** Browsers share cookies between all ports of localhost, so no other site may use this name. */
const SECRET_COOKIE = 'SECURE-WEB-CHAT-DEV-SESSION';
/**
 * The SDK's default for `userCookie`. Nothing here believes it, because any script can write it.
 */
const USER_COOKIE = 'SESSION_INFO';
const READABLE = 'Path=/; SameSite=Lax';
const HIDDEN = `${READABLE}; HttpOnly`;

export type Sessions = ReturnType<typeof createSessions>;

export function createSessions() {
  /** The keys are hashes of the cookies' secrets, so nobody can log in with the data in memory. */
  const sessions = new Map<string, Session>();

  /** @returns the cookies to set. They are always new, so that a planted cookie is useless */
  function start(request: Request, user: User): readonly string[] {
    revoke(request);
    const secret = randomBytes(32).toString('base64url');
    sessions.set(hash(secret), { sid: randomUUID(), user, expiresAt: Date.now() + LIFETIME_SECONDS * 1000 });
    const { userName, customerID } = user;
    const shown = encodeURIComponent(JSON.stringify({ userName, customUserID: customerID }));
    return [
      `${SECRET_COOKIE}=${secret}; ${HIDDEN}; Max-Age=${LIFETIME_SECONDS}`,
      `${USER_COOKIE}=${shown}; ${READABLE}; Max-Age=${LIFETIME_SECONDS}`,
    ];
  }

  function read(request: Request): Session | null {
    const session = sessions.get(hash(readCookie(request, SECRET_COOKIE)));
    return session && session.expiresAt > Date.now() ? session : null;
  }

  /** @returns the cookies to set */
  function end(request: Request): readonly string[] {
    revoke(request);
    return [`${SECRET_COOKIE}=; ${HIDDEN}; Max-Age=0`, ...hideUser()];
  }

  /** Whether the page shows a user whose session is gone, for example after a restart of `dev`. */
  function hasStaleUser(request: Request): boolean {
    return readCookie(request, USER_COOKIE) !== '' && read(request) === null;
  }

  function revoke(request: Request): void {
    sessions.delete(hash(readCookie(request, SECRET_COOKIE)));
  }

  return { start, read, end, hasStaleUser, hideUser };
}

const hideUser = (): readonly string[] => [`${USER_COOKIE}=; ${READABLE}; Max-Age=0`];

const hash = (secret: string) => createHash('sha256').update(secret).digest('base64url');

function readCookie(request: Request, name: string): string {
  const pairs = (request.headers.get('cookie') ?? '').split(/;\s*/);
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}
