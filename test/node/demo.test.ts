import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { type DemoOptions, startDemo } from '../../examples/demo.js';
import { parseEnvironment, readEnvironment } from '../../examples/environment.js';
import { HttpVisitor } from './httpVisitor.js';
import { payload } from './keys.js';
import { freshStore } from './memoryStore.js';

const keysFolder = mkdtempSync(join(tmpdir(), 'demo-keys-'));
afterAll(() => rmSync(keysFolder, { recursive: true }));

async function start(options: DemoOptions = {}) {
  const demo = await startDemo({ port: 0, keysFolder, store: await freshStore(), ...options });
  onTestFinished(demo.close);
  return demo;
}

test('the assistant knows the visitor before and after a login in the middle of the session', async () => {
  const demo = await start();
  const visitor = new HttpVisitor(demo.url);
  const before = await say('Who am I?');
  await visitor.login('cade');
  const after = await say('Who am I?', before.session_id);

  expect(before.output.generic[0].text).toMatch(/^Your user ID is (anon-\S+) and your custom user ID is \1\.$/);
  expect(after.output.generic[0].text).toMatch(/^Your user ID is anon-\S+ and your custom user ID is cade-id\.$/);
  expect(after.session_id).toBe(before.session_id);
  expect(demo.requests.map(({ customUserID }) => customUserID)).toEqual([demo.requests[0]?.subject, 'cade-id']);
  expect(demo.requests[1]?.subject).toBe(demo.requests[0]?.subject);

  async function say(text: string, session_id?: string) {
    const response = await fetch(`${demo.assistantUrl}/public/chat/demo/message`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await visitor.token()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ value: { input: { text } }, session_id }),
    });
    return response.json();
  }
});

test('the page gets the address of the assistant, and may call it', async () => {
  const demo = await start();
  const visitor = new HttpVisitor(demo.url);
  const { servers } = await (await visitor.get('/config.json')).json();
  const policy = (await visitor.get('/')).headers.get('content-security-policy');

  expect(servers).toEqual({ assistantURLPrefix: demo.assistantUrl, webChatScriptPrefix: demo.assistantUrl });
  expect(new URL(demo.assistantUrl!).origin).not.toBe(new URL(demo.url).origin);
  expect(policy).toMatch(`connect-src 'self' ${demo.assistantUrl}`);
});

test('keys are made once, and only their owner can read them', async () => {
  await start();
  const first = readFileSync(join(keysFolder, 'signing.pem'), 'utf8');
  await start();

  expect(readFileSync(join(keysFolder, 'signing.pem'), 'utf8')).toBe(first);
  expect(statSync(join(keysFolder, 'signing.pem')).mode & 0o777).toBe(0o600);
  expect(statSync(join(keysFolder, 'payload.pem')).mode & 0o777).toBe(0o600);
});

test('a port that is in use is reported in one sentence, and no process is left', async () => {
  const other = createServer().listen(0, 'localhost');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as { port: number };
  const free = await start();
  const assistantPort = Number(new URL(free.assistantUrl!).port);
  await free.close();

  await expect(start({ port, assistantPort })).rejects.toThrow(`port ${port} is in use`);
  const again = await start({ assistantPort });
  expect(again.assistantUrl).toBe(free.assistantUrl);
});

test("with IBM's values, no stand-in starts, and the page gets IBM's options and policy", async () => {
  const realAssistant = {
    webChat: { integrationID: 'a', region: 'us-south', serviceInstanceID: 'b', clientVersion: '8' },
    payloadKey: String(payload.publicKey.export({ type: 'spki', format: 'pem' })),
  };
  const demo = await start({ realAssistant });
  const visitor = new HttpVisitor(demo.url);

  expect(demo.assistantUrl).toBeNull();
  expect(await (await visitor.get('/config.json')).json()).toEqual(realAssistant.webChat);
  expect((await visitor.get('/')).headers.get('content-security-policy')).toMatch('https://*.watson.appdomain.cloud');
});

test('an empty environment starts the demo with its defaults', () => {
  expect(readEnvironment({ PORT: '', INTEGRATION_ID: '', DATABASE_URL: 'postgres://localhost/x' })).toEqual({});
});

test('the environment sets ports, and the four values of a real assistant', () => {
  const variables = { PORT: '8080', INTEGRATION_ID: 'a', REGION: 'eu-de', SERVICE_INSTANCE_ID: 'b' };
  const options = readEnvironment({ ...variables, IBM_PUBLIC_KEY_FILE: join(keysFolder, 'payload-public.pem') });

  expect(options).toMatchObject({
    port: 8080,
    realAssistant: {
      webChat: { integrationID: 'a', region: 'eu-de', serviceInstanceID: 'b' },
      payloadKey: expect.stringMatching('BEGIN PUBLIC KEY'),
    },
  });
});

test.each([
  [{ PORT: 'many' }, 'PORT'],
  [{ TRUST_PROXY: 'true' }, 'TRUST_PROXY'],
  [{ TRUST_PROXY: 'loopback, nearby' }, 'TRUST_PROXY'],
  [{ TRUST_PROXY: '10.0.0.0/33' }, 'TRUST_PROXY'],
  [{ INTEGRATION_ID: 'a' }, 'REGION'],
  [{ INTEGRATION_ID: 'a', REGION: 'b', SERVICE_INSTANCE_ID: 'c' }, 'IBM_PUBLIC_KEY_FILE'],
  [
    { INTEGRATION_ID: 'a', REGION: 'b', SERVICE_INSTANCE_ID: 'c', IBM_PUBLIC_KEY_FILE: 'none.pem' },
    'IBM_PUBLIC_KEY_FILE',
  ],
])('an environment of %o is refused, naming %s', (variables, name) => {
  expect(() => readEnvironment(variables)).toThrow(name);
});

test.each([
  ['2', 2],
  ['0', 0],
  ['false', false],
  ['loopback, 10.0.0.0/8,2001:db8::1', 'loopback, 10.0.0.0/8,2001:db8::1'],
])('TRUST_PROXY=%s has the same meaning as in Express', (text, trusted) => {
  const { TRUST_PROXY } = parseEnvironment({ TRUST_PROXY: text });

  expect(TRUST_PROXY).toBe(trusted);
  express().set('trust proxy', TRUST_PROXY);
});
