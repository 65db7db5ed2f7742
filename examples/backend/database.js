/** Where the tables are: on a PostgreSQL server, in a folder, or in memory. One dialect, one set of migrations. */
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { openFolder } from './databaseFolder.js';
import { migrate } from './migrate.js';

/**
 * @typedef {object} Database
 * @property {(text: string, values?: unknown[]) => Promise<{ rows: any[] }>} query
 * @property {() => Promise<void>} close
 */

/**
 * @param {object} [place] Nowhere: in memory, until the process ends.
 * @param {string | undefined} [place.url] `postgres://…`: any number of processes may share it.
 * @param {string | undefined} [place.folder] For one machine, without a server.
 * @returns {Promise<Database>}
 */
export async function openDatabase({ url, folder } = {}) {
  if (url !== undefined) return openServer(url);
  if (folder !== undefined) return openFolder(folder);
  const memory = new PGlite();
  await migrate(memory);
  return { query: (text, values) => memory.query(text, values), close: () => memory.close() };
}

/**
 * @param {string} url
 * @returns {Promise<Database>}
 */
async function openServer(url) {
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 5000, query_timeout: 10_000 });
  // A connection that breaks while nobody uses it: the next query opens another.
  pool.on('error', () => {});
  try {
    const client = await pool.connect();
    await migrate({ query: client.query.bind(client), exec: (script) => client.query(script) }).finally(() =>
      client.release(),
    );
  } catch (error) {
    await pool.end();
    throw explain(error);
  }
  return { query: (text, values) => pool.query(text, values), close: () => pool.end() };
}

/**
 * Without the address, which holds a password.
 *
 * @param {unknown} error
 */
function explain(error) {
  const reason = error instanceof Error && 'code' in error ? error.code : 'it does not answer';
  return new Error(`Could not open the PostgreSQL database (${reason}); check DATABASE_URL and that the server runs.`, {
    cause: error,
  });
}
