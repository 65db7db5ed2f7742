import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => {
  Reflect.deleteProperty(window, 'SecureWebChat');
  vi.restoreAllMocks();
});

test('the script defines window.SecureWebChat, and does nothing else', async () => {
  const before = new Set(Object.getOwnPropertyNames(window));
  const html = document.documentElement.outerHTML;
  const listen = vi.spyOn(EventTarget.prototype, 'addEventListener');
  await import('../../src/script-tag.js');
  const { SecureWebChat } = await import('../../src/SecureWebChat.js');
  expect((window as unknown as Record<string, unknown>)['SecureWebChat']).toBe(SecureWebChat);
  expect(Object.getOwnPropertyNames(window).filter((name) => !before.has(name))).toEqual(['SecureWebChat']);
  expect(document.documentElement.outerHTML).toBe(html);
  expect(listen).not.toHaveBeenCalled();
});

test('constructing from it touches nothing on the page', async () => {
  const { SecureWebChat } = await import('../../src/SecureWebChat.js');
  const html = document.documentElement.outerHTML;
  const listen = vi.spyOn(EventTarget.prototype, 'addEventListener');
  const request = vi.spyOn(globalThis, 'fetch');
  const chat = new SecureWebChat({ webChat: { integrationID: 'a', region: 'r' }, tokenEndpoint: '/createJWT' });
  expect(chat.getState()).toEqual({
    phase: 'idle',
    busy: null,
    user: null,
    subject: null,
    expiresAt: null,
    error: null,
  });
  expect(document.documentElement.outerHTML).toBe(html);
  expect(listen.mock.contexts.filter((target) => target instanceof Node || (target as unknown) === window)).toEqual([]);
  expect(request).not.toHaveBeenCalled();
});
