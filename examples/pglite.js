/**
 * Opens PostgreSQL without a server (PGlite), in memory or in a folder. The process that opens the
 * folder first owns it, and shares it with other processes on this machine.
 */
import { once } from 'node:events';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { PGlite } from '@electric-sql/pglite';
import { migrate, openDatabase as openServer } from './backend/database.js';

/** @import { Server, Socket } from 'node:net' */
/** @import { Database } from './backend/database.js' */

/**
 * Opens the database on a server, in a folder, or in memory until the process ends.
 *
 * @param {object} [place]
 * @param {string | undefined} [place.url]
 * @param {string | undefined} [place.folder] For processes on one machine.
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
 * @param {string} folder
 * @returns {Promise<Database>}
 */
async function openFolder(folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  assertClosed(folder);
  const address = addressIn(folder);
  const server = await listenAt(address);
  if (server) return own(folder, server);
  const socket = await connectTo(address);
  if (socket) return borrow(socket);
  // The owner was killed, and its address is still there.
  rmSync(address, { force: true });
  return openFolder(folder);
}

/**
 * The folder holds sessions, password hashes, and the address of the owner. This function does not
 * change the permissions, because other programs may use the folder.
 *
 * @param {string} folder
 */
function assertClosed(folder) {
  if (process.platform === 'win32' || (statSync(folder).mode & 0o077) === 0) return;
  throw new Error(
    `Could not open the database because others on this machine may use its folder; run "chmod 700 ${folder}", or name another folder.`,
  );
}

/**
 * The process that holds this address owns the folder. Two PostgreSQLs in one folder would destroy
 * the data.
 *
 * @param {string} folder
 */
function addressIn(folder) {
  if (process.platform === 'win32') return join('\\\\?\\pipe', resolve(folder));
  // Relative, because the system limits an address to about a hundred characters.
  return relative('', join(folder, 'owner.socket'));
}

/**
 * @param {string} address
 * @returns {Promise<Server | null>} Null if the address is in use.
 */
async function listenAt(address) {
  const server = createServer().listen(address);
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE') return null;
    throw error;
  }
}

/**
 * @param {string} address
 * @returns {Promise<Socket | null>} Null if nobody answers there.
 */
async function connectTo(address) {
  const socket = connect(address);
  try {
    await once(socket, 'connect');
    return socket;
  } catch (error) {
    if (['ECONNREFUSED', 'ENOENT'].includes(codeOf(error))) return null;
    throw error;
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/**
 * @param {string} folder
 * @param {Server} server
 * @returns {Promise<Database>}
 */
async function own(folder, server) {
  const postgres = new PGlite(join(folder, 'postgres'));
  const migrated = migrate(postgres);
  /** @type {Set<Socket>} */
  const sockets = new Set();
  server.on('connection', (socket) => {
    sockets.add(socket.once('close', () => sockets.delete(socket)));
    migrated.then(() => lend(postgres, socket)).catch(() => socket.destroy());
  });
  await migrated;
  return {
    query: (text, values) => postgres.query(text, values),
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await postgres.close();
    },
  };
}

/**
 * Reads one query from each line, and answers the queries in order.
 *
 * @param {PGlite} postgres
 * @param {Socket} socket
 */
async function lend(postgres, socket) {
  for await (const line of createInterface({ input: socket })) {
    const { text, values } = JSON.parse(line);
    const answer = await postgres.query(text, values).then(
      ({ rows }) => ({ rows }),
      ({ message }) => ({ message }),
    );
    socket.write(`${JSON.stringify(answer)}\n`);
  }
}

/**
 * @param {Socket} socket
 * @returns {Database}
 */
function borrow(socket) {
  // If the connection breaks, the answers end, so this handler has nothing to do.
  socket.on('error', () => {});
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
  /** @type {Promise<unknown>} */
  let before = Promise.resolve();

  /**
   * @param {string} text
   * @param {unknown[]} [values]
   */
  async function ask(text, values = []) {
    socket.write(`${JSON.stringify({ text, values })}\n`);
    const { value, done } = await answers.next().catch(() => ({ value: '', done: true }));
    if (done)
      throw new Error(
        'Could not use the database because the database was closed by the process that owns it; start again.',
      );
    const { rows, message } = JSON.parse(value);
    if (rows === undefined) throw new Error(message);
    return { rows };
  }

  return {
    query(text, values) {
      const answer = before.then(() => ask(text, values));
      before = answer.catch(() => {});
      return answer;
    },
    close: async () => void socket.destroy(),
  };
}
