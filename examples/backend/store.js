/** What the backend remembers: users, sessions, and every anonymous ID with its use and the one customer it belongs to. */

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
 * @typedef {object} AnonymousID
 * @property {string} anonymousID
 * @property {number} firstUsedAt Milliseconds since epoch.
 * @property {number} lastUsedAt When the last token was signed for it.
 * @property {boolean} isErased The assistant has taken the order to delete what was said under it.
 */

/**
 * The one thing to implement for another database. Every method is one atomic statement.
 *
 * @typedef {object} Store
 * @property {() => Promise<void>} check Rejects while the database cannot be used.
 * @property {(user: User) => Promise<void>} addUser Changes nothing if there is one of that name or ID.
 * @property {(username: string) => Promise<User | undefined>} findUser
 * @property {(session: Session) => Promise<void>} addSession
 * @property {(key: string) => Promise<Session | undefined>} findSession
 * @property {(key: string) => Promise<void>} removeSession
 * @property {(at: number) => Promise<void>} removeSessionsExpiredAt
 * @property {(anonymousID: string, customUserID: string | null, at: number) => Promise<void>} addAnonymousID
 * @property {(anonymousID: string, customUserID: string | null, at: number) => Promise<boolean>} claimAnonymousID
 *   Gives a known ID to a customer (null: to nobody yet); false if it is unknown, retired or another customer's.
 * @property {(at: number) => Promise<void>} removeAnonymousIDsUnusedSince
 * @property {(customUserID: string) => Promise<AnonymousID[]>} findAnonymousIDs
 *   All that a customer ever talked under, the one used longest ago first: what to delete at IBM when the customer asks for it.
 * @property {(customUserID: string) => Promise<void>} retireCustomer Ends all sessions and retires all anonymous IDs.
 * @property {(anonymousID: string) => Promise<void>} markErased
 * @property {(customUserID: string) => Promise<number | null>} removeCustomer
 *   All rows of the customer, and how many there were; none, and null, while an anonymous ID is not erased.
 */

/**
 * @param {import('./database.js').Database} database
 * @returns {Store}
 */
export function createStore({ query }) {
  return {
    check: () => run(query, 'SELECT 1'),
    ...users(query),
    ...sessions(query),
    ...anonymousIDs(query),
    ...customers(query),
  };
}

/** @typedef {import('./database.js').Database['query']} Query */

/**
 * @param {Query} query
 * @param {string} text
 * @param {unknown[]} [values]
 */
async function run(query, text, values) {
  await query(text, values);
}

/**
 * @param {Query} query
 * @returns {Pick<Store, 'addUser' | 'findUser'>}
 */
function users(query) {
  return {
    addUser: ({ username, passwordHash, userName, customUserID }) =>
      run(
        query,
        `INSERT INTO web_chat.users (username, password_hash, user_name, custom_user_id)
         VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
        [username, passwordHash, userName, customUserID],
      ),

    async findUser(username) {
      const { rows } = await query(
        `SELECT username, password_hash AS "passwordHash", user_name AS "userName", custom_user_id AS "customUserID"
         FROM web_chat.users WHERE username = $1`,
        [username],
      );
      return rows[0];
    },
  };
}

/**
 * @param {Query} query
 * @returns {Pick<Store, 'addSession' | 'findSession' | 'removeSession' | 'removeSessionsExpiredAt'>}
 */
function sessions(query) {
  return {
    addSession: ({ key, sid, userName, customUserID, expiresAt }) =>
      run(
        query,
        `INSERT INTO web_chat.sessions (key, sid, user_name, custom_user_id, expires_at) VALUES ($1, $2, $3, $4, $5)`,
        [key, sid, userName, customUserID, new Date(expiresAt)],
      ),

    async findSession(key) {
      const { rows } = await query(
        `SELECT key, sid, user_name AS "userName", custom_user_id AS "customUserID", expires_at AS "expiresAt"
         FROM web_chat.sessions WHERE key = $1`,
        [key],
      );
      return rows[0] && { ...rows[0], expiresAt: millisecondsOf(rows[0].expiresAt) };
    },

    removeSession: (key) => run(query, 'DELETE FROM web_chat.sessions WHERE key = $1', [key]),

    removeSessionsExpiredAt: (at) => run(query, 'DELETE FROM web_chat.sessions WHERE expires_at <= $1', [new Date(at)]),
  };
}

/**
 * @param {Query} query
 * @returns {Pick<Store, 'addAnonymousID' | 'claimAnonymousID' | 'removeAnonymousIDsUnusedSince'>}
 */
function anonymousIDs(query) {
  return {
    addAnonymousID: (anonymousID, customUserID, at) =>
      run(
        query,
        `INSERT INTO web_chat.anonymous_ids (anonymous_id, custom_user_id, first_used_at, last_used_at)
         VALUES ($1, $2, $3, $3)`,
        [anonymousID, customUserID, new Date(at)],
      ),

    async claimAnonymousID(anonymousID, customUserID, at) {
      const { rows } = await query(
        `UPDATE web_chat.anonymous_ids
         SET custom_user_id = coalesce(custom_user_id, $2), last_used_at = greatest(last_used_at, $3)
         WHERE anonymous_id = $1 AND NOT is_retired AND ($2::text IS NULL OR coalesce(custom_user_id, $2) = $2)
         RETURNING anonymous_id`,
        [anonymousID, customUserID, new Date(at)],
      );
      return rows.length > 0;
    },

    removeAnonymousIDsUnusedSince: (at) =>
      run(query, 'DELETE FROM web_chat.anonymous_ids WHERE last_used_at < $1 AND NOT is_retired', [new Date(at)]),
  };
}

/**
 * @param {Query} query
 * @returns {Pick<Store, 'findAnonymousIDs' | 'retireCustomer' | 'markErased' | 'removeCustomer'>}
 */
function customers(query) {
  return {
    async findAnonymousIDs(customUserID) {
      const { rows } = await query(
        `SELECT anonymous_id, first_used_at, last_used_at, is_erased
         FROM web_chat.anonymous_ids WHERE custom_user_id = $1 ORDER BY last_used_at, first_used_at`,
        [customUserID],
      );
      return rows.map((row) => ({
        anonymousID: row.anonymous_id,
        firstUsedAt: millisecondsOf(row.first_used_at),
        lastUsedAt: millisecondsOf(row.last_used_at),
        isErased: row.is_erased,
      }));
    },

    retireCustomer: (customUserID) =>
      run(
        query,
        `WITH ended AS (DELETE FROM web_chat.sessions WHERE custom_user_id = $1)
         UPDATE web_chat.anonymous_ids SET is_retired = true WHERE custom_user_id = $1`,
        [customUserID],
      ),

    markErased: (anonymousID) =>
      run(query, 'UPDATE web_chat.anonymous_ids SET is_erased = true WHERE anonymous_id = $1', [anonymousID]),

    async removeCustomer(customUserID) {
      const { rows } = await query(
        `WITH permission AS (
           SELECT WHERE NOT EXISTS (SELECT FROM web_chat.anonymous_ids WHERE custom_user_id = $1 AND NOT is_erased)
         ),
         u AS (DELETE FROM web_chat.users WHERE custom_user_id = $1 AND EXISTS (SELECT FROM permission) RETURNING 1),
         s AS (DELETE FROM web_chat.sessions WHERE custom_user_id = $1 AND EXISTS (SELECT FROM permission) RETURNING 1),
         a AS (DELETE FROM web_chat.anonymous_ids WHERE custom_user_id = $1 AND EXISTS (SELECT FROM permission) RETURNING 1)
         SELECT EXISTS (SELECT FROM permission) AS done,
           (SELECT count(*)::int FROM (TABLE u UNION ALL TABLE s UNION ALL TABLE a) AS gone) AS count`,
        [customUserID],
      );
      return rows[0].done ? rows[0].count : null;
    },
  };
}

/**
 * A database that another process lends sends its instants as text.
 *
 * @param {Date | string} instant
 */
function millisecondsOf(instant) {
  return new Date(instant).getTime();
}
