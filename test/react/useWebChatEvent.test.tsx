import { StrictMode, useState } from 'react';
import { expect, test, vi } from 'vitest';
import { useWebChatEvent } from '../../src/react/index.js';
import { createApplication, flush } from './application.js';

test('if the handler is a new function at each render, the newest one is called, with one subscription', async () => {
  const subscribed: string[] = [];
  const { mount, provide, say } = createApplication({
    webChat: {
      onLoad(instance) {
        const { on } = instance;
        instance.on = (...given: [never]) => {
          subscribed.push(...[given[0]].flat().map(({ type }: { type: string }) => type));
          return on.call(instance, ...given);
        };
      },
    },
  });
  const told: string[] = [];
  let setCount = (_count: number) => {};
  function Listener() {
    const [count, set] = useState(0);
    setCount = set;
    useWebChatEvent('pre:send', ({ data }) => void told.push(`${count} ${data.input?.text}`));
    return null;
  }
  await mount(provide(<Listener />));
  for (const count of [1, 2, 3]) await flush(() => setCount(count));
  await say('Hello');
  await flush(() => setCount(4));
  await say('Bye');

  expect(told.filter((line) => /Hello|Bye/.test(line))).toEqual(['3 Hello', '4 Bye']);
  expect(subscribed.filter((type) => type === 'pre:send')).toHaveLength(1);
});

test('in StrictMode a handler is called once for each event', async () => {
  const { mount, provide, say } = createApplication();
  const handler = vi.fn();
  function Listener() {
    useWebChatEvent('receive', handler);
    return null;
  }
  await mount(<StrictMode>{provide(<Listener />)}</StrictMode>);
  await say('Hello');
  handler.mockClear();
  await say('Hello again');
  expect(handler).toHaveBeenCalledOnce();
});

test('a logout replaces the instance, and the handler receives events of the new instance only', async () => {
  const { chat, mount, provide, say, simulator } = createApplication();
  const told: [string | undefined, boolean][] = [];
  function Listener() {
    useWebChatEvent('send', ({ data }, instance) => void told.push([data.input?.text, instance === chat.instance]));
    return null;
  }
  await mount(provide(<Listener />));
  await flush(() => simulator.open());
  await flush(() => chat.login({ username: 'cade' }));
  await say('As Cade');
  const old = chat.instance;
  await flush(() => chat.logout());
  expect(chat.instance).not.toBe(old);
  await flush(() => simulator.open());
  await say('As nobody');
  await flush(() => old?.send('Late').catch(() => {}));

  expect(told.filter(([text]) => text)).toEqual([
    ['As Cade', true],
    ['As nobody', true],
  ]);
});

test('web chat waits for a promise that the handler returns', async () => {
  const { assistant, mount, provide, say } = createApplication();
  function Context() {
    useWebChatEvent('pre:send', async ({ data }) => {
      await Promise.resolve();
      data.context = { ...data.context, page: '/loans' };
    });
    return null;
  }
  await mount(provide(<Context />));
  await say('Hello');
  expect(assistant.requests.map(({ body }) => JSON.stringify(body) ?? '').filter((body) => /Hello/.test(body))).toEqual(
    [expect.stringContaining('"page":"/loans"')],
  );
});

test('an unmounted component receives no events', async () => {
  const { mount, provide, say } = createApplication();
  const handler = vi.fn();
  function Listener() {
    useWebChatEvent('send', handler);
    return null;
  }
  const { render } = await mount(provide(<Listener />));
  await say('Hello');
  const { length } = handler.mock.calls;
  expect(length).toBeGreaterThan(0);
  await render(provide(null));
  await say('Hello again');
  expect(handler).toHaveBeenCalledTimes(length);
});

test('a component that is mounted later receives the events from then on', async () => {
  const { mount, provide, say } = createApplication();
  const told: (string | undefined)[] = [];
  function Listener() {
    useWebChatEvent('send', ({ data }) => void told.push(data.input?.text));
    return null;
  }
  const { render } = await mount(provide(null));
  await say('Before');
  await render(provide(<Listener />));
  await say('After');
  expect(told).toEqual(['After']);
});
