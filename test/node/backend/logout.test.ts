import { expect, test } from 'vitest';
import { claimsOf, startBackend } from './backend.js';

test('a logout revokes the session and clears its cookies', async () => {
  const { visitor } = await startBackend();
  const cade = visitor();
  await cade.login('cade');
  const session = cade.cookies.get('SESSION')!;
  const response = await cade.send('/logout', { method: 'POST' });

  expect(response.status).toBe(204);
  expect([...cade.cookies.keys()]).toEqual(['ANONYMOUS-USER-ID']);
  cade.cookies.set('SESSION', session);
  expect((await claimsOf(await cade.token())).userPayload.name).toBe('Anonymous');
});

test('a logout works for somebody who is not logged in', async () => {
  const { visitor } = await startBackend();
  const response = await visitor().send('/logout', { method: 'POST' });

  expect(response.status).toBe(204);
});
