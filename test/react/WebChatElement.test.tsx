import { StrictMode } from 'react';
import { expect, test } from 'vitest';
import { WebChatElement, webChatElement } from '../../src/react/index.js';
import { container, isOpen, isShown } from '../unit/site.js';
import { createApplication, flush } from './application.js';
import { ErrorBoundary } from './errorBoundary.js';

const embedded = { webChat: { element: webChatElement, showLauncher: false } };
const place = () => document.querySelector<HTMLElement>('#place');
/** Whether the visitor sees web chat in its place. */
const isInPlace = () => place()?.contains(container()) === true && place()?.style.display !== 'none';

test('web chat is in its element, which takes up space only while the window is open', async () => {
  const { chat, mount, provide, complaints } = createApplication(embedded);
  await mount(<StrictMode>{provide(<WebChatElement className="chat" id="place" />)}</StrictMode>);
  expect(place()?.className).toBe('chat');
  expect(isInPlace()).toBe(false);
  await flush(() => chat.open());
  expect(isInPlace()).toBe(true);
  await flush(() => chat.instance?.changeView('launcher'));
  expect(isInPlace()).toBe(false);
  expect(complaints()).toEqual([]);
});

test('a chat that opens with the page is visible before it has a token', async () => {
  const { backend, mount, provide } = createApplication({
    webChat: { ...embedded.webChat, openChatByDefault: true },
  });
  backend.script.token.push(() => new Promise(() => {}));
  await mount(provide(<WebChatElement id="place" />));
  expect(isInPlace()).toBe(true);
});

test('after it is unmounted and mounted again, as a route does, it shows the same chat', async () => {
  const application = createApplication(embedded);
  const { chat, mount, provide, say } = application;
  const { render } = await mount(provide(<WebChatElement id="place" />));
  await flush(() => chat.open());
  await say('My secret');
  const { instance } = chat;
  const element = container();
  await render(provide(null));
  expect(container()).toBe(null);
  expect(isOpen(application)).toBe(true);

  await render(provide(<WebChatElement id="place" />));
  expect(isInPlace()).toBe(true);
  expect(container()).toBe(element);
  expect(chat.instance).toBe(instance);
  expect(isShown(application)).toBe(true);
});

test('if another route has an element of its own, the chat moves there', async () => {
  const { chat, mount, provide, text } = createApplication(embedded);
  const route = (name: string) =>
    provide(
      <main key={name}>
        <h1>{name}</h1>
        <WebChatElement id="place" />
      </main>,
    );
  const { render } = await mount(route('Home'));
  await flush(() => chat.open());
  await render(route('Loans'));
  expect(text()).toContain('Loans');
  expect(isInPlace()).toBe(true);
});

test('a second element at the same time throws an error, and the first keeps the chat', async () => {
  const { chat, mount, provide, text } = createApplication(embedded);
  await mount(
    provide(
      <>
        <WebChatElement id="place" />
        <ErrorBoundary>
          <WebChatElement />
        </ErrorBoundary>
      </>,
    ),
  );
  await flush(() => chat.open());
  expect(text()).toContain('Could not mount WebChatElement because another one is mounted; mount one at a time.');
  expect(isInPlace()).toBe(true);
});

test('after a logout, the new chat is in the same element, closed', async () => {
  const { backend, chat, mount, provide } = createApplication(embedded);
  await mount(provide(<WebChatElement id="place" />));
  await flush(() => chat.open());
  await flush(() => chat.login({ username: 'cade' }));
  const old = container();
  backend.onLogout = { sub: 'anon-2', user: null };
  await flush(() => chat.logout());
  const isStillOpen = chat.instance?.getState().isWebChatOpen;
  expect(container()).not.toBe(old);
  expect(place()?.contains(container())).toBe(true);
  expect(isInPlace()).toBe(isStillOpen);
});

test('a destroyed chat takes up no space', async () => {
  const { chat, mount, provide } = createApplication(embedded);
  await mount(provide(<WebChatElement id="place" />));
  await flush(() => chat.open());
  await flush(() => chat.destroy());
  expect(place()?.style.display).toBe('none');
  expect(container()).toBe(null);
});

test('without a provider, the error says what to do', async () => {
  const { mount } = createApplication();
  await expect(mount(<WebChatElement />)).rejects.toThrow(/because no SecureWebChatProvider is above it/);
});
