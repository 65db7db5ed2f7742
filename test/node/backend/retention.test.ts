import { pino } from 'pino';
import { expect, test } from 'vitest';
import { removeUnusedDaily } from '../../../examples/backend/forgetting.js';
import { freshStore } from '../memoryStore.js';

const dayMs = 24 * 60 * 60 * 1000;
const now = () => 1000 * dayMs;
const logger = pino({ enabled: false });

test('anonymous IDs that were unused for the configured time are deleted; the others stay', async () => {
  const store = await freshStore();
  await store.useAnonymousID('anon-old', 'cade-id', now() - 91 * dayMs);
  await store.useAnonymousID('anon-new', 'cade-id', now() - 89 * dayMs);
  const retention = removeUnusedDaily({ store, days: 90, logger, now });
  await retention.first;
  retention.stop();

  expect(await store.findAnonymousIDs('cade-id')).toMatchObject([{ anonymousID: 'anon-new' }]);
});

test('expired sessions are deleted, and no others', async () => {
  const store = await freshStore();
  const session = { sid: 'a', userName: 'Cade', customUserID: 'cade-id' };
  await store.addSession({ ...session, key: 'old', expiresAt: now() });
  await store.addSession({ ...session, key: 'new', expiresAt: now() + 1 });
  const retention = removeUnusedDaily({ store, days: 90, logger, now });
  await retention.first;
  retention.stop();

  expect(await store.findSession('old')).toBeUndefined();
  expect(await store.findSession('new')).toBeDefined();
});

test('an unreachable database does not end the process', async () => {
  const store = { ...(await freshStore()), removeSessionsExpiredAt: () => Promise.reject(new Error('away')) };
  const retention = removeUnusedDaily({ store, days: 90, logger, now });
  await retention.first;
  retention.stop();
});
