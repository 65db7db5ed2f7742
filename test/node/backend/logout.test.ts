import { expect, test } from 'vitest';
import { claimsOf, startBackend } from './referenceBackend.js';

test('a logout revokes the session and clears its cookies', async () => {
  const { visitor } = await startBackend();
  const cade = visitor();
  await cade.login('cade');
  await cade.token();
  const session = cade.cookies.get('SESSION')!;
  const response = await cade.send('/logout', { method: 'POST' });

  expect(response.status).toBe(204);
  expect([...cade.cookies.keys()]).toEqual(['ANONYMOUS-USER-ID']);
  cade.cookies.set('SESSION', session);
  expect((await claimsOf(await cade.token())).userPayload).not.toHaveProperty('name');
});

test('a logout works for somebody who is not logged in', async () => {
  const { visitor } = await startBackend();
  const response = await visitor().send('/logout', { method: 'POST' });

  expect(response.status).toBe(204);
});

test.each([
  ['nothing', 204, {}],
  ['JSON', 204, { headers: { 'content-type': 'application/json' }, body: '{}' }],
  ['JSON that is announced but does not come', 204, { headers: { 'content-type': 'application/json' } }],
  ['a form', 415, { body: new URLSearchParams({ a: 'b' }) }],
  ['an empty form', 415, { headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
  ['text', 415, { body: 'a' }],
  ['something without a type', 415, { body: new Uint8Array([1]) }],
  ['half a JSON text', 400, { headers: { 'content-type': 'application/json' }, body: '{' }],
  ['far too much', 413, { headers: { 'content-type': 'application/json' }, body: `["${'x'.repeat(5000)}"]` }],
])('a logout with %s is answered with %i', async (_what, status, init) => {
  const { visitor } = await startBackend();
  const cade = visitor();
  await cade.login('cade');
  const response = await cade.send('/logout', { method: 'POST', ...init });

  expect(response.status).toBe(status);
  if (status !== 204) expect(await response.json()).toEqual({ error: expect.stringMatching(/^[A-Z].*\.$/) });
  expect((await claimsOf(await cade.token())).userPayload.name).toBe(status === 204 ? undefined : 'Cade');
});
