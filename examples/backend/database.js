/** Opens the database: a pool of connections to a PostgreSQL server, and the migrations. */
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';

/**
 * @typedef {object} Database
 * @property {(text: string, values?: unknown[]) => Promise<{ rows: any[] }>} query
 * @property {() => Promise<void>} close
 */

/**
 * @param {string} url `postgres://…`. Any number of processes can share the database.
 * @returns {Promise<Database>}
 */
export async function openDatabase(url) {
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 5000, query_timeout: 10_000 });
  // An idle connection broke. The next query opens another.
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
 * The message does not contain the address, because the address holds a password.
 *
 * @param {unknown} error
 */
function explain(error) {
  const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
  return new Error(
    `Could not open the PostgreSQL database because its server gives no connection${code}; check DATABASE_URL and that the server runs.`,
    { cause: error },
  );
}

/**
 * One connection, of either driver.
 *
 * @typedef {object} Connection
 * @property {(text: string, values?: unknown[]) => Promise<{ rows: any[] }>} query
 * @property {(script: string) => Promise<unknown>} exec Runs several statements, without values.
 */

const folder = new URL('migrations/', import.meta.url);

// Any number that no other lock in the database uses.
const lock = 7_263_481;

/**
 * Applies each file in `migrations` once and in order, even if many processes start at the same
 * time.
 *
 * @param {Connection} connection
 */
export async function migrate(connection) {
  await connection.exec('BEGIN');
  try {
    await connection.query('SELECT pg_advisory_xact_lock($1)', [lock]);
    await applyMissing(connection);
    await connection.exec('COMMIT');
  } catch (error) {
    await connection.exec('ROLLBACK');
    throw error;
  }
}

/** @param {Connection} connection */
async function applyMissing(connection) {
  await connection.exec(`
    CREATE SCHEMA IF NOT EXISTS web_chat;
    CREATE TABLE IF NOT EXISTS web_chat.migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());
  `);
  const { rows } = await connection.query('SELECT name FROM web_chat.migrations');
  const applied = new Set(rows.map(({ name }) => name));
  for (const name of inOrder(readdirSync(folder)).filter((name) => !applied.has(name))) {
    await connection.exec(readFileSync(new URL(name, folder), 'utf8'));
    await connection.query('INSERT INTO web_chat.migrations (name) VALUES ($1)', [name]);
  }
}

/** @param {string[]} names */
function inOrder(names) {
  return names.sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10));
}
