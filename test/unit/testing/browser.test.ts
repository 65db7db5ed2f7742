import { expect, onTestFinished, test, vi } from 'vitest';
import { testToken } from '../../../src/testing/identityToken.js';
import type { FullWebChatInstance } from '../../../src/web-chat/ibm/index.js';
import { globals } from './simulatorPage.js';

/** A page that loads the script, as often as the test asks for another one. */
async function openPage() {
  vi.resetModules();
  await import('../../../src/testing/browser.js');
  onTestFinished(() => {
    globals.webChatSimulator.uninstall();
    sessionStorage.clear();
  });
  const instance = (await globals.loadWatsonAssistantChat?.({
    integrationID: 'integration',
    region: 'test',
  })) as FullWebChatInstance;
  instance.on({
    type: 'identityTokenExpired',
    handler: (event) => {
      event.identityToken = testToken({ sub: 'anon-1' });
    },
  });
  await instance.render();
  return instance;
}

test('puts the simulator on the page, with an assistant in memory', async () => {
  await openPage();
  expect(await globals.webChatSimulator.say('Who am I?')).toBe('Your user ID is anon-1.');
});

test('the assistant remembers its conversations on the next page of the tab', async () => {
  const first = await openPage();
  await globals.webChatSimulator.say('Hello');
  const { sessionID } = first.getState();
  window.dispatchEvent(new Event('pagehide'));
  first.destroy();
  const second = await openPage();
  await expect.poll(() => globals.webChatSimulator.transcript).toContain('You said “Hello”.');
  expect(second.getState().sessionID).toBe(sessionID);
  await second.restartConversation();
  expect(second.getState().sessionID).not.toBe(sessionID);
});

test('starts a chat automatically with the options that the page has set for IBM’s script', async () => {
  const onLoad = vi.fn();
  globals.watsonAssistantChatOptions = { integrationID: 'integration', region: 'test', onLoad };
  onTestFinished(() => {
    delete globals.watsonAssistantChatOptions;
  });
  await openPage();
  await expect.poll(() => onLoad.mock.calls.length).toBe(1);
});
