/** The tables' history: the files in `migrations`, each applied once and in order, however many processes start at the same time. */
import { readdirSync, readFileSync } from 'node:fs';

/**
 * One connection, of either driver.
 *
 * @typedef {object} Connection
 * @property {(text: string, values?: unknown[]) => Promise<{ rows: any[] }>} query
 * @property {(script: string) => Promise<unknown>} exec Several statements, without values.
 */

const folder = new URL('migrations/', import.meta.url);

// Any number that nothing else in the database uses for its locks.
const lock = 7_263_481;

/** @param {Connection} connection */
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
