import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { bearer, startAssistant } from './assistant.js';

const cade = { name: 'Cade', custom_user_id: 'cade-id' };

test('the question if security is on needs no token, but a token that is sent must be valid', async () => {
  const { config } = await startAssistant();

  expect(await (await config()).json()).toMatchObject({ authorization: { is_on: true } });
  expect((await config(await bearer({ sub: 'anon-1' }))).status).toBe(200);
  expect((await config(await bearer({ sub: 'anon-1', exp: 1 }))).status).toBe(401);
});

test('the first message starts a session and gets a greeting; the next one continues the session', async () => {
  const { message } = await startAssistant();
  const token = await bearer({ sub: 'anon-1', userPayload: cade });
  const first = await message(token, '');
  const welcome = await first.json();

  expect(welcome.output.generic).toEqual([{ response_type: 'text', text: expect.stringMatching('Welcome.*Cade') }]);
  expect(first.headers.get('x-watson-session-timeout')).toBe('300');
  const next = await (await message(token, 'Hello', welcome.session_id)).json();
  expect(next.session_id).toBe(welcome.session_id);
  expect(next.output.generic[0].text).toMatch('Hello');
});

test('"Who am I?" is answered with both IDs', async () => {
  const { message } = await startAssistant();
  const known = await (await message(await bearer({ sub: 'anon-1', userPayload: cade }), 'Who am I?')).json();
  const unknown = await (await message(await bearer({ sub: 'anon-1' }), 'who am i')).json();

  expect(known.output.generic[0].text).toBe('Your user ID is anon-1 and your custom user ID is cade-id.');
  expect(unknown.output.generic[0].text).toMatch('Your user ID is anon-1');
});

test('tests can see the user of each message, whatever its body claims', async () => {
  const { message, requests } = await startAssistant();
  const reply = await (await message(await bearer({ sub: 'anon-1', userPayload: cade }), 'Hello')).json();

  expect(reply.context.stand_in).toEqual({ sub: 'anon-1', custom_user_id: 'cade-id', session_id: reply.session_id });
  expect(requests).toEqual([
    {
      method: 'POST',
      path: '/public/chat/demo/message',
      status: 200,
      subject: 'anon-1',
      customUserID: 'cade-id',
      sessionID: reply.session_id,
      text: 'Hello',
    },
  ]);
});

test('the subject of a session can read its history, oldest first', async () => {
  const { message, history } = await startAssistant();
  const token = await bearer({ sub: 'anon-1' });
  const { session_id } = await (await message(token, 'One')).json();
  await message(token, 'Two', session_id);
  const response = await history(token, session_id);
  const { notes } = await response.json();

  expect(response.headers.get('x-watson-session-timeout')).toBe('300');
  expect(notes).toMatchObject([
    {
      type: 'HISTORY',
      body: [
        { message: { input: { text: 'One' } }, time: expect.stringMatching(/^\d{4}-/) },
        { message: { output: { generic: [{ text: expect.stringMatching('One') }] } } },
        { message: { input: { text: 'Two' } } },
        { message: { output: { generic: [{ text: expect.stringMatching('Two') }] } } },
      ],
    },
  ]);
});

test("a subject cannot find another subject's session, to send a message, read the history or end it", async () => {
  const { message, history, end } = await startAssistant();
  const mine = await bearer({ sub: 'anon-1' });
  const theirs = await bearer({ sub: 'anon-2' });
  const { session_id } = await (await message(mine, 'Hello')).json();

  for (const response of [
    await message(theirs, 'Hello', session_id),
    await history(theirs, session_id),
    await end(theirs, session_id),
  ]) {
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('session not found');
  }
  expect((await history(mine, session_id)).status).toBe(200);
});

test('the same subject continues its session with a new token and another payload', async () => {
  const { message } = await startAssistant();
  const { session_id } = await (await message(await bearer({ sub: 'anon-1' }), 'Hello')).json();
  const reply = await (
    await message(await bearer({ sub: 'anon-1', userPayload: cade }), 'Who am I?', session_id)
  ).json();

  expect(reply.session_id).toBe(session_id);
  expect(reply.context.stand_in.custom_user_id).toBe('cade-id');
});

test('a session that was ended is not found', async () => {
  const { message, end } = await startAssistant();
  const token = await bearer({ sub: 'anon-1' });
  const { session_id } = await (await message(token, 'Hello')).json();

  expect((await end(token, session_id)).status).toBe(200);
  expect((await message(token, 'Hello', session_id)).status).toBe(404);
});

test('a session ends when nobody speaks for five minutes', async () => {
  const { message, clock } = await startAssistant();
  const token = await bearer({ sub: 'anon-1' });
  const { session_id } = await (await message(token, 'Hello')).json();

  clock.now += 299_999;
  expect((await message(token, 'Hello', session_id)).status).toBe(200);
  clock.now += 300_000;
  expect((await message(token, 'Hello', session_id)).status).toBe(404);
});

test('a malformed message is refused with 400, with a text that does not make web chat request a token', async () => {
  const { url } = await startAssistant();
  const headers = { authorization: await bearer({ sub: 'anon-1' }), 'content-type': 'application/json' };
  for (const body of ['{"value":1}', '{', '[]']) {
    const response = await fetch(`${url}/public/chat/demo/message`, { method: 'POST', headers, body });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toMatch(/malformed|JWT/);
  }
});

test('a subscription ID replaces "public" in the path', async () => {
  const { url } = await startAssistant();
  expect((await fetch(`${url}/a-subscription/chat/demo/config`)).status).toBe(200);
});

test('a page of any origin may send its token, but no cookies', async () => {
  const { url } = await startAssistant();
  const response = await fetch(`${url}/public/chat/demo/message`, {
    method: 'OPTIONS',
    headers: { origin: 'https://shop.example', 'access-control-request-headers': 'authorization,content-type' },
  });

  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(response.headers.get('access-control-allow-headers')).toBe('authorization,content-type');
  expect(response.headers.get('access-control-allow-methods')).toMatch('DELETE');
  expect(response.headers.get('access-control-allow-credentials')).toBeNull();
});

test("web chat's script is served under IBM's own path, for any version and origin", async () => {
  const scriptFile = fileURLToPath(import.meta.url);
  const { url } = await startAssistant({ scriptFile });
  const response = await fetch(`${url}/versions/8.12.5/WatsonAssistantChatEntry.js`);

  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(await response.text()).toMatch("served under IBM's own path");
  expect((await fetch(`${url}/versions/8/Other.js`)).status).toBe(404);
});
