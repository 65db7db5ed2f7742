import { expect, test, vi } from 'vitest';
import { freshStore } from '../store.js';
import { startBackend } from './backend.js';

test('a store that fails is answered with 500 and one clear sentence, and logged', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const store = { ...(await freshStore()), findUser: () => Promise.reject(new Error('the database is away')) };
  const { visitor } = await startBackend({ store });
  const response = await visitor().login('cade');

  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ error: expect.stringMatching('the backend failed') });
  expect(log).toHaveBeenCalledOnce();
  log.mockRestore();
});
