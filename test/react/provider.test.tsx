import { StrictMode, useState } from 'react';
import { expect, test } from 'vitest';
import { SecureWebChatProvider, useSecureWebChat } from '../../src/react/index.js';
import { container, isShown, pass } from '../unit/site.js';
import { createApplication, flush } from './application.js';

const containers = () => document.querySelectorAll('.WACContainer').length;

function Status() {
  const { phase, error } = useSecureWebChat();
  return error ? `${phase} ${error.code}` : phase;
}

test('in StrictMode, which mounts everything twice, there is one chat', async () => {
  const { mount, provide, simulator, backend, complaints } = createApplication();
  await mount(<StrictMode>{provide(<Status />)}</StrictMode>);
  await flush(() => simulator.open());
  expect(containers()).toBe(1);
  expect(backend.asked).toHaveLength(1);
  expect(complaints()).toEqual([]);
});

test.each([
  ['now', 'ready'],
  ['idle', 'idle'],
  ['manual', 'idle'],
] as const)('with load="%s" the chat is %s after mounting', async (load, phase) => {
  const { mount, provide, text } = createApplication();
  await mount(provide(<Status />, load));
  expect(text()).toBe(phase);
});

test('with load="idle" the chat loads when the browser is idle', async () => {
  const { mount, provide, text } = createApplication();
  await mount(provide(<Status />, 'idle'));
  await flush(() => pass(10_000));
  expect(text()).toBe('ready');
});

test('with load="manual" the chat loads when it is opened', async () => {
  const { chat, mount, provide, text } = createApplication();
  await mount(provide(<Status />, 'manual'));
  await flush(() => pass(10_000));
  expect(text()).toBe('idle');
  await flush(() => chat.open());
  expect(text()).toBe('ready');
});

test('a provider that is unmounted and mounted again has the same chat with the same conversation', async () => {
  const application = createApplication();
  const { chat, mount, provide, say } = application;
  const { render, unmount } = await mount(provide(<Status />));
  await say('My secret');
  const { instance } = chat;
  const element = container();
  await render(null);
  expect(chat.getState().phase).toBe('ready');
  expect(isShown(application)).toBe(true);
  await render(provide(<Status />));
  await unmount();

  expect(chat.instance).toBe(instance);
  expect(container()).toBe(element);
  expect(isShown(application)).toBe(true);
});

test('a change of routes does not affect the chat', async () => {
  const application = createApplication();
  const { mount, provide, say, chat } = application;
  let go = (_route: string) => {};
  function Routes() {
    const [route, setRoute] = useState('home');
    go = setRoute;
    return route === 'home' ? <Status /> : <p>{useSecureWebChat.name}</p>;
  }
  await mount(<StrictMode>{provide(<Routes />)}</StrictMode>);
  await say('My secret');
  const { instance } = chat;
  await flush(() => go('loans'));
  await flush(() => go('home'));
  expect(chat.instance).toBe(instance);
  expect(isShown(application)).toBe(true);
});

test('the components below use another chat if the provider gets one', async () => {
  const { create, mount, provide, text } = createApplication();
  const { render } = await mount(provide(<Status />));
  const other = create({ webChat: { namespace: 'other' } });
  await render(
    <SecureWebChatProvider chat={other} load="manual">
      <Status />
    </SecureWebChatProvider>,
  );
  expect(text()).toBe('idle');
});

test('if the chat does not load, the state has the error, and there is no unhandled rejection', async () => {
  const { mount, provide, text, complaints } = createApplication({
    webChat: { onLoad: () => Promise.reject(new Error('No')) },
  });
  await mount(provide(<Status />));
  expect(text()).toBe('failed WEB_CHAT_FAILED');
  expect(complaints()).toEqual([]);
});

test('an error that the state does not show is on the console: the chat was destroyed earlier', async () => {
  const { chat, mount, provide, text, console } = createApplication();
  await flush(() => chat.destroy());
  await mount(provide(<Status />));
  expect(text()).toBe('destroyed');
  expect(console.error.mock.calls).toEqual([[expect.objectContaining({ code: 'DESTROYED' })]]);
});

test('destroying a chat while it loads causes no error', async () => {
  const { chat, mount, provide, text, complaints } = createApplication({
    webChat: { onLoad: () => new Promise(() => {}) },
  });
  await mount(provide(<Status />));
  expect(text()).toBe('loading');
  await flush(() => chat.destroy());
  expect(text()).toBe('destroyed');
  expect(complaints()).toEqual([]);
});
