import { expect, test } from 'vitest';
import { bearer, startAssistant } from './assistant.js';

const authorization = (apiKey: string) => ({
  authorization: `Basic ${Buffer.from(`apikey:${apiKey}`).toString('base64')}`,
});

function remove(url: string, query: string, headers: Record<string, string> = authorization('stand-in')) {
  return fetch(`${url}/v2/user_data?${query}`, { method: 'DELETE', headers });
}

test("the site's server can delete the data of one ID, and only of this ID", async () => {
  const { url, message, history } = await startAssistant();
  const mine = await bearer({ sub: 'anon-1' });
  const theirs = await bearer({ sub: 'anon-2' });
  const { session_id } = await (await message(mine, 'Hello')).json();
  const other = await (await message(theirs, 'Hello')).json();
  const response = await remove(url, 'version=2024-08-25&customer_id=anon-1');

  expect(response.status).toBe(202);
  expect((await history(mine, session_id)).status).toBe(404);
  expect((await history(theirs, other.session_id)).status).toBe(200);
});

test.each([
  ['without a key', 401, 'version=2024-08-25&customer_id=anon-1', {}],
  ['with another key', 401, 'version=2024-08-25&customer_id=anon-1', authorization('guessed')],
  ["with a visitor's token", 401, 'version=2024-08-25&customer_id=anon-1', { authorization: 'Bearer a.b.c' }],
  ['without an ID', 400, 'version=2024-08-25', authorization('stand-in')],
  ['without a version', 400, 'customer_id=anon-1', authorization('stand-in')],
])('a request to delete %s is refused with %i', async (_what, status, query, headers) => {
  const { url } = await startAssistant();

  expect((await remove(url, query, headers)).status).toBe(status);
});

test('more than four requests in a minute get the time to wait', async () => {
  const { url } = await startAssistant();
  const responses = [];
  for (const id of '12345') responses.push(await remove(url, `version=2024-08-25&customer_id=anon-${id}`));

  expect(responses.map(({ status }) => status)).toEqual([202, 202, 202, 202, 429]);
  expect(Number(responses[4]!.headers.get('retry-after'))).toBeGreaterThan(50);
});
