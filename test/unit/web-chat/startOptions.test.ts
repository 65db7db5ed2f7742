import { describe, expect, test, vi } from 'vitest';
import { container, createSite, isOpen, outcome, pass, SECRET, settle } from '../site.js';

const mount = () => {
  const element = document.createElement('main');
  document.body.append(element);
  return element;
};

describe('webChat.element', () => {
  test('that is an element contains web chat', async () => {
    const element = mount();
    const { chat } = createSite({ webChat: { element } });
    await chat.load();
    expect(container()?.parentElement).toBe(element);
  });

  test('that is a function may return an element that exists only when the chat starts', async () => {
    let element: Element | null = null;
    const { chat } = createSite({ webChat: { element: () => element } });
    element = mount();
    await chat.load();
    expect(container()?.parentElement).toBe(element);
  });

  test('that is a function is called at each start, even of a replaced instance', async () => {
    const elements: Element[] = [];
    const element = vi.fn(() => {
      const next = mount();
      elements.push(next);
      return next;
    });
    const site = createSite({ webChat: { element } });
    await site.chat.load();
    await site.simulator.say('Hello');
    site.backend.onLogin = { user: 'cade', sub: 'other-1' };
    await site.chat.login({ username: 'cade' });
    expect(element).toHaveBeenCalledTimes(2);
    expect(elements[0]?.childElementCount).toBe(0);
    expect(container()?.parentElement).toBe(elements[1]);
    expect(isOpen(site)).toBe(true);
  });

  test('that is in a shadow tree is hidden there when the visitor changes', async () => {
    const root = mount().attachShadow({ mode: 'open' });
    const inner = document.createElement('main');
    root.append(inner);
    const site = createSite({ webChat: { element: () => inner } });
    await site.chat.load();
    await site.chat.login({ username: 'cade' });
    await site.simulator.say(SECRET);
    const isHidden = () => inner.querySelector<HTMLElement>('.WACContainer')?.style.display === 'none';
    expect(isHidden()).toBe(false);
    const logout = site.chat.logout();
    expect(isHidden()).toBe(true);
    await logout;
    expect(isHidden()).toBe(false);
  });

  test('that leaves the page with its component and returns as another element has its open chat', async () => {
    let element = mount();
    const site = createSite({ webChat: { element: () => element } });
    await site.chat.open();
    await site.simulator.say('Hello');
    const { instance } = site.chat;
    element.remove();
    element = mount();
    await site.chat.open();
    expect(container()?.parentElement).toBe(element);
    expect(element.textContent).toContain('Hello');
    expect(isOpen(site)).toBe(true);
    expect(site.chat.instance).toBe(instance);
  });

  test.each([
    ['an element', mount],
    [
      'a function',
      () => {
        const element = mount();
        return () => (element.isConnected ? element : null);
      },
    ],
  ])('that has left the page, given as %s, makes open() reject after 2 s with the reason', async (_kind, make) => {
    const site = createSite({ webChat: { element: make() } });
    await site.chat.load();
    const parent = container()?.parentElement;
    parent?.remove();
    const opening = outcome(site.chat.open());
    await pass(1_900);
    expect(opening.result).toBe('pending');
    await pass(200);
    expect(opening.result).toMatchObject({
      code: 'WEB_CHAT_FAILED',
      message: 'Could not run web chat because webChat.element is not in the page; add it before open().',
    });
    expect(site.errors).toEqual([]);
    if (parent) document.body.append(parent);
    await settle();
    expect(container()?.isConnected).toBe(true);
    expect(isOpen(site)).toBe(true);
  });

  test('may be mounted at the moment at which the chat is opened', async () => {
    const element = document.createElement('main');
    const { chat } = createSite({ webChat: { element } });
    await chat.load();
    const opening = outcome(chat.open());
    await pass(100);
    document.body.append(element);
    await pass(100);
    expect(opening.result).toBeUndefined();
  });

  test('that is not on the page while the visitor logs out causes no error', async () => {
    const element = mount();
    const site = createSite({ webChat: { element } });
    await site.chat.open();
    await site.chat.login({ username: 'cade' });
    element.remove();
    await site.chat.logout();
    expect(site.errors).toEqual([]);
    expect(site.chat.getState()).toMatchObject({ phase: 'ready', error: null });
  });

  test.each([null, undefined])(
    'that returns %s ends load() with INVALID_OPTIONS; the next load() calls it again',
    async (nothing) => {
      let element = nothing as Element | null;
      const { chat } = createSite({ webChat: { element: () => element } });
      const loading = outcome(chat.load());
      await settle();
      expect(loading.result).toMatchObject({
        code: 'INVALID_OPTIONS',
        message: expect.stringContaining('webChat.element() must be object'),
      });
      expect(chat.getState().phase).toBe('failed');
      expect(container()).toBe(null);
      element = mount();
      expect(await chat.load()).toBe(chat.instance);
    },
  );

  test('that throws ends load() with WEB_CHAT_FAILED and its cause', async () => {
    const cause = new Error('mine');
    const element = () => {
      throw cause;
    };
    const { chat } = createSite({ webChat: { element } });
    const loading = outcome(chat.load());
    await settle();
    expect(loading.result).toMatchObject({ code: 'WEB_CHAT_FAILED', cause });
  });
});
