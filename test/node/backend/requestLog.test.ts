import { pino } from 'pino';
import { expect, test } from 'vitest';
import { freshStore } from '../memoryStore.js';
import { claimsOf, startBackend } from './referenceBackend.js';

function createLog() {
  const lines: string[] = [];
  return { logger: pino({}, { write: (line: string) => void lines.push(line) }), lines };
}

test('each request is one line: method, route, status and duration', async () => {
  const { logger, lines } = createLog();
  const { visitor } = await startBackend({ logger });
  await visitor().login('cade');
  await visitor().get('/no/such/route?token=secret');

  await expect.poll(() => lines).toHaveLength(2);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    level: 30,
    method: 'POST',
    route: '/authenticate',
    status: 200,
    durationMs: expect.any(Number),
    msg: 'request answered',
  });
  expect(JSON.parse(lines[1]!)).toMatchObject({ method: 'GET', status: 404 });
});

test('a store that fails is answered with 500 and one clear sentence, and logged with its stack', async () => {
  const { logger, lines } = createLog();
  const failure = Object.assign(new Error('the database is away'), { code: 'ECONNREFUSED', params: ['cade'] });
  const { visitor } = await startBackend({
    logger,
    store: { ...(await freshStore()), findUser: () => Promise.reject(failure) },
  });
  const response = await visitor().login('cade');

  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ error: expect.stringMatching('the backend failed') });
  await expect.poll(() => lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    level: 50,
    status: 500,
    failure: { type: 'Error', code: 'ECONNREFUSED', stack: expect.stringMatching('the database is away') },
  });
});

test('no token, password, cookie, name or ID is in the log, whatever happens', async () => {
  const { logger, lines } = createLog();
  const store = await freshStore();
  const { visitor } = await startBackend({ logger, store });
  const cade = visitor();
  await cade.login('cade', 'a-wrong-password');
  await cade.login('cade');
  const token = await cade.token();
  const { sub, ...claims } = await claimsOf(token);
  const secrets = ['lendyr-demo', 'a-wrong-password', cade.cookies.get('SESSION')!, token, sub, 'cade', 'Cade'];
  secrets.push(String((claims as { sid?: string }).sid));
  await cade.get(`/reset/${token}?password=lendyr-demo`, { referer: `http://localhost/${sub}` });
  const headers = { 'content-type': 'application/json' };
  await cade.send('/authenticate', { method: 'POST', headers, body: '{"username":"cade","password":"lendyr-demo' });
  await cade.send('/authenticate', {
    method: 'POST',
    headers,
    body: `{"username":"cade","password":"${'x'.repeat(5000)}"}`,
  });
  await cade.post('/logout');
  await store.addUser({ username: 'x', passwordHash: 'not a hash', userName: 'Cade', customUserID: 'x' });
  await cade.login('x');

  await expect.poll(() => lines).toHaveLength(8);
  expect(JSON.parse(lines[7]!)).toMatchObject({ status: 500 });
  expect(secrets.filter((secret) => lines.join().includes(secret))).toEqual([]);
});
