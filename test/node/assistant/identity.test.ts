import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { bearer, startAssistant, type TokenParts } from './assistant.js';

const nowSeconds = Math.floor(Date.now() / 1000);
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });

test('a message without a token is refused with 403', async () => {
  const { message } = await startAssistant();
  expect((await message(undefined, 'Hello')).status).toBe(403);
});

test.each([
  ['Basic Y2FkZTpsZW5keXI=', 'Authorization header provided but does not follow JWT format'],
  ['Bearer', 'Authorization header provided but does not follow JWT format'],
  ['Bearer nonsense', 'token provided is malformed'],
  ['Bearer a.b.c', 'token provided is malformed'],
])('the header "%s" is refused with 400 and "%s"', async (authorization, text) => {
  const { message } = await startAssistant();
  const response = await message(authorization, 'Hello');

  expect(response.status).toBe(400);
  expect(await response.text()).toBe(text);
});

test('a token is accepted until its last second, then refused with 401 "token expired"', async () => {
  const { message, clock } = await startAssistant();
  const token = await bearer({ sub: 'anon-1', exp: nowSeconds + 10 });
  clock.now = (nowSeconds + 9) * 1000;
  expect((await message(token, 'Hello')).status).toBe(200);

  clock.now = (nowSeconds + 10) * 1000;
  const response = await message(token, 'Hello');
  expect(response.status).toBe(401);
  expect(await response.text()).toBe('token expired');
});

test.each<[string, TokenParts, string]>([
  ["of somebody else's key", { sub: 'anon-1', key: stranger.privateKey }, 'invalid signature'],
  ['of another algorithm', { sub: 'anon-1', alg: 'RS384' }, 'invalid algorithm'],
  [
    'of a shared secret',
    { sub: 'anon-1', alg: 'HS256', key: createSecretKey(Buffer.from('x'.repeat(32))) },
    'invalid algorithm',
  ],
  ['that is not valid yet', { sub: 'anon-1', notBefore: nowSeconds + 60 }, 'invalid claim'],
  ['without a sub', {}, 'sub'],
  ['with an empty sub', { sub: '' }, 'sub'],
  ['with a sub that holds a semicolon', { sub: 'a;b' }, 'sub'],
  ['with a sub that holds an equals sign', { sub: 'a=b' }, 'sub'],
  ['with a sub that holds a space', { sub: 'a b' }, 'sub'],
  ['with a sub beyond ASCII', { sub: 'änna' }, 'sub'],
])(
  'a token %s is refused with 401, with a text that does not make web chat request another',
  async (_what, parts, text) => {
    const { message } = await startAssistant();
    const response = await message(await bearer(parts), 'Hello');

    expect(response.status).toBe(401);
    const answer = await response.text();
    expect(answer).toMatch(text);
    expect(answer).not.toMatch('token expired');
  },
);

test('a token without a signature is refused, whatever algorithm it names', async () => {
  const { message } = await startAssistant();
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const response = await message(`Bearer ${encode({ alg: 'none' })}.${encode({ sub: 'anon-1' })}.`, 'Hello');

  expect(response.status).toBe(401);
  expect(await response.text()).toBe('invalid algorithm');
});

test('a token without exp is accepted, as at IBM', async () => {
  const { message } = await startAssistant();
  expect((await message(await bearer({ sub: 'anon-1' }), 'Hello')).status).toBe(200);
});

test('the encrypted payload is read, even if it has several blocks', async () => {
  const { message, requests } = await startAssistant();
  const userPayload = { name: 'x'.repeat(600), custom_user_id: 'cade-id' };
  const response = await message(await bearer({ sub: 'anon-1', userPayload }), 'Who am I?');

  expect(response.status).toBe(200);
  expect(requests).toMatchObject([{ subject: 'anon-1', customUserID: 'cade-id', text: 'Who am I?', status: 200 }]);
});

test('a payload encrypted for somebody else is refused', async () => {
  const { message } = await startAssistant({ payloadKey: stranger.privateKey });
  const response = await message(await bearer({ sub: 'anon-1', userPayload: { name: 'Cade' } }), 'Hello');

  expect(response.status).toBe(400);
  expect(await response.text()).toBe('user_payload could not be decrypted');
});
