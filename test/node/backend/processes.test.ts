import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../../examples/backend/database.js';
import { hashPassword } from '../../../examples/backend/login.js';
import type { Store } from '../../../examples/backend/store.js';
import { demoUsers } from '../../../examples/demoUsers.js';
import { openDatabase } from '../../../examples/pglite.js';
import { bearer, startAssistant } from '../assistant/assistant.js';
import { HttpVisitor } from '../httpVisitor.js';
import { payload, signing } from '../keys.js';
import { freshStore } from '../memoryStore.js';
import { isMissing, startPostgres } from '../postgres.js';
import { run } from '../process.js';
import { claimsOf } from './referenceBackend.js';

const folder = mkdtempSync(join(tmpdir(), 'processes-'));
afterAll(() => rmSync(folder, { recursive: true }));
/** As the demo's, but that nobody knows their hashes. */
const customers = await Promise.all(
  demoUsers.map(async (user) => ({ ...user, passwordHash: await hashPassword('lendyr-demo') })),
);
/**
 * The tests use this database one after the other, because PostgreSQL takes seconds to make a new
 * one.
 */
const data = join(folder, 'data');
const keys = {
  SIGNING_KEY_FILE: join(folder, 'signing.pem'),
  IBM_PUBLIC_KEY_FILE: join(folder, 'ibm.pem'),
  COOKIE_SECRET: 'made for the tests, and long enough',
};
writeFileSync(keys.SIGNING_KEY_FILE, signing.privateKey.export({ type: 'pkcs8', format: 'pem' }));
writeFileSync(keys.IBM_PUBLIC_KEY_FILE, payload.publicKey.export({ type: 'spki', format: 'pem' }));

async function startServer(environment: Record<string, string>) {
  const server = run('examples/server.js', { PORT: '0', ...keys, ...environment });
  const [, url = ''] = await server.prints(/"url":"([^"]+)"/);
  return { ...server, url };
}

describe.skipIf(isMissing)('on one PostgreSQL', { timeout: 120_000 }, () => {
  let DATABASE_URL: string;
  let database: Database;
  let store: Store;
  beforeAll(async () => {
    const postgres = await startPostgres();
    DATABASE_URL = postgres.url;
    database = await openDatabase({ url: DATABASE_URL });
    return async () => {
      await database.close();
      await postgres.stop();
    };
  }, 120_000);
  beforeEach(async () => {
    store = await freshStore(customers, database);
  });

  test('two processes serve one visitor: login at one, token from the other, logout at the first', async () => {
    const [one, other] = await Promise.all([startServer({ DATABASE_URL }), startServer({ DATABASE_URL })]);
    const atOne = new HttpVisitor(one.url);
    const atOther = new HttpVisitor(other.url, {}, atOne.cookies);
    const before = await claimsOf(await atOther.token());
    await atOne.login('cade');
    const after = await claimsOf(await atOther.token());
    const session = atOne.cookies.get('__Host-SESSION')!;
    await atOne.post('/logout');
    atOne.cookies.set('__Host-SESSION', session);
    const last = await claimsOf(await atOther.token());

    expect(before.userPayload).not.toHaveProperty('name');
    expect(after.userPayload).toMatchObject({ name: 'Cade', custom_user_id: 'cade-id' });
    expect(last.userPayload).not.toHaveProperty('name');
    expect(new Set([before.sub, after.sub, last.sub]).size).toBe(1);
  });

  test('a server says that it uses a PostgreSQL server, but not its address', async () => {
    const server = await startServer({ DATABASE_URL });

    expect(server.output()).toMatch('"database":"the server of DATABASE_URL"');
    expect(server.output()).not.toMatch('postgres:');
  });

  test('a server that is told to end accepts no new request, answers the running one, and exits with 0', async () => {
    const server = await startServer({ DATABASE_URL });
    const body = JSON.stringify({ username: 'cade', password: 'lendyr-demo' });
    const socket = connect(Number(new URL(server.url).port), 'localhost');
    await once(socket, 'connect');
    socket.write(
      `POST /authenticate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    // Any answer shows that the server accepted the connection before it was told to end.
    await new HttpVisitor(server.url).get('/health');
    server.child.kill('SIGTERM');
    await server.prints(/no new requests/);
    await expect(new HttpVisitor(server.url).get('/health')).rejects.toThrow('fetch failed');
    socket.write(body);
    const [answer] = await once(socket, 'data');

    expect(String(answer)).toMatch(/^HTTP\/1.1 200/);
    expect(await server.ended()).toBe(0);
  });

  test('"npm run forget" interrupted by Ctrl+C says what is left; run again, it ends the work', async () => {
    const { url, message, history } = await startAssistant({ erasuresPerMinute: 100 });
    const ids = ['anon-1', 'anon-2', 'anon-3'];
    for (const [index, id] of ids.entries()) await store.useAnonymousID(id, 'cade-id', index);
    const token = await bearer({ sub: 'anon-3' });
    const { session_id } = await (await message(token, 'Hello')).json();
    const environment = { DATABASE_URL, ASSISTANT_URL: url, ASSISTANT_API_KEY: 'stand-in' };

    const first = run('examples/forget.js', environment, ['cade-id']);
    await first.prints(/1 of 3 erased/);
    first.child.kill('SIGINT');
    expect(await first.ended()).toBe(1);
    expect(first.output()).toMatch('2 anonymous IDs are left to erase; run the same command again');
    expect((await history(token, session_id)).status).toBe(200);

    const second = run('examples/forget.js', { ...environment, ERASURES_PER_MINUTE: '60000' }, ['cade-id']);
    expect(await second.ended()).toBe(0);
    expect(second.output()).toMatch(/1 of 3 erased.*3 of 3 erased.*forgotten/s);
    expect(second.output()).not.toMatch('anon-');
    expect((await history(token, session_id)).status).toBe(404);
    expect(await store.findAnonymousIDs('cade-id')).toEqual([]);
  });

  test('"npm run forget" that the assistant refuses says why, and what is left', async () => {
    const { url } = await startAssistant();
    await store.useAnonymousID('anon-1', 'cade-id', 1);
    const command = run('examples/forget.js', { DATABASE_URL, ASSISTANT_URL: url, ASSISTANT_API_KEY: 'wrong' }, [
      'cade-id',
    ]);

    expect(await command.ended()).toBe(1);
    expect(command.output()).toMatch(/answered 401.*\n.*1 anonymous IDs are left/);
    expect(await store.findUser('cade')).toBeDefined();
  });
});

const pem = String(signing.privateKey.export({ type: 'pkcs8', format: 'pem' }));
const soon = '2099-01-01T03:00:00Z';
function openFolder(mode: number) {
  const opened = join(folder, `open-${mode}`);
  mkdirSync(opened);
  chmodSync(opened, mode);
  return opened;
}

test.each([
  ['the key itself for its file', { SIGNING_KEY_FILE: pem }, 'SIGNING_KEY_FILE names no readable file'],
  ["the key itself for IBM's file", { IBM_PUBLIC_KEY_FILE: pem }, 'IBM_PUBLIC_KEY_FILE names no readable file'],
  [
    'a folder for the next key',
    { NEXT_SIGNING_KEY_FILE: folder, NEXT_SIGNING_KEY_STARTS_AT: soon },
    'NEXT_SIGNING_KEY_FILE',
  ],
  ['no secret for cookies', { COOKIE_SECRET: '' }, 'COOKIE_SECRET is not set'],
  ['a short secret for cookies', { COOKIE_SECRET: 'secret' }, 'cookieSecret'],
  ['a time to keep that is too short', { RETENTION_DAYS: '44' }, 'the value of RETENTION_DAYS is not valid'],
  ['a folder that others can read', { DATABASE_FOLDER: openFolder(0o750) }, 'run "chmod 700 '],
  ['a folder that others can write', { DATABASE_FOLDER: openFolder(0o702) }, 'run "chmod 700 '],
  ['no key', { SIGNING_KEY_FILE: '' }, 'SIGNING_KEY_FILE is not set'],
  ['half a key change', { NEXT_SIGNING_KEY_FILE: keys.SIGNING_KEY_FILE }, 'NEXT_SIGNING_KEY_STARTS_AT'],
  ['an instant without a zone', { NEXT_SIGNING_KEY_STARTS_AT: '2027-01-01T03:00' }, 'NEXT_SIGNING_KEY_STARTS_AT'],
  ['an origin that is none', { ALLOWED_ORIGINS: 'shop.example' }, 'not an exact origin'],
  ['a proxy that is none', { TRUST_PROXY: 'true' }, 'the value of TRUST_PROXY is not valid'],
  ['a database that is away', { DATABASE_URL: 'postgres://cade:secret@localhost:1/x' }, 'check DATABASE_URL'],
])(
  'a server with %s does not start, and says so in one sentence',
  async (_what, environment, words) => {
    const server = run('examples/server.js', { ...keys, DATABASE_FOLDER: data, ...environment });

    expect(await server.ended()).toBe(1);
    expect(server.output()).toMatch(words);
    expect(server.output()).not.toMatch(/secret[^s]|PRIVATE KEY|\n\s+at /);
    expect(server.output()).not.toContain(pem.split('\n')[1]);
  },
  30_000,
);

test('"npm start" needs no database server, keeps its data after a restart, and shares it with "npm run forget" but not with a server', async () => {
  const environment = { PORT: '0', DEMO_FOLDER: data, DATABASE_URL: 'postgres://localhost:1/not-the-demo-s' };
  const first = run('examples/start.js', environment);
  const cade = new HttpVisitor(await urlOf(first));
  await cade.login('cade');
  const before = await cade.token();
  first.child.kill('SIGTERM');
  expect(await first.ended()).toBe(0);

  const second = run('examples/start.js', environment);
  const again = new HttpVisitor(await urlOf(second), {}, cade.cookies);
  const after = await again.token();
  expect(sub(after)).toBe(sub(before));
  expect(again.cookies.has('SESSION_INFO')).toBe(true);

  const [, ASSISTANT_URL = ''] = await second.prints(/Assistant +(\S+)/);
  const forget = run(
    'examples/forget.js',
    { DATABASE_FOLDER: data, ASSISTANT_URL, ASSISTANT_API_KEY: 'stand-in', TOKEN_LIFETIME_SECONDS: '1' },
    ['cade-id'],
  );
  expect(await forget.ended()).toBe(0);
  expect(forget.output()).toMatch('1 of 1 erased');
  expect(sub(await again.token())).not.toBe(sub(before));

  second.child.kill('SIGTERM');
  expect(await second.ended()).toBe(0);
  const server = run('examples/server.js', { ...keys, DATABASE_FOLDER: data });
  expect(await server.ended()).toBe(1);
  expect(server.output()).toMatch(/users of the demo, whose password is public; delete cade and ana/);
  const database = await openDatabase({ folder: data });
  await freshStore([], database);
  await database.close();

  function sub(token: string) {
    return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()).sub;
  }
}, 120_000);

test('"npm run forget" waits for the lifetime of tokens, which is the same by default as in the server', async () => {
  const server = await startServer({ DATABASE_FOLDER: data });
  const database = await openDatabase({ folder: data });
  onTestFinished(() => database.close());
  await freshStore(customers, database);
  const cade = new HttpVisitor(server.url);
  await cade.login('cade');
  const { exp } = await claimsOf(await cade.token());
  const { url } = await startAssistant();
  const environment = { DATABASE_FOLDER: data, ASSISTANT_URL: url, ASSISTANT_API_KEY: 'stand-in' };
  const forget = run('examples/forget.js', environment, ['cade-id']);
  const [, nextAt = ''] = await forget.prints(/0 of 1 erased at the assistant, the next at (\S+)\n/);
  forget.child.kill('SIGINT');

  expect(Date.parse(nextAt)).toBeGreaterThanOrEqual(exp * 1000);
  expect(await forget.ended()).toBe(1);
}, 120_000);

test('"npm run forget" fails for an unknown customer, and forgets a customer who never talked', async () => {
  const database = await openDatabase({ folder: data });
  onTestFinished(() => database.close());
  await freshStore(customers, database);
  const environment = { DATABASE_FOLDER: data, ASSISTANT_URL: 'http://localhost:1', ASSISTANT_API_KEY: 'x' };
  const statusOf = async (customer: string) => {
    const command = run('examples/forget.js', environment, [customer]);
    return [await command.ended(), command.output()];
  };

  expect(await statusOf('typo')).toEqual([
    1,
    expect.stringMatching(
      /because nobody has this customer ID; check the ID, which may be mistyped or deleted already/,
    ),
  ]);
  expect(await statusOf('cade-id')).toEqual([0, expect.stringMatching('is forgotten')]);
  expect(await statusOf('cade-id')).toEqual([1, expect.not.stringMatching('is forgotten')]);
}, 120_000);

test('a server whose port is in use says so, and ends', async () => {
  const other = createServer().listen(0, 'localhost');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as { port: number };
  const server = run('examples/server.js', { ...keys, PORT: String(port), DATABASE_FOLDER: data });

  expect(await server.ended()).toBe(1);
  expect(server.output()).toMatch(`port ${port} is in use`);
}, 120_000);

async function urlOf(started: ReturnType<typeof run>) {
  const [, url = ''] = await started.prints(/Demo site +(\S+)/);
  return url;
}

test('a server without DATABASE_URL names the folder of its data, and trusts no proxy if the environment says so', async () => {
  const server = await startServer({ DATABASE_FOLDER: data, TRUST_PROXY: 'false', TOKENS_PER_MINUTE: '1' });
  const statusOf = async (address: string) =>
    (await new HttpVisitor(server.url).get('/createJWT', { 'x-forwarded-for': address })).status;

  expect(server.output()).toMatch(`"database":"the folder ${data}"`);
  expect([await statusOf('192.0.2.1'), await statusOf('192.0.2.2')]).toEqual([200, 429]);
}, 120_000);

test('a folder whose owner was killed can be opened again, with all its data', async () => {
  const database = await openDatabase({ folder: data });
  await freshStore(customers, database);
  await database.close();
  const first = await startServer({ DATABASE_FOLDER: data });
  const cade = new HttpVisitor(first.url);
  await cade.login('cade');
  first.child.kill('SIGKILL');
  await first.ended();

  const second = await startServer({ DATABASE_FOLDER: data });
  const again = new HttpVisitor(second.url, {}, cade.cookies);
  expect((await claimsOf(await again.token())).userPayload.custom_user_id).toBe('cade-id');
}, 120_000);

test('a server says when its cookies are not Secure', async () => {
  const server = await startServer({ DATABASE_FOLDER: data, SECURE_COOKIES: 'false' });
  await server.prints(/"level":40.*cookies are not Secure/);
  const response = await new HttpVisitor(server.url).get('/createJWT');

  expect(response.headers.getSetCookie().join()).toMatch(/^ANONYMOUS-USER-ID=/);
}, 120_000);

test('a second process uses the data of the first one, and learns when the first one ends', async () => {
  const owner = await openDatabase({ folder: data });
  onTestFinished(() => owner.close().catch(() => {}));
  const guest = await openDatabase({ folder: data });
  const store = await freshStore(customers, guest);

  expect(await store.findUser('cade')).toMatchObject({ customUserID: 'cade-id' });
  await store.addSession({
    key: 'k',
    sid: 's',
    userName: 'Cade',
    customUserID: 'cade-id',
    expiresAt: 1_700_000_000_123,
  });
  expect(await store.findSession('k')).toMatchObject({ expiresAt: 1_700_000_000_123 });
  await expect(guest.query('SELECT nonsense')).rejects.toThrow('nonsense');
  const answers = await Promise.all([1, 2, 3].map((number) => guest.query('SELECT $1::int AS number', [number])));
  expect(answers.map(({ rows }) => rows[0].number)).toEqual([1, 2, 3]);
  await owner.close();
  await expect(store.findUser('cade')).rejects.toThrow('closed by the process that owns it');
  await guest.close();
}, 120_000);
