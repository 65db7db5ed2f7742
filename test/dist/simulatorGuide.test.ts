// @vitest-environment happy-dom
import { SecureWebChat } from 'secure-web-chat';
import { installWebChatSimulator, testToken } from 'secure-web-chat/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';

let simulator: ReturnType<typeof installWebChatSimulator>;
let chat: SecureWebChat;
let tokens: number;

beforeEach(() => {
  simulator = installWebChatSimulator();
  tokens = 0;
  chat = new SecureWebChat({
    webChat: { integrationID: 'test', region: 'test' },
    tokenEndpoint: () => {
      tokens += 1;
      return testToken({ sub: 'anon-1' });
    },
    loginEndpoint: ({ input }) => ({ welcome: input }),
  });
});

afterEach(async () => {
  await chat.destroy();
  simulator.uninstall();
});

test('the visitor is known by the anonymous ID', async () => {
  await chat.load();
  await simulator.open();
  expect(await simulator.say('Who am I?')).toContain('anon-1');
});

test('the conversation survives a token that has expired', async () => {
  await chat.load();
  await simulator.say('Hello');
  simulator.expireToken();
  await simulator.say('Still there?');
  expect(tokens).toBe(2);
  expect(simulator.transcript.join('\n')).toContain('Still there?');
});

test('a token that cannot be used is reported', async () => {
  const errors: string[] = [];
  const broken = new SecureWebChat({
    webChat: { integrationID: 'test', region: 'test', namespace: 'broken' },
    tokenEndpoint: () => 'not a JWT',
  });
  broken.on('error', ({ code }) => errors.push(code));
  await broken.load();
  await simulator.open();
  expect(errors).toContain('TOKEN_INVALID');
  await broken.destroy();
});
