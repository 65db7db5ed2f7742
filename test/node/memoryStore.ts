/**
 * A store with the demo's users, in the one PostgreSQL in memory that the tests of a process share:
 * starting one takes seconds.
 */
import type { Database } from '../../examples/backend/database.js';
import { createStore, type Store, type User } from '../../examples/backend/store.js';
import { demoUsers } from '../../examples/demoUsers.js';
import { openDatabase } from '../../examples/pglite.js';

/** The database is never closed. It ends with the process. */
export const memory = await openDatabase();

/** Creates a store with only these users, without the data of other tests. */
export async function freshStore(users: readonly User[] = demoUsers, database: Database = memory): Promise<Store> {
  await database.query('TRUNCATE web_chat.users, web_chat.sessions, web_chat.anonymous_ids');
  const store = createStore(database);
  for (const user of users) await store.addUser(user);
  return store;
}
