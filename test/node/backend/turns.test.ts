import { once } from 'node:events';
import { connect } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createTurns } from '../../../examples/backend/protection.js';
import { answerWithRefusal } from '../../../examples/backend/refusal.js';
import { listen } from '../../../examples/listen.js';
import { freshStore } from '../memoryStore.js';
import { startBackend } from './referenceBackend.js';

const patient = { timeout: 20_000 };

/** Takes no new visitor before it is opened. */
async function closedStore() {
  const store = await freshStore();
  const seen = { all: 0, now: 0, most: 0 };
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    seen,
    open,
    store: {
      ...store,
      async useAnonymousID(...visitor: Parameters<typeof store.useAnonymousID>) {
        seen.all++;
        seen.most = Math.max(seen.most, ++seen.now);
        await opened;
        const mayUse = await store.useAnonymousID(...visitor);
        seen.now--;
        return mayUse;
      },
    },
  };
}

test('two tokens are made at a time, a third visitor waits and gets one, and other routes answer meanwhile', async () => {
  const { store, seen, open } = await closedStore();
  const { visitor } = await startBackend({ store });
  const answers = Array.from({ length: 20 }, () => visitor().get('/createJWT'));
  await expect.poll(() => seen.now, patient).toBe(2);

  expect((await visitor().get('/health')).status).toBe(200);
  expect((await visitor().post('/logout')).status).toBe(204);
  open();
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(seen).toEqual({ all: 20, now: 0, most: 2 });
});

test('no token is made for a visitor who leaves while waiting', async () => {
  const { store, seen, open } = await closedStore();
  const log: string[] = [];
  const write = (line: string) => void log.push(line);
  const { url, visitor } = await startBackend({ store, logger: pino({}, { write }) });
  const answers = Array.from({ length: 2 }, () => visitor().get('/createJWT'));
  await expect.poll(() => seen.now, patient).toBe(2);

  const socket = connect(Number(new URL(url).port), 'localhost');
  await once(socket, 'connect');
  socket.write('GET /createJWT HTTP/1.1\r\nHost: localhost\r\n\r\n', () => socket.destroy());
  await expect.poll(() => log.join(''), patient).toMatch(/"route":"\/createJWT".*"aborted":true/);
  open();
  await Promise.all([...answers, visitor().get('/createJWT')]);
  expect(seen.all).toBe(3);
});

test('a turn that fails is over too, and the next one begins', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => log.mockRestore());
  const { store } = await closedStore();
  const useAnonymousID = () => Promise.reject(new Error('away'));
  const { visitor } = await startBackend({ store: { ...store, useAnonymousID } });
  const statuses = [];
  for (const _ of '1234') statuses.push((await visitor().get('/createJWT')).status);

  expect(statuses).toEqual([503, 503, 503, 503]);
});

test('a login that is refused without a check waits for its answer, a checked one does not', async () => {
  const { visitor } = await startBackend({
    limits: { failedLogins: { limit: 1, windowMs: 60_000 } },
    delayOfRefusedLoginsMs: 200,
  });
  expect((await visitor().login('cade', 'wrong')).status).toBe(401);
  const askedAt = performance.now();

  expect((await visitor().login('cade')).status).toBe(429);
  expect(performance.now() - askedAt).toBeGreaterThan(195);
});

test('when too many visitors wait, further visitors learn when to retry', async () => {
  const inTurn = createTurns({ atOnce: 1, waiting: 1 });
  let open = () => {};
  let asked = 0;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const app = express();
  app.get('/', async (_request, response) => {
    asked++;
    await inTurn(() => opened);
    response.sendStatus(200);
  });
  app.use(answerWithRefusal);
  const { url, close } = await listen(app, { port: 0, host: 'localhost' });
  onTestFinished(close);
  const answers = [fetch(url), fetch(url)];
  await expect.poll(() => asked, patient).toBe(2);

  const refused = await fetch(url);
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('5');
  expect(await refused.json()).toEqual({ error: expect.stringMatching('try again in 5 seconds') });
  open();
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
});
