import { type ReactNode, StrictMode, startTransition, useLayoutEffect } from 'react';
import { expect, test, vi } from 'vitest';
import type { SecureWebChat } from '../../src/index.js';
import { useSecureWebChat } from '../../src/react/index.js';
import { outcome } from '../unit/site.js';
import { createApplication, flush } from './application.js';

interface User {
  name: string;
}

function Status() {
  const { phase, user, busy } = useSecureWebChat<User>();
  return [phase, user?.name ?? 'nobody', busy].join(' ').trim();
}

test('a component shows the current user, from the first rendering to the logout', async () => {
  const { chat, mount, provide, text, complaints } = createApplication({ style: 'cookie' });
  await mount(<StrictMode>{provide(<Status />)}</StrictMode>);
  expect(text()).toBe('ready nobody');

  await flush(() => chat.login({ username: 'cade' }));
  expect(text()).toBe('ready cade');
  await flush(() => chat.logout());
  expect(text()).toBe('ready nobody');
  expect(complaints()).toEqual([]);
});

test('two components render once for each change', async () => {
  const { backend, chat, mount, provide, states } = createApplication();
  const rendered = { one: 0, other: 0 };
  function Counted({ name }: { name: keyof typeof rendered }) {
    useSecureWebChat();
    rendered[name] += 1;
    return null;
  }
  await mount(
    provide(
      <>
        <Counted name="one" />
        <Counted name="other" />
      </>,
    ),
  );
  const before = { ...rendered };
  states.length = 0;
  let answer = (_answer: object) => {};
  backend.script.login.push(() => new Promise((resolve) => (answer = resolve)));
  const login = chat.login({ username: 'cade' });
  await flush(() => {});

  expect(states.map(({ busy }) => busy)).toEqual(['login']);
  expect(rendered).toEqual({ one: before.one + 1, other: before.other + 1 });
  answer({});
  await flush(() => login);
});

test('open, login and logout work without their object, and are the same functions at every render', async () => {
  const { backend, chat, mount, provide } = createApplication({ style: 'cookie' });
  const seen: ReturnType<typeof useSecureWebChat<User>>[] = [];
  function Watch() {
    seen.push(useSecureWebChat<User>());
    return null;
  }
  await mount(provide(<Watch />, 'manual'));
  const [{ open, login, logout } = seen[0]!] = seen;
  await flush(() => open());
  expect(chat.instance?.getState().isWebChatOpen).toBe(true);
  expect(await flush(() => login<{ hello: string }>({ username: 'cade' }))).toEqual({ hello: 'cade' });
  await flush(() => logout());

  expect(backend.asked).toEqual(expect.arrayContaining(['login', 'logout']));
  expect(seen.length).toBeGreaterThan(3);
  for (const now of seen) expect(now).toMatchObject({ chat, open, login, logout });
});

test('a chat may be passed instead of the one of a provider', async () => {
  const { chat, mount, text } = createApplication();
  function Passed({ chat }: { chat: SecureWebChat }) {
    return useSecureWebChat(chat).phase;
  }
  await mount(<Passed chat={chat} />);
  expect(text()).toBe('idle');
  await flush(() => chat.load());
  expect(text()).toBe('ready');
});

test('without a provider, the error says what to do', async () => {
  const { mount } = createApplication();
  await expect(mount(<Status />)).rejects.toThrow(
    'Could not use useSecureWebChat because no SecureWebChatProvider is above it; put one around your application.',
  );
});

test('the state and the errors of the methods say that a chat is destroyed', async () => {
  const { chat, mount, provide, text } = createApplication();
  let open = async () => {};
  function Button() {
    const used = useSecureWebChat();
    open = used.open;
    return used.phase;
  }
  await mount(provide(<Button />));
  await flush(() => chat.destroy());
  expect(text()).toBe('destroyed');
  const opened = outcome(open());
  await flush(() => {});
  expect(opened.result).toMatchObject({ code: 'DESTROYED' });
});

/** Many components read the state. The state changes while React renders them piece by piece. */
async function commitsOf(read: (chat: SecureWebChat) => string) {
  const { chat, mount, provide, page } = createApplication();
  const { render } = await mount(provide(null));
  const commits: string[] = [];
  const change = vi.fn(() => void chat.destroy());
  function Reader({ index }: { index: number }) {
    const phase = read(chat);
    if (index === 10 && change.mock.calls.length === 0) change();
    useLayoutEffect(() => {
      if (index === 0) commits.push([...new Set([...page.querySelectorAll('i')].map((i) => i.textContent))].join());
    });
    return <i>{phase}</i>;
  }
  const readers: ReactNode[] = Array.from({ length: 20 }, (_, index) => <Reader key={String(index)} index={index} />);
  await flush(() => startTransition(() => void render(provide(readers))));
  expect(change).toHaveBeenCalledOnce();
  return commits;
}

test('after a change in the middle of a concurrent rendering, all components show the same state', async () => {
  expect(await commitsOf((chat) => useSecureWebChat(chat).phase)).toEqual(['destroyed']);
});

test('the check above finds components with different states', async () => {
  expect(await commitsOf((chat) => chat.getState().phase)).toEqual(['ready,destroyed']);
});
