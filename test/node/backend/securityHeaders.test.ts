import { expect, test } from 'vitest';
import { startBackend } from './referenceBackend.js';

test.each(['/createJWT', '/health', '/nothing'])(
  'the answer to %s is protected by headers and says no more than it must',
  async (path) => {
    const { visitor } = await startBackend();
    const { headers } = await visitor().get(path);

    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': expect.stringMatching("default-src 'none'"),
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': expect.stringMatching(/max-age=\d{8}/),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
    });
    expect(headers.get('x-powered-by')).toBeNull();
  },
);

test.each([
  ['GET', '/createJWT', 200],
  ['POST', '/createJWT', 405],
  ['POST', '/authenticate', 415],
  ['POST', '/logout', 204],
])('no cache keeps the answer to %s %s', async (method, path, status) => {
  const { visitor } = await startBackend();
  const response = await visitor().send(path, { method });

  expect(response.status).toBe(status);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('vary')?.split(', ')).toEqual(expect.arrayContaining(['Origin', 'Cookie']));
});
