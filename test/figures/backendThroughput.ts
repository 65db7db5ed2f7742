/**
 * Measures the reference backend in one process: by key size and database, the effect of signing on
 * other routes, and the effect of guessers on tokens.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon, { type Options, type Result } from 'autocannon';
import { hashPassword } from '../../examples/backend/login.js';
import { createStore } from '../../examples/backend/store.js';
import { writeKeyPair } from '../../examples/keys.js';
import { openDatabase } from '../../examples/pglite.js';
import { isMissing, startPostgres } from '../node/postgres.js';

const CLIENTS = 200;
/** Of each measurement. */
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 10);
const KEY_BITS = [2048, 4096];
const GUESSERS = 24;
const MANY = '100000000';

interface Place {
  name: string;
  environment: { DATABASE_FOLDER: string } | { DATABASE_URL: string };
  stop(): Promise<void>;
}

const folder = mkdtempSync(join(tmpdir(), 'backend-figures-'));
const [cpu] = cpus();
console.log(
  `\n${cpu?.model}, ${cpus().length} cores, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}, load before: ${loadavg()[0]?.toFixed(1)}`,
);
const keys = await makeKeys();
const places: Place[] = [
  { name: 'PGlite', environment: { DATABASE_FOLDER: join(folder, 'data') }, stop: async () => {} },
];
if (!isMissing) {
  const { url, stop } = await startPostgres();
  places.push({ name: 'PostgreSQL', environment: { DATABASE_URL: url }, stop });
}

const tokens: string[][] = [];
const others: string[][] = [];
const attacked: string[][] = [];
try {
  for (const place of places) {
    await attack(place, keys[0]?.[1] ?? {});
    for (const [bits, files] of keys) await compare(place, bits, files);
  }
} finally {
  for (const { stop } of places) await stop();
  rmSync(folder, { recursive: true });
}
print(
  `GET /createJWT, one process, ${CLIENTS} clients`,
  ['Key', 'Database', 'Tokens/s', 'p50', 'p99', 'Memory', 'Clients take'],
  tokens,
);
print(
  `p50 of GET /createJWT, RSA ${KEY_BITS[0]}, asked 20 times a second: alone → while ${GUESSERS} passwords are tried at a time from one /48`,
  ['Database', 'Attacker tries', 'Default limits', 'No limits, only turns'],
  attacked,
);
print(
  `p99 of other routes: alone → while ${CLIENTS} clients make as many health checks → while they ask for tokens without pause`,
  ['Key', 'Database', 'GET /health', 'POST /authenticate'],
  others,
);

async function compare({ name, environment }: Place, bits: number, files: Record<string, string>) {
  await addUsers(environment);
  const server = await startServer({ ...environment, ...files });
  try {
    const clients = await makeClients(server.url);
    const alone = await otherRoutes(server.url);
    const { requests, latency } = await crowd(`${server.url}/createJWT`, clients);
    const memory = server.memory();
    const rate = Math.round(requests.average);
    const [unsigned] = await Promise.all([
      otherRoutes(server.url),
      crowd(`${server.url}/health`, clients, { overallRate: rate }),
    ]);
    const cpu = process.cpuUsage();
    const [signed] = await Promise.all([otherRoutes(server.url), crowd(`${server.url}/createJWT`, clients)]);
    const { user, system } = process.cpuUsage(cpu);
    const label = [`RSA ${bits}`, name];
    console.log(`measured: ${label.join(', ')}, ${rate} tokens/s`);
    const share = `${Math.round((user + system) / SECONDS / 1e4)} % of a core`;
    tokens.push([...label, String(rate), ms(latency.p50), ms(latency.p99), `${memory} MB`, share]);
    others.push([
      ...label,
      ...alone.map((_, route) => [alone, unsigned, signed].map((all) => p99(all[route])).join(' → ')),
    ]);
  } finally {
    await server.stop();
  }
}

/**
 * Measures how wrong passwords, or the right password of one account, slow the tokens of other
 * visitors.
 */
async function attack({ name, environment }: Place, files: Record<string, string>) {
  await addUsers(environment);
  const unlimited = { FAILED_LOGINS_PER_MINUTE: MANY, LOGINS_PER_MINUTE: MANY, LOGINS_OF_USERNAME_PER_MINUTE: MANY };
  const results = new Map<string, string[]>();
  for (const limits of [{}, unlimited]) {
    for (const [who, password] of [
      ['wrong passwords', 'wrong'],
      ['one valid account', 'lendyr-demo'],
    ] as const) {
      const server = await startServer({ ...environment, ...files, ...limits });
      try {
        const alone = await visitors(server.url);
        const [under] = await Promise.all([visitors(server.url), guess(server.url, password)]);
        results.set(who, [...(results.get(who) ?? []), `${p50(alone)} → ${p50(under)}`]);
      } finally {
        await server.stop();
      }
    }
  }
  for (const [who, cells] of results) attacked.push([name, who, ...cells]);
}

function visitors(url: string) {
  const duration = SECONDS - 1;
  return measure({ url: `${url}/createJWT`, connections: 4, overallRate: 20, duration, workers: 1 });
}

/**
 * Sends each request as soon as the previous one is answered, each from another address. It runs in
 * its own thread.
 */
async function guess(url: string, password: string) {
  const file = join(folder, 'guessers.cjs');
  writeFileSync(
    file,
    `let made = 0;
     module.exports = (client) => client.setHeaders({
       'content-type': 'application/json', 'x-forwarded-for': '2001:db8:0:' + ++made + '::1',
     });`,
  );
  await autocannon({
    url: `${url}/authenticate`,
    method: 'POST',
    body: JSON.stringify({ username: 'cade', password }),
    connections: GUESSERS,
    duration: SECONDS,
    workers: 1,
    ...({ setupClient: file } as unknown as Pick<Options, 'setupClient'>),
  });
}

/** A module that gives each client the cookies of a browser, because most visitors return. */
async function makeClients(url: string) {
  const cookies = Array.from({ length: CLIENTS }, async () => {
    const { headers } = await fetch(`${url}/createJWT`);
    return headers.getSetCookie()[0]?.split(';')[0] ?? '';
  });
  const file = join(folder, `clients-${new URL(url).port}.cjs`);
  writeFileSync(
    file,
    `const cookies = ${JSON.stringify(await Promise.all(cookies))};
     module.exports = (client) => client.setHeaders({ cookie: cookies.pop() });`,
  );
  return file;
}

/** Runs in its own thread. In this thread, the answers of the other routes would wait for it. */
function crowd(url: string, setupClient: string, options: Partial<Options> = {}) {
  // In a worker, `setupClient` is a path. The types do not mention paths.
  const clients = { setupClient } as unknown as Pick<Options, 'setupClient'>;
  return measure({ url, connections: CLIENTS, duration: SECONDS, workers: 1, ...clients, ...options });
}

/**
 * Sends slowly enough to leave the logins idle most of the time. A login takes a fifth of a second
 * of a core.
 */
function otherRoutes(url: string) {
  const duration = SECONDS - 1;
  return Promise.all([
    measure({ url: `${url}/health`, connections: 4, overallRate: 40, duration }),
    measure({
      url: `${url}/authenticate`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'cade', password: 'lendyr-demo' }),
      connections: 1,
      overallRate: 1,
      duration,
    }),
  ]);
}

async function measure(options: Options): Promise<Result> {
  const result = await autocannon({ timeout: 60, ...options });
  if (result.errors + result.non2xx > 0)
    throw new Error(`${options.url}: ${result.errors} errors, ${result.non2xx} refusals`);
  return result;
}

async function makeKeys() {
  const { publicFile } = await writeKeyPair(folder, 'ibm', 2048);
  const pairs = KEY_BITS.map(async (bits) => {
    const { privateFile } = await writeKeyPair(folder, `signing-${bits}`, bits);
    return [bits, { SIGNING_KEY_FILE: privateFile, IBM_PUBLIC_KEY_FILE: publicFile }] as const;
  });
  return Promise.all(pairs);
}

async function addUsers(environment: Place['environment']) {
  const database = await openDatabase(
    'DATABASE_URL' in environment ? { url: environment.DATABASE_URL } : { folder: environment.DATABASE_FOLDER },
  );
  const cade = { username: 'cade', passwordHash: await hashPassword('lendyr-demo'), userName: 'Cade' };
  await createStore(database).addUser({ ...cade, customUserID: 'cade-id' });
  await database.close();
}

/** Its log goes to a file, as in production. */
async function startServer(environment: Record<string, string>) {
  const log = join(folder, 'log');
  const secret = { COOKIE_SECRET: 'made for the figures, and long enough' };
  const limits = { TOKENS_PER_MINUTE: MANY, NEW_VISITORS_PER_MINUTE: MANY, LOGINS_OF_USERNAME_PER_MINUTE: MANY };
  const child = spawn(process.execPath, ['examples/server.js'], {
    env: { PATH: process.env['PATH'], PORT: '0', ...secret, ...limits, ...environment },
    stdio: ['ignore', openSync(log, 'w'), 'inherit'],
  });
  let url: string | undefined;
  while (url === undefined && child.exitCode === null) {
    await sleep(50);
    url = /"url":"([^"]+)"/.exec(readFileSync(log, 'utf8'))?.[1];
  }
  if (url === undefined) throw new Error(`The backend did not start:\n${readFileSync(log, 'utf8')}`);
  return {
    url,
    memory: () => Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)])) / 1024),
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
}

/** On a busy machine, no request may be answered in time. That does not mean zero. */
function p50(result: Result) {
  return result.requests.total > 0 ? ms(result.latency.p50) : 'no answer';
}

function p99(result: Result | undefined) {
  return result && result.requests.total > 0 ? ms(result.latency.p99) : 'no answer';
}

function ms(duration = Number.NaN) {
  return `${Math.round(duration)} ms`;
}

function print(title: string, head: string[], rows: string[][]) {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  console.log(
    [`\n${title}\n`, line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n'),
  );
}
