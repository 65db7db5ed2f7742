// @vitest-environment happy-dom

import { SecureWebChat } from 'secure-web-chat';
import { installWebChatSimulator, testToken } from 'secure-web-chat/testing';
import { afterEach, expect, test } from 'vitest';

const simulator = installWebChatSimulator();
afterEach(() => simulator.uninstall());

test('the page greets the visitor and the chat survives an expired token', async () => {
  let tokens = 0;
  const chat = new SecureWebChat({
    webChat: { integrationID: 'test', region: 'test' },
    tokenEndpoint: () => {
      tokens++;
      return testToken({ sub: 'anon-1' });
    },
    loginEndpoint: ({ input }) => ({ welcome: input }),
  });
  await chat.load();
  await simulator.open();
  expect(await simulator.say('Who am I?')).toContain('anon-1');
  simulator.expireToken();
  await simulator.say('Still there?');
  expect(tokens).toBe(2);
  await chat.destroy();
});
