import pg from 'pg';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Database, openDatabase } from '../../../examples/backend/database.js';
import { createStore, type Store } from '../../../examples/backend/store.js';
import { demoUsers } from '../../../examples/demoUsers.js';
import { freshStore, memory } from '../memoryStore.js';
import { isMissing, startPostgres } from '../postgres.js';

describe('on PGlite', () => contract(async () => memory));
describe.skipIf(isMissing)('on a PostgreSQL server', () => {
  let url: string;
  let database: Database;
  beforeAll(async () => {
    const server = await startPostgres();
    url = server.url;
    database = await openDatabase(url);
    return async () => {
      await database.close();
      await server.stop();
    };
  }, 60_000);
  contract(async () => database);

  test('processes that start at the same time apply each migration once', async () => {
    await database.query('DROP SCHEMA web_chat CASCADE');
    const opened = await Promise.all([1, 2, 3].map(() => openDatabase(url)));
    const { rows } = await database.query('SELECT name FROM web_chat.migrations');
    for (const each of opened) await each.close();

    expect(rows).toEqual([{ name: '1-first-tables.sql' }, { name: '2-forgetting.sql' }]);
  });

  test('of two customers who claim one anonymous ID at the same time, one gets it', async () => {
    const store = await freshStore(demoUsers, database);
    for (const anonymousID of Array.from({ length: 20 }, (_, index) => `anon-${index}`)) {
      const claims = ['ana-id', 'cade-id'].map((customer) => store.useAnonymousID(anonymousID, customer, 2));
      expect((await Promise.all(claims)).sort()).toEqual([false, true]);
    }
  });

  test('a session or anonymous ID that begins while a customer is being retired waits, and is then refused', async () => {
    const store = await freshStore(demoUsers, database);
    const forgetting = new pg.Client({ connectionString: url });
    await forgetting.connect();
    onTestFinished(() => forgetting.end());
    await forgetting.query('BEGIN');
    await forgetting.query("UPDATE web_chat.users SET is_retired = true WHERE custom_user_id = 'cade-id'");
    const session = { key: 'key', sid: 'sid', userName: 'Cade', customUserID: 'cade-id', expiresAt: 1 };
    const began = Promise.all([store.addSession(session), store.useAnonymousID('anon-1', 'cade-id', 1)]);
    await expect.poll(() => waitingQueries(database), { timeout: 20_000 }).toBe(2);
    await forgetting.query('COMMIT');

    expect(await began).toEqual([false, false]);
  });

  test('the error for an unreachable server names the setting, not the address', async () => {
    const refusal = await openDatabase('postgres://cade:secret@localhost:1/x').catch(String);

    expect(refusal).toMatch('check DATABASE_URL');
    expect(refusal).not.toMatch('secret');
  });
});

/** The number of connections that wait for a lock of another connection. */
async function waitingQueries({ query }: Database): Promise<number> {
  const { rows } = await query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
  return rows.length;
}

function contract(open: () => Promise<Database>) {
  let database: Database;
  let store: Store;
  beforeEach(async () => {
    database = await open();
    store = await freshStore(demoUsers, database);
  });
  const session = { key: 'key', sid: 'sid', userName: 'Cade', customUserID: 'cade-id', expiresAt: 1_700_000_000_123 };
  const idsOf = async (customer: string) => (await store.findAnonymousIDs(customer)).map((id) => id.anonymousID);

  test('it says whether it can be used', async () => {
    await store.check();
    const broken = createStore({ ...database, query: () => Promise.reject(new Error('away')) });
    await expect(broken.check()).rejects.toThrow('away');
  });

  test('a user is found by the exact name, as added first', async () => {
    await store.addUser({ ...demoUsers[0]!, userName: 'Somebody else' });

    expect(await store.findUser('cade')).toEqual(demoUsers[0]);
    expect(await store.findUser('Cade')).toBeUndefined();
    expect(await store.findUser("' OR ''='")).toBeUndefined();
  });

  test('a session is found by its key as it was, to the millisecond, until it is removed', async () => {
    await store.addSession(session);
    expect(await store.findSession('key')).toEqual(session);

    await store.removeSession('key');
    expect(await store.findSession('key')).toBeUndefined();
  });

  test('a session is deleted in the millisecond in which it expires', async () => {
    await store.addSession(session);
    await store.removeSessionsExpiredAt(session.expiresAt - 1);
    expect(await store.findSession('key')).toEqual(session);

    await store.removeSessionsExpiredAt(session.expiresAt);
    expect(await store.findSession('key')).toBeUndefined();
  });

  test('a session begins only for an existing customer', async () => {
    expect(await store.addSession({ ...session, customUserID: 'nobody' })).toBe(false);
    expect(await store.addSession(session)).toBe(true);
    expect(await store.removeSession('key')).toBe(true);
    expect(await store.removeSession('key')).toBe(false);
  });

  test('a password hash is changed, and known to be there or not', async () => {
    const { passwordHash } = demoUsers[0]!;
    expect(await store.hasPasswordHash(['other', passwordHash])).toBe(true);
    await store.changePasswordHash(passwordHash, 'new');

    expect(await store.hasPasswordHash(['other', passwordHash])).toBe(false);
    expect(await store.findUser('cade')).toMatchObject({ passwordHash: 'new' });
    expect(await store.findUser('ana')).toEqual(demoUsers[1]);
  });

  test('an anonymous ID belongs to the first customer who uses it, and to no other; until then it has no row', async () => {
    expect(await store.useAnonymousID('anon-1', null, 2)).toBe(true);
    expect((await database.query('SELECT FROM web_chat.anonymous_ids')).rows).toEqual([]);
    expect(await store.useAnonymousID('anon-1', 'cade-id', 3)).toBe(true);
    expect(await store.useAnonymousID('anon-1', 'ana-id', 4)).toBe(false);
    expect(await store.useAnonymousID('anon-1', null, 5)).toBe(true);
    expect(await store.useAnonymousID('anon-2', 'nobody', 6)).toBe(false);
    expect(await idsOf('cade-id')).toEqual(['anon-1']);
    expect(await idsOf('ana-id')).toEqual([]);
  });

  test('the first and the last use of an anonymous ID are stored; a refused use does not count', async () => {
    await store.useAnonymousID('anon-1', 'cade-id', 1000);
    await store.useAnonymousID('anon-1', null, 3000);
    await store.useAnonymousID('anon-1', 'ana-id', 9000);
    // Clocks of two processes differ.
    await store.useAnonymousID('anon-1', null, 2999);
    await store.useAnonymousID('anon-1', 'cade-id', 2998);

    expect(await store.findAnonymousIDs('cade-id')).toEqual([
      { anonymousID: 'anon-1', firstUsedAt: 1000, lastUsedAt: 3000, isErased: false },
    ]);
  });

  test("a customer's anonymous IDs are sorted by their last use", async () => {
    await store.useAnonymousID('anon-1', 'cade-id', 1);
    await store.useAnonymousID('anon-2', 'cade-id', 2);
    await store.useAnonymousID('anon-3', 'ana-id', 3);
    await store.useAnonymousID('anon-1', null, 4);

    expect(await idsOf('cade-id')).toEqual(['anon-2', 'anon-1']);
  });

  test('anonymous IDs that were unused for long are deleted, except those that are being forgotten', async () => {
    await store.useAnonymousID('anon-2', 'cade-id', 1999);
    await store.useAnonymousID('anon-3', 'cade-id', 2000);
    await store.useAnonymousID('anon-4', 'ana-id', 1000);
    await store.retireCustomer('ana-id');
    await store.removeAnonymousIDsUnusedSince(2000);

    expect(await idsOf('cade-id')).toEqual(['anon-3']);
    expect(await idsOf('ana-id')).toEqual(['anon-4']);
  });

  test('nobody can use the anonymous IDs of a forgotten customer, until they were unused for long', async () => {
    await store.useAnonymousID('anon-1', 'cade-id', 1000);
    await store.retireCustomer('cade-id');
    await store.markErased('anon-1');
    expect(await store.removeCustomer('cade-id')).toBe(2);

    expect(await store.useAnonymousID('anon-1', null, 2000)).toBe(false);
    expect(await store.useAnonymousID('anon-1', 'ana-id', 2000)).toBe(false);
    await store.removeAnonymousIDsUnusedSince(1001);
    expect((await database.query('SELECT FROM web_chat.anonymous_ids')).rows).toEqual([]);
  });

  test('a retired customer has no session and begins none, and no token can be signed for their anonymous IDs', async () => {
    await store.addSession(session);
    await store.addSession({ ...session, key: 'hers', customUserID: 'ana-id' });
    await store.useAnonymousID('anon-1', 'cade-id', 1);
    await store.useAnonymousID('anon-2', 'ana-id', 1);
    await store.retireCustomer('cade-id');

    expect(await store.findSession('key')).toBeUndefined();
    expect(await store.addSession(session)).toBe(false);
    expect(await store.findSession('hers')).toBeDefined();
    expect(await store.useAnonymousID('anon-1', 'cade-id', 2)).toBe(false);
    expect(await store.useAnonymousID('anon-1', null, 2)).toBe(false);
    expect(await store.useAnonymousID('anon-3', 'cade-id', 2)).toBe(false);
    expect(await store.useAnonymousID('anon-2', 'ana-id', 2)).toBe(true);
  });

  test('all rows of a customer stay until every anonymous ID is erased; then only these rows are deleted', async () => {
    await store.addSession(session);
    for (const anonymousID of ['anon-1', 'anon-2']) await store.useAnonymousID(anonymousID, 'cade-id', 1);
    await store.useAnonymousID('anon-3', 'ana-id', 1);
    await store.markErased('anon-1');

    expect(await store.removeCustomer('cade-id')).toBeNull();
    expect(await store.findAnonymousIDs('cade-id')).toMatchObject([{ isErased: true }, { isErased: false }]);
    expect(await store.findUser('cade')).toBeDefined();
    expect(await store.findSession('key')).toBeDefined();

    await store.markErased('anon-2');
    expect(await store.removeCustomer('cade-id')).toBe(4);
    expect(await idsOf('cade-id')).toEqual([]);
    expect(await store.findUser('cade')).toBeUndefined();
    expect(await store.findSession('key')).toBeUndefined();
    expect(await store.findUser('ana')).toBeDefined();
    expect(await store.removeCustomer('cade-id')).toBe(0);
    expect(await idsOf('ana-id')).toEqual(['anon-3']);
  });
}
