/** A PostgreSQL server for one test file: in a temporary folder, on a Unix socket. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { leaveOut } from '../leftOut.js';

const binaries = findBinaries();

/**
 * With `REQUIRE_POSTGRES=1`, a missing server is a failure. Otherwise the tests that need it are
 * skipped, and the run says so.
 */
export const isMissing = binaries === undefined && process.env['REQUIRE_POSTGRES'] !== '1';
if (isMissing) leaveOut('everything on a PostgreSQL server', 'Install one (Debian: apt-get install postgresql).');

/** `url` is its `DATABASE_URL`. */
export async function startPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  if (binaries === undefined) throw new Error('REQUIRE_POSTGRES is set, but there is no PostgreSQL; install one.');
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  const owner = unprivileged();
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const at = { ...owner, cwd: folder };
  const data = join(folder, 'data');
  const cluster = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '-N'];
  execFileSync(join(binaries, 'initdb'), cluster, { ...at, stdio: 'ignore' });

  const options = ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off'];
  const server = spawn(join(binaries, 'postgres'), options, { ...at, stdio: ['ignore', 'ignore', 'pipe'] });
  await readiness(server.stderr);
  return {
    url: `postgres://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
    async stop() {
      server.kill('SIGINT');
      if (server.exitCode === null) await once(server, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A server refuses to run as root. */
function unprivileged() {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

async function readiness(log: NodeJS.ReadableStream) {
  const lines: string[] = [];
  for await (const line of createInterface({ input: log })) {
    lines.push(line);
    if (line.includes('ready to accept connections')) break;
  }
  if (!lines.at(-1)?.includes('ready')) throw new Error(`PostgreSQL did not start:\n${lines.join('\n')}`);
  // The test keeps reading the output, because the server would stop at a full pipe.
  log.resume();
}

function findBinaries(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((one, other) => Number(other) - Number(one)) : [];
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...versions.map((name) => join(debian, name, 'bin')),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}
