import { expect, test } from 'vitest';
import { freshStore } from '../memoryStore.js';
import { startBackend } from './referenceBackend.js';

test('the health check succeeds if the backend can answer visitors', async () => {
  const { visitor } = await startBackend();
  const response = await visitor().get('/health');

  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: 'ok' });
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.getSetCookie()).toEqual([]);
});

test('the health check fails until the database is available again', async () => {
  let isAway = true;
  const store = await freshStore();
  const check = () => (isAway ? Promise.reject(new Error('away')) : store.check());
  const { visitor } = await startBackend({ store: { ...store, check } });
  const response = await visitor().get('/health');

  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({ error: expect.stringMatching('cannot reach its database') });
  isAway = false;
  expect((await visitor().get('/health')).status).toBe(200);
});
