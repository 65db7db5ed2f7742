/** What the backend remembers (users, sessions, anonymous IDs), here in memory: a database takes its place behind the same `Store`. */

/**
 * @typedef {object} User
 * @property {string} username What the user types to log in.
 * @property {string} passwordHash As `hashPassword` made it.
 * @property {string} userName What the page calls the user.
 * @property {string} customUserID What the assistant knows the user by.
 */

/**
 * @typedef {object} Session
 * @property {string} key The hash of the session cookie: who reads the store cannot take a session over.
 * @property {string} sid Names this login in tokens, without giving the cookie away.
 * @property {string} userName
 * @property {string} customUserID
 * @property {number} expiresAt Milliseconds since epoch.
 */

/**
 * The one thing to implement for another database. Every method is one atomic statement.
 *
 * @typedef {object} Store
 * @property {(username: string) => Promise<User | undefined>} findUser
 * @property {(session: Session) => Promise<void>} addSession
 * @property {(key: string) => Promise<Session | undefined>} findSession
 * @property {(key: string) => Promise<void>} removeSession
 * @property {(at: number) => Promise<void>} removeSessionsExpiredAt
 * @property {(anonymousID: string, customUserID: string | null) => Promise<void>} addAnonymousID
 * @property {(anonymousID: string, customUserID: string | null) => Promise<boolean>} claimAnonymousID
 *   Gives a known ID to a customer (null: to nobody yet); false if it is unknown or another customer's.
 * @property {(customUserID: string) => Promise<string[]>} findAnonymousIDs
 *   All that a customer ever talked under: what to delete at IBM when the customer asks for it.
 */

/**
 * @param {readonly User[]} users
 * @returns {Store}
 */
export function createMemoryStore(users) {
  /** @type {Map<string, Session>} */
  const sessions = new Map();
  /** @type {Map<string, string | null>} */
  const ownerOf = new Map();

  return {
    findUser: async (username) => users.find((user) => user.username === username),

    addSession: async (session) => void sessions.set(session.key, session),
    findSession: async (key) => sessions.get(key),
    removeSession: async (key) => void sessions.delete(key),
    async removeSessionsExpiredAt(at) {
      for (const { key, expiresAt } of sessions.values()) if (expiresAt <= at) sessions.delete(key);
    },

    addAnonymousID: async (anonymousID, customUserID) => void ownerOf.set(anonymousID, customUserID),
    async claimAnonymousID(anonymousID, customUserID) {
      const owner = ownerOf.get(anonymousID);
      if (owner === undefined) return false;
      if (customUserID === null) return true;
      if (owner !== null) return owner === customUserID;
      ownerOf.set(anonymousID, customUserID);
      return true;
    },
    findAnonymousIDs: async (customUserID) =>
      [...ownerOf].filter(([, owner]) => owner === customUserID).map(([anonymousID]) => anonymousID),
  };
}
