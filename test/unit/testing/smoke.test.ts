import { afterEach, expect, test } from 'vitest';
import { installWebChatSimulator, testToken } from '../../../src/testing/index.js';

const simulator = installWebChatSimulator();
afterEach(() => simulator.uninstall());

test('smoke', async () => {
  let tokens = 0;
  const instance = await window.loadWatsonAssistantChat!({ integrationID: 'test', region: 'test' });
  instance.on({
    type: 'identityTokenExpired',
    handler: (event: any) => {
      tokens++;
      event.identityToken = testToken({ sub: 'anon-1' });
    },
  });
  await instance.render();
  expect(tokens).toBe(0);
  await simulator.open();
  expect(await simulator.say('Who am I?')).toContain('anon-1');
  simulator.expireToken();
  await simulator.say('Still there?');
  expect(tokens).toBe(2);
  expect(simulator.transcript).toHaveLength(5);
  console.log(document.body.innerHTML, Object.entries(sessionStorage));
  await instance.restartConversation();
  console.log(simulator.transcript);
  await instance.destroySession();
  instance.destroy();
  console.log(document.body.innerHTML, Object.entries(sessionStorage));
});
