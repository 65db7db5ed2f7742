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

describe('a restart of the conversation', () => {
  test('hides the chat while it lasts', async () => {
    const site = await loggedInSite();
    site.assistant.latencyMs = 500;
    void outcome(site.chat.logout());
    await settle();
    expect(isHidden()).toBe(true);
    expect(isShown(site)).toBe(false);
    await pass(10_000);
    expect(isHidden()).toBe(false);
  });

  test('takes away what web chat reads out to a screen reader, also what it reads out a moment later, until then', async () => {
    const site = await loggedInSite();
    const region = document.createElement('p');
    const announcer = document.createElement('div');
    announcer.className = 'WACAriaAnnouncer';
    announcer.append(region);
    container()?.append(announcer);
    region.textContent = 'before';
    await site.chat.logout();
    expect(region.textContent).toBe('');
    region.textContent = 'a moment later';
    await pass(0);
    expect(region.textContent).toBe('');
    await pass(500);
    region.textContent = 'of the new conversation';
    await pass(500);
    expect(region.textContent).toBe('of the new conversation');
  });

  test('hides the chat also when another user logs in', async () => {
    const site = await loggedInSite();
    const restart = vi.spyOn(fullInstance(site), 'restartConversation').mockReturnValue(new Promise(() => {}));
    site.backend.onLogin = { user: 'ana' };
    void outcome(site.chat.login({ username: 'ana' }));
    await settle();
    expect(restart).toHaveBeenCalledOnce();
    expect(isHidden()).toBe(true);
  });

  test('that hangs is waited for 5 s, then the chat is rebuilt', async () => {
    const site = await loggedInSite();
    const before = site.chat.instance;
    vi.spyOn(fullInstance(site), 'restartConversation').mockReturnValue(new Promise(() => {}));
    const logout = outcome(site.chat.logout());
    await pass(4_999);
    expect(site.chat.instance).toBe(before);
    expect(isHidden()).toBe(true);
    await pass(1);
    expect(logout.result).toBeUndefined();
    expect(site.chat.instance).not.toBe(before);
    expect(isInPage()).toBe(false);
    expect(isOpen(site)).toBe(true);
    expect(await site.simulator.say('Who am I?')).toBe('Your user ID is anon-1.');
  });

  test('that a message handler of the site stops half way is followed by a new chat', async () => {
    // IBM's event bus lets go of what the new conversation meets there.
    uncaughtErrors();
    const site = await loggedInSite();
    const before = site.chat.instance;
    let isStuck = true;
    before?.on({ type: 'receive', handler: () => (isStuck ? new Promise(() => {}) : undefined) });
    void outcome(site.simulator.say('Hello?'));
    await settle();
    const logout = outcome(site.chat.logout());
    await pass(1_000);
    expect(logout.result).toBeUndefined();
    expect(isInPage()).toBe(false);
    isStuck = false;
    await pass(20_000);
    expect(site.chat.instance).not.toBe(before);
    expect(isOpen(site)).toBe(true);
    expect(await site.simulator.say('Who am I?')).toBe('Your user ID is anon-1.');
  });

  test('that a handler of the site keeps from happening is waited for 5 s, then the chat is rebuilt', async () => {
    const site = await loggedInSite();
    const before = site.chat.instance;
    before?.on({ type: 'pre:restartConversation', handler: () => new Promise(() => {}) });
    const logout = outcome(site.chat.logout());
    await pass(5_000);
    expect(logout.result).toBeUndefined();
    expect(site.chat.instance).not.toBe(before);
    expect(isInPage()).toBe(false);
  });

  test.each([
    ['after a logout', 'anybody', (site: Site) => site.chat.logout(), null],
    ['after another user’s login', 'that user', (site: Site) => site.chat.login({ username: 'ana' }), 'ana'],
  ])(
    'that is under way %s leaves nothing for %s on the next page, also where web chat asked for a token meanwhile',
    async (_when, _whom, begin, user) => {
      const before = await loggedInSite();
      before.chat.instance?.on({ type: 'pre:restartConversation', handler: () => new Promise(() => {}) });
      before.backend.onLogin = { user: 'ana' };
      void outcome(begin(before));
      await settle();
      await renew(before);
      before.backend.become({ user });
      const site = await nextPage(before);
      await site.chat.load();
      await site.chat.open();
      await pass(1_000);
      expect(isInPage()).toBe(false);
    },
  );

  test.each([
    ['resolves without having happened', () => Promise.resolve()],
    ['rejects', () => Promise.reject(new Error('no'))],
  ])('that %s leads to a rebuilt chat', async (_, restart) => {
    const site = await loggedInSite();
    const before = site.chat.instance;
    vi.spyOn(fullInstance(site), 'restartConversation').mockImplementation(restart);
    await site.chat.logout();
    expect(site.chat.instance).not.toBe(before);
    expect(isInPage()).toBe(false);
  });

  test('that is ignored because another is under way does not count as done', async () => {
    const site = await loggedInSite();
    const before = site.chat.instance;
    site.assistant.latencyMs = 100;
    void before?.restartConversation().catch(() => {});
    await settle();
    const logout = outcome(site.chat.logout());
    await pass(10_000);
    expect(logout.result).toBeUndefined();
    expect(site.chat.instance).not.toBe(before);
    expect(isInPage()).toBe(false);
    site.assistant.latencyMs = 0;
    expect(await site.simulator.say('Who am I?')).toBe('Your user ID is anon-1.');
  });

  test('is done under the new token', async () => {
    const site = await loggedInSite();
    await site.chat.logout();
    const last = site.backend.tokens.at(-1);
    const since = site.assistant.requests.slice(-2);
    expect(since.map(({ method, path }) => `${method} ${path}`)).toEqual([
      expect.stringMatching('DELETE sessions/session-1'),
      'POST message',
    ]);
    expect(since.map(({ token }) => token)).toEqual([last, last]);
  });
});

test('a chat that was never opened is not restarted by a login', async () => {
  const site = createSite();
  await site.chat.load();
  const restart = vi.spyOn(fullInstance(site), 'restartConversation');
  await site.chat.login({ username: 'cade' });
  expect(restart).not.toHaveBeenCalled();
});

test.each(['before web chat is loaded', 'before web chat is opened'])(
  'a login %s leads to no restart',
  async (when) => {
    const site = createSite();
    if (when.endsWith('opened')) await site.chat.load();
    await site.chat.login({ username: 'cade' });
    await site.chat.load();
    const restart = vi.spyOn(fullInstance(site), 'restartConversation');
    await site.simulator.say('Hello');
    await settle();
    expect(restart).not.toHaveBeenCalled();
    expect(site.simulator.transcript).toContain('Hello');
  },
);

test('a conversation that was kept at logout is kept from the next user, and in the next page too', async () => {
  const site = await loggedInSite({ conversationAfterLogout: 'keep' });
  await site.chat.logout();
  expect(isShown(site)).toBe(true);
  site.backend.onLogin = { user: 'ana' };
  await site.chat.login({ username: 'ana' });
  expect(isInPage()).toBe(false);
  expect(await site.simulator.say('Who am I?')).toContain('ana-id');
});

test('a conversation that was kept at logout goes on when the same user comes back', async () => {
  const site = await loggedInSite({ conversationAfterLogout: 'keep' });
  await site.chat.logout();
  await site.chat.login({ username: 'cade' });
  expect(isShown(site)).toBe(true);
});
