import { describe, expect, test, vi } from 'vitest';
import type { SecureWebChatError } from '../../../src/index.js';
import { createSite, outcome, pass, settle, talkingSite } from '../site.js';

describe('onLoad', () => {
  test('is awaited before web chat renders', async () => {
    let finish = () => {};
    const { chat } = createSite({ webChat: { onLoad: () => new Promise<void>((resolve) => (finish = resolve)) } });
    const loading = outcome(chat.load());
    await pass(29_000);
    expect(document.querySelector('.WACContainer') === null).toBe(true);
    finish();
    await settle();
    expect(document.querySelector('.WACContainer') === null).toBe(false);
    expect(loading.result).toBe(chat.instance);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('mine');
      },
    ],
    ['rejects', () => Promise.reject(new Error('mine'))],
  ])('that %s ends load() with WEB_CHAT_FAILED', async (_, onLoad) => {
    const { chat } = createSite({ webChat: { onLoad } });
    const loading = outcome(chat.load());
    await settle();
    expect(loading.result).toMatchObject({ code: 'WEB_CHAT_FAILED', message: expect.stringContaining('onLoad') });
    expect((loading.result as SecureWebChatError).cause).toMatchObject({ message: 'mine' });
    expect(chat.getState().phase).toBe('failed');
    expect(document.querySelector('.WACContainer') === null).toBe(true);
  });

  test('that never settles ends load() after 30 s', async () => {
    const { chat } = createSite({ webChat: { onLoad: () => new Promise(() => {}) } });
    const loading = outcome(chat.load());
    await pass(29_999);
    expect(loading.result).toBe('pending');
    await pass(1);
    expect(loading.result).toMatchObject({ code: 'WEB_CHAT_FAILED', message: expect.stringContaining('onLoad') });
  });

  test.each(['load', 'open', 'login', 'logout'] as const)('that calls %s() causes a warning', async (method) => {
    let call: { result: unknown } | null = null;
    const onLoad = () => {
      call ??= outcome<unknown>(chat[method]());
    };
    const { chat, backend } = createSite({ webChat: { onLoad } });
    const instance = await chat.load();
    expect(call).toMatchObject({
      result: { code: 'INVALID_OPTIONS', message: expect.stringMatching(/onLoad.*; .+\.$/) },
    });
    expect(instance).toBe(chat.instance);
    expect(backend.asked).toEqual([]);
    await chat[method]();
  });

  test('that registers handlers receives the first message', async () => {
    const handler = vi.fn();
    await talkingSite({ webChat: { onLoad: (instance) => void instance.on({ type: 'pre:send', handler }) } });
    expect(handler).toHaveBeenCalled();
  });
});
