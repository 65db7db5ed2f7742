// @vitest-environment happy-dom
import { SecureWebChat } from 'secure-web-chat';
import { installWebChatSimulator, testToken } from 'secure-web-chat/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';

let simulator: ReturnType<typeof installWebChatSimulator>;
let chat: SecureWebChat;
let tokenRequests: number;

beforeEach(() => {
  simulator = installWebChatSimulator();
  tokenRequests = 0;
  chat = new SecureWebChat({
    webChat: { integrationID: 'test', region: 'test' },
    tokenEndpoint: () => {
      tokenRequests += 1;
      return testToken({ sub: 'anon-1' });
    },
  });
});

afterEach(async () => {
  await chat.destroy();
  simulator.uninstall();
});

test('the assistant knows the visitor by the anonymous ID', async () => {
  await chat.load();
  await simulator.open();
  expect(await simulator.say('Who am I?')).toContain('anon-1');
});

test('the conversation continues after a token has expired', async () => {
  await chat.load();
  await simulator.say('Hello');
  simulator.expireToken();
  await simulator.say('Still there?');
  expect(tokenRequests).toBe(2);
  expect(simulator.transcript.join('\n')).toContain('Still there?');
});

test('the chat reports a token that is not a JWT', async () => {
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
