/**
 * The data of the backend: users, sessions, and each customer's anonymous IDs with their last use.
 */

/**
 * @typedef {object} User
 * @property {string} username What the user types to log in.
 * @property {string} passwordHash The result of `hashPassword`.
 * @property {string} userName What the page calls the user.
 * @property {string} customUserID The assistant's name for the user.
 */

/**
 * @typedef {object} Session
 * @property {string} key The hash of the session cookie, so that nobody who reads the store can
 * take over a session.
 * @property {string} sid Names this login in tokens, without revealing the cookie.
 * @property {string} userName
 * @property {string} customUserID
 * @property {number} expiresAt Milliseconds since epoch.
 */

/**
 * @typedef {object} AnonymousID
 * @property {string} anonymousID
 * @property {number} firstUsedAt Milliseconds since epoch.
 * @property {number} lastUsedAt When the last token with this ID was signed.
 * @property {boolean} isErased The assistant has accepted the order to delete the messages under
 * this ID.
 */

/**
 * Implement this type for another database. Every method may run at the same time as any other, in
 * any process.
 *
 * @typedef {object} Store
 * @property {() => Promise<void>} check Rejects while the database cannot be used.
 * @property {(user: User) => Promise<void>} addUser Changes nothing if there is a user with that
 * name or ID.
 * @property {(username: string) => Promise<User | undefined>} findUser
 * @property {(from: string, to: string) => Promise<void>} changePasswordHash
 * @property {(hashes: readonly string[]) => Promise<boolean>} hasPasswordHash
 * @property {(session: Session) => Promise<boolean>} addSession False if there is no such customer,
 * or the customer is being forgotten.
 * @property {(key: string) => Promise<Session | undefined>} findSession
 * @property {(key: string) => Promise<boolean>} removeSession Whether there was one.
 * @property {(at: number) => Promise<void>} removeSessionsExpiredAt
 * @property {(anonymousID: string, customUserID: string | null, at: number) => Promise<boolean>}
 *   useAnonymousID The library calls it before each token. Makes the customer the owner of the ID.
 *   Null for nobody, which needs no row. False if the ID is retired, if another customer owns it,
 *   or if there is no such customer.
 * @property {(at: number) => Promise<void>} removeAnonymousIDsUnusedSince
 * @property {(customUserID: string) => Promise<AnonymousID[]>} findAnonymousIDs
 *   All IDs that the customer ever had, the least recently used first. To delete the customer's
 *   data, delete the messages under these IDs at IBM.
 * @property {(customUserID: string) => Promise<void>} retireCustomer
 *   Ends all sessions and retires all anonymous IDs of the customer. Allows no new ones.
 * @property {(anonymousID: string) => Promise<void>} markErased
 * @property {(customUserID: string) => Promise<number | null>} removeCustomer Deletes all rows of
 *   the customer, and returns their number. Deletes nothing and returns null while an anonymous ID
 *   is not erased. The retired IDs stay without an owner, because a browser may still send them.
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
 * @returns {Pick<Store, 'addUser' | 'findUser' | 'changePasswordHash' | 'hasPasswordHash'>}
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

    changePasswordHash: (from, to) =>
      run(query, 'UPDATE web_chat.users SET password_hash = $2 WHERE password_hash = $1', [from, to]),

    async hasPasswordHash(hashes) {
      const { rows } = await query('SELECT FROM web_chat.users WHERE password_hash = ANY ($1) LIMIT 1', [hashes]);
      return rows.length > 0;
    },
  };
}

/**
 * @param {Query} query
 * @returns {Pick<Store, 'addSession' | 'findSession' | 'removeSession' |
 * 'removeSessionsExpiredAt'>}
 */
function sessions(query) {
  return {
    async addSession({ key, sid, userName, customUserID, expiresAt }) {
      const { rows } = await query(
        `WITH customer AS (${customerWhoStays('$4')})
         INSERT INTO web_chat.sessions (key, sid, user_name, custom_user_id, expires_at)
         SELECT $1, $2, $3, custom_user_id, $5 FROM customer RETURNING key`,
        [key, sid, userName, customUserID, new Date(expiresAt)],
      );
      return rows.length > 0;
    },

    async findSession(key) {
      const { rows } = await query(
        `SELECT key, sid, user_name AS "userName", custom_user_id AS "customUserID", expires_at AS "expiresAt"
         FROM web_chat.sessions WHERE key = $1`,
        [key],
      );
      return rows[0] && { ...rows[0], expiresAt: millisecondsOf(rows[0].expiresAt) };
    },

    async removeSession(key) {
      const { rows } = await query('DELETE FROM web_chat.sessions WHERE key = $1 RETURNING key', [key]);
      return rows.length > 0;
    },

    removeSessionsExpiredAt: (at) => run(query, 'DELETE FROM web_chat.sessions WHERE expires_at <= $1', [new Date(at)]),
  };
}

/**
 * Takes a lock on the customer. It waits for a running `retireCustomer`, and a later
 * `retireCustomer` waits for it. So nothing begins for a customer who is being forgotten.
 *
 * @param {string} parameter
 */
function customerWhoStays(parameter) {
  return `SELECT custom_user_id FROM web_chat.users WHERE custom_user_id = ${parameter} AND NOT is_retired FOR SHARE`;
}

/**
 * @param {Query} query
 * @returns {Pick<Store, 'useAnonymousID' | 'removeAnonymousIDsUnusedSince'>}
 */
function anonymousIDs(query) {
  return {
    async useAnonymousID(anonymousID, customUserID, at) {
      const { rows } = await (customUserID === null
        ? query(
            `UPDATE web_chat.anonymous_ids
             SET last_used_at = CASE WHEN is_retired THEN last_used_at ELSE greatest(last_used_at, $2) END
             WHERE anonymous_id = $1 RETURNING is_retired`,
            [anonymousID, new Date(at)],
          )
        : query(
            `WITH customer AS (${customerWhoStays('$2')})
             INSERT INTO web_chat.anonymous_ids AS known (anonymous_id, custom_user_id, first_used_at, last_used_at)
             SELECT $1, custom_user_id, $3, $3 FROM customer
             ON CONFLICT (anonymous_id) DO UPDATE SET last_used_at = greatest(known.last_used_at, excluded.last_used_at)
             WHERE NOT known.is_retired AND known.custom_user_id = excluded.custom_user_id
             RETURNING is_retired`,
            [anonymousID, customUserID, new Date(at)],
          ));
      // Without a row, the ID has no owner, or there is no such customer.
      return rows.length > 0 ? !rows[0].is_retired : customUserID === null;
    },

    removeAnonymousIDsUnusedSince: (at) =>
      run(
        query,
        `DELETE FROM web_chat.anonymous_ids
         WHERE last_used_at < $1 AND (NOT is_retired OR custom_user_id IS NULL)`,
        [new Date(at)],
      ),
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

    async retireCustomer(customUserID) {
      await query('UPDATE web_chat.users SET is_retired = true WHERE custom_user_id = $1', [customUserID]);
      // A second statement, because it sees all that began before the first one ended.
      await query(
        `WITH ended AS (DELETE FROM web_chat.sessions WHERE custom_user_id = $1)
         UPDATE web_chat.anonymous_ids SET is_retired = true WHERE custom_user_id = $1`,
        [customUserID],
      );
    },

    markErased: (anonymousID) =>
      run(query, 'UPDATE web_chat.anonymous_ids SET is_erased = true WHERE anonymous_id = $1', [anonymousID]),

    async removeCustomer(customUserID) {
      const { rows } = await query(
        `WITH permission AS (
           SELECT WHERE NOT EXISTS (SELECT FROM web_chat.anonymous_ids WHERE custom_user_id = $1 AND NOT is_erased)
         ),
         u AS (DELETE FROM web_chat.users WHERE custom_user_id = $1 AND EXISTS (SELECT FROM permission) RETURNING 1),
         s AS (DELETE FROM web_chat.sessions WHERE custom_user_id = $1 AND EXISTS (SELECT FROM permission) RETURNING 1),
         a AS (UPDATE web_chat.anonymous_ids SET custom_user_id = NULL WHERE custom_user_id = $1 AND EXISTS (SELECT FROM permission) RETURNING 1)
         SELECT EXISTS (SELECT FROM permission) AS done,
           (SELECT count(*)::int FROM (TABLE u UNION ALL TABLE s UNION ALL TABLE a) AS gone) AS count`,
        [customUserID],
      );
      return rows[0].done ? rows[0].count : null;
    },
  };
}

/**
 * A database that another process shares sends dates as text.
 *
 * @param {Date | string} instant
 */
function millisecondsOf(instant) {
  return new Date(instant).getTime();
}
