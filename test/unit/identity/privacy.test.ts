import { describe, expect, test, vi } from 'vitest';
import { uncaughtErrors } from '../../uncaughtErrors.js';
import {
  container,
  createSite,
  fullInstance,
  isInPage,
  isOpen,
  isShown,
  loggedInSite,
  nextPage,
  outcome,
  pass,
  renew,
  type Site,
  settle,
} from '../site.js';

const isHidden = () => container()?.style.display === 'none';

describe('a conversation that cannot continue', () => {
  test.each([
    ['a logout', (site: Site) => site.chat.logout()],
    ['another user’s login', (site: Site) => site.chat.login({ username: 'ana' })],
  ])('after %s is hidden until its session has ended', async (_what, change) => {
    const site = await loggedInSite();
    site.backend.onLogin = { user: 'ana' };
    vi.spyOn(fullInstance(site), 'destroySession').mockReturnValue(new Promise(() => {}));
    void outcome(change(site));
    await settle();
    expect(isHidden()).toBe(true);
    await pass(2_999);
    expect(isShown(site)).toBe(false);
    await pass(1);
    expect(isHidden()).toBe(false);
    expect(isOpen(site)).toBe(true);
    expect(isInPage()).toBe(false);
  });

  test('is never restarted in the same instance', async () => {
    const site = await loggedInSite();
    const before = site.chat.instance;
    const restart = vi.spyOn(fullInstance(site), 'restartConversation');
    await site.chat.logout();
    expect(restart).not.toHaveBeenCalled();
    expect(site.chat.instance).not.toBe(before);
    expect(await site.simulator.say('Who am I?')).toBe('Your user ID is anon-1.');
  });

  test('loses its session, which is ended with the new token', async () => {
    const site = await loggedInSite();
    const [oldest] = site.assistant.sessionIDs;
    await site.chat.logout();
    const ended = site.assistant.requests.filter(({ method }) => method === 'DELETE');
    expect(ended.map(({ path, token }) => [path, token])).toEqual([
      [expect.stringContaining(`sessions/${oldest}`), site.backend.tokens.at(-1)],
    ]);
  });

  test('ends although a handler of the site delays a message', async () => {
    // IBM's event bus does not catch the errors of an instance that was destroyed.
    uncaughtErrors();
    const site = await loggedInSite();
    const before = site.chat.instance;
    before?.on({ type: 'receive', handler: () => new Promise(() => {}) });
    void outcome(site.simulator.say('Hello?'));
    await settle();
    const logout = outcome(site.chat.logout());
    await pass(5_000);
    expect(logout.result).toBeUndefined();
    expect(isInPage()).toBe(false);
    expect(isOpen(site)).toBe(true);
    expect(await site.simulator.say('Who am I?')).toBe('Your user ID is anon-1.');
  });

  test.each([
    ['after a logout', 'anybody', (site: Site) => site.chat.logout(), null],
    ['after another user’s login', 'that user', (site: Site) => site.chat.login({ username: 'ana' }), 'ana'],
  ])('leaves nothing %s for %s on the next page while its session ends', async (_when, _whom, change, user) => {
    const before = await loggedInSite();
    vi.spyOn(fullInstance(before), 'destroySession').mockReturnValue(new Promise(() => {}));
    before.backend.onLogin = { user: 'ana' };
    void outcome(change(before));
    await settle();
    before.backend.become({ user });
    void before.chat.destroy();
    await pass(3_000);
    const site = await nextPage(before);
    await site.chat.load();
    await site.chat.open();
    await pass(5_000);
    expect(isInPage()).toBe(false);
  });

  test('loses the message during which it was discovered, and the page gets an error', async () => {
    const site = await loggedInSite();
    site.backend.become({ user: 'ana' });
    await expect(renew(site)).rejects.toThrow();
    await settle();
    expect(site.errors).toMatchObject([
      { code: 'WEB_CHAT_FAILED', message: expect.stringContaining('message was lost; send it again.') },
    ]);
    expect(isInPage()).toBe(false);
    expect(await site.simulator.say('Who am I?')).toContain('ana-id');
  });

  test('returns the focus when it is visible again', async () => {
    const site = await loggedInSite();
    const input = document.createElement('input');
    container()?.append(input);
    input.focus();
    window.dispatchEvent(new Event('pagehide'));
    expect(isHidden()).toBe(true);
    input.blur();
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    await settle();
    expect(isShown(site)).toBe(true);
    expect(document.activeElement).toBe(input);
  });
});

test.each(['before web chat is loaded', 'before web chat is opened'])(
  'a login %s does not affect the first conversation',
  async (when) => {
    const site = createSite();
    if (when.endsWith('opened')) await site.chat.load();
    await site.chat.login({ username: 'cade' });
    const instance = await site.chat.load();
    await site.simulator.say('Hello');
    await settle();
    expect(site.chat.instance).toBe(instance);
    expect(site.simulator.transcript).toContain('Hello');
  },
);

test('a conversation that was kept at logout is hidden from the next user, on the next page too', async () => {
  const site = await loggedInSite({ conversationAfterLogout: 'keep' });
  await site.chat.logout();
  expect(isShown(site)).toBe(true);
  site.backend.onLogin = { user: 'ana' };
  await site.chat.login({ username: 'ana' });
  expect(isInPage()).toBe(false);
  expect(await site.simulator.say('Who am I?')).toContain('ana-id');
});

test('a conversation that was kept at logout continues when the same user returns', async () => {
  const site = await loggedInSite({ conversationAfterLogout: 'keep' });
  await site.chat.logout();
  await site.chat.login({ username: 'cade' });
  expect(isShown(site)).toBe(true);
});
