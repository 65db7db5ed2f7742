import Cookies from 'js-cookie';
import { describe, expect, test } from 'vitest';
import { answers, type KeyStyle, STYLES, USER_COOKIE, unreachable } from '../memoryBackend.js';
import {
  createSite,
  isInPage,
  isOpen,
  isShown,
  loggedInSite,
  nextPage,
  pass,
  renew,
  SECRET,
  type Site,
  settle,
  talkingSite,
} from '../site.js';

const storage = () => Object.keys(sessionStorage).join();

/** Notes the current conversation, to compare it with the later one. */
function watch(site: Site) {
  const instance = site.chat.instance;
  const sessions = site.assistant.sessionIDs.join();
  return {
    async goesOn() {
      expect(isShown(site)).toBe(true);
      expect(site.chat.instance).toBe(instance);
      expect(site.assistant.sessionIDs.join()).toBe(sessions);
    },
    async isEmptied() {
      await settle();
      expect(isInPage()).toBe(false);
      expect(site.chat.instance).not.toBe(instance);
      expect(document.querySelectorAll('.WACContainer')).toHaveLength(1);
      expect(isOpen(site)).toBe(true);
      expect(site.assistant.sessionIDs.join()).not.toContain(sessions);
      expect(site.simulator.transcript).toEqual(['Welcome! Ask me “Who am I?”']);
    },
    async isRebuilt() {
      await settle();
      expect(isInPage()).toBe(false);
      expect(site.chat.instance).not.toBe(instance);
      expect(site.chat.instance?.getState().sessionID).not.toBe(sessions);
      expect(document.querySelectorAll('.WACContainer')).toHaveLength(1);
      expect(isOpen(site)).toBe(true);
      expect(site.chat.getState()).toMatchObject({ phase: 'ready', subject: 'other-1' });
      expect(storage()).not.toContain('anon-1');
    },
  };
}

describe.each(STYLES)('if a login is identified by %s', (style) => {
  describe('an anonymous visitor who logs in', () => {
    test('continues the conversation under the same sub', async () => {
      const site = await talkingSite({ style });
      const conversation = watch(site);
      await site.chat.login({ username: 'cade' });
      await conversation.goesOn();
      expect(await site.simulator.say('Who am I?')).toContain('anon-1 and your custom user ID is cade-id');
      expect(site.errors).toEqual([]);
    });

    test('gets a new chat under another sub', async () => {
      const site = await talkingSite({ style });
      const conversation = watch(site);
      site.backend.onLogin = { user: 'cade', sub: 'other-1' };
      await site.chat.login({ username: 'cade' });
      await conversation.isRebuilt();
      expect(await site.simulator.say('Who am I?')).toContain('other-1 and your custom user ID is cade-id');
      expect(site.errors).toEqual([]);
    });
  });

  describe('a user who stays', () => {
    test('continues the conversation when the token is renewed under the same sub', async () => {
      const site = await loggedInSite({ style });
      const conversation = watch(site);
      expect(await renew(site)).toContain('cade-id');
      await settle();
      await conversation.goesOn();
      expect(site.backend.asked).toEqual(['token expired']);
    });

    test('gets a new chat when the next token has another sub', async () => {
      const site = await loggedInSite({ style });
      const conversation = watch(site);
      site.backend.become({ sub: 'other-1' });
      await expect(renew(site)).rejects.toThrow();
      await conversation.isRebuilt();
      expect(await site.simulator.say('Who am I?')).toContain('other-1 and your custom user ID is cade-id');
    });
  });

  describe('a user who logs out', () => {
    test('leaves an empty conversation under the same sub', async () => {
      const site = await loggedInSite({ style });
      const conversation = watch(site);
      await site.chat.logout();
      await conversation.isEmptied();
      expect(await site.simulator.say('Who am I?')).toBe('Your user ID is anon-1.');
      expect(site.errors).toEqual([]);
    });

    test('keeps the conversation under the same sub if the site chooses that', async () => {
      const site = await loggedInSite({ style, conversationAfterLogout: 'keep' });
      const conversation = watch(site);
      await site.chat.logout();
      await conversation.goesOn();
      expect(await site.simulator.say('Who am I?')).toBe('Your user ID is anon-1.');
    });

    test.each(['restart', 'keep'] as const)(
      'leaves a new chat under another sub with conversationAfterLogout "%s"',
      async (conversationAfterLogout) => {
        const site = await loggedInSite({ style, conversationAfterLogout });
        const conversation = watch(site);
        site.backend.onLogout = { user: null, sub: 'other-1' };
        await site.chat.logout();
        await conversation.isRebuilt();
        expect(await site.simulator.say('Who am I?')).toBe('Your user ID is other-1.');
        expect(site.errors).toEqual([]);
      },
    );
  });

  describe('a user whom another user replaces', () => {
    test.each(['restart', 'keep'] as const)(
      'leaves an empty conversation under the same sub with conversationAfterLogout "%s"',
      async (conversationAfterLogout) => {
        const site = await loggedInSite({ style, conversationAfterLogout });
        const conversation = watch(site);
        site.backend.onLogin = { user: 'ana' };
        await site.chat.login({ username: 'ana' });
        await conversation.isEmptied();
        expect(await site.simulator.say('Who am I?')).toContain('ana-id');
      },
    );

    test('leaves a new chat under another sub', async () => {
      const site = await loggedInSite({ style });
      const conversation = watch(site);
      site.backend.onLogin = { user: 'ana', sub: 'other-1' };
      await site.chat.login({ username: 'ana' });
      await conversation.isRebuilt();
      expect(await site.simulator.say('Who am I?')).toContain('other-1 and your custom user ID is ana-id');
      expect(site.errors).toEqual([]);
    });
  });
});

describe.each(['sid', 'cookie'] as const)('a session that ends silently, if a login is identified by %s,', (style) => {
  test('leaves an empty conversation under the same sub', async () => {
    const site = await loggedInSite({ style });
    const conversation = watch(site);
    site.backend.become({ user: null });
    await expect(renew(site, 'Hello')).rejects.toThrow();
    await conversation.isEmptied();
    expect(await site.simulator.say('Who am I?')).toBe('Your user ID is anon-1.');
  });

  test('keeps the conversation if the site chooses that', async () => {
    const site = await loggedInSite({ style, conversationAfterLogout: 'keep' });
    const conversation = watch(site);
    site.backend.become({ user: null });
    await renew(site, 'Hello');
    await settle();
    await conversation.goesOn();
  });

  test('and is followed by another user leaves an empty conversation', async () => {
    const site = await loggedInSite({ style });
    const conversation = watch(site);
    site.backend.become({ user: 'ana' });
    await expect(renew(site, 'Hello')).rejects.toThrow();
    await conversation.isEmptied();
  });

  test('leaves a new chat under another sub', async () => {
    const site = await loggedInSite({ style });
    const conversation = watch(site);
    site.backend.become({ user: null, sub: 'other-1' });
    await expect(renew(site)).rejects.toThrow();
    await conversation.isRebuilt();
  });
});

describe('a user cookie that changes while a token is on its way does not name the owner of the token', () => {
  /** Cade's token is renewed within a minute. The next token lives longer. */
  async function siteBeforeRenewal(style: KeyStyle) {
    const site = await loggedInSite({ style });
    Cookies.set(USER_COOKIE, '{"name":"cade"}');
    site.backend.become({ claims: { exp: Date.now() / 1000 + 60 } });
    await site.chat.login({ username: 'cade' });
    site.backend.become({ claims: {} });
    site.backend.asked.length = 0;
    return site;
  }

  test('so the SDK requests another token, which names the user', async () => {
    const site = await siteBeforeRenewal('cookie');
    site.backend.become({ user: 'ana' });
    site.backend.script.token.push(() => {
      const token = site.backend.sign();
      site.backend.become({ user: 'cade' });
      return { token };
    });
    await pass(59_000);
    expect(site.backend.asked).toEqual(['token renewal', 'token renewal']);
    expect(isShown(site)).toBe(true);
    expect(await site.simulator.say('Who am I?')).toContain('cade-id');
  });

  test.each(['sid', 'cookie'] as const)(
    'and a session that expires at that moment ends one conversation (%s)',
    async (style) => {
      const site = await siteBeforeRenewal(style);
      site.backend.become({ user: null });
      Cookies.set(USER_COOKIE, '{"name":"cade"}');
      site.backend.script.token.push(() => {
        Cookies.remove(USER_COOKIE);
        return { token: site.backend.sign() };
      });
      await pass(59_000);
      expect(site.backend.script.token).toEqual([]);
      expect(isInPage()).toBe(false);
      await site.simulator.say('Hello from nobody');
      await renew(site).catch(() => {});
      await settle();
      expect(site.simulator.transcript).toContain('Hello from nobody');
    },
  );

  test('and a cookie that changes each time names another user', async () => {
    const site = await siteBeforeRenewal('cookie');
    const change = (user: string) => () => {
      site.backend.become({ user });
      return { token: site.backend.sign() };
    };
    site.backend.script.token.push(change('ana'), change('cade'));
    await pass(59_000);
    expect(site.backend.asked).toEqual(['token renewal', 'token renewal']);
    expect(isInPage()).toBe(false);
  });
});

/** The chat after a logout. */
async function expectNothingOnNextPage(before: Site): Promise<void> {
  before.backend.become({ user: null });
  const site = await nextPage(before);
  await site.chat.load();
  await site.chat.open();
  await settle();
  expect(isInPage()).toBe(false);
}

describe('if nothing identifies a login', () => {
  test('a login with an unknown outcome removes everything of the previous user', async () => {
    const site = await loggedInSite({ style: 'neither' });
    const conversation = watch(site);
    site.backend.script.login.push(unreachable);
    await expect(site.chat.login({ username: 'ana' })).rejects.toMatchObject({ code: 'LOGIN_FAILED' });
    await conversation.isEmptied();
  });

  test('after a login whose token is invalid, the next page still knows that a user was logged in', async () => {
    const before = await loggedInSite({ style: 'neither' });
    before.backend.script.token.push(() => 'half a token');
    await before.chat.login({ username: 'cade' });
    await before.simulator.say(SECRET);
    await expectNothingOnNextPage(before);
  });

  test.each([
    ['will not come', answers(403)],
    ['is late', unreachable],
  ])(
    'after a first login whose token %s, the next page still knows that a user was logged in',
    async (_what, answer) => {
      const before = createSite({ style: 'neither' });
      await before.chat.load();
      await before.simulator.open();
      before.backend.script.token.push(...Array(9).fill(answer));
      void before.chat.login({ username: 'cade' });
      await pass(10_000);
      await before.simulator.say(SECRET);
      before.backend.script.token.length = 0;
      await expectNothingOnNextPage(before);
    },
  );

  test('a second login of the same user leaves an empty conversation', async () => {
    const site = await loggedInSite({ style: 'neither' });
    const conversation = watch(site);
    await site.chat.login({ username: 'cade' });
    await conversation.isEmptied();
  });

  test('a page that begins logged in leaves an empty conversation at logout', async () => {
    const site = await talkingSite({ style: 'neither' });
    const conversation = watch(site);
    await site.chat.logout();
    await conversation.isEmptied();
  });
});

test('a second login of the same user with the same sid continues the conversation', async () => {
  const site = await loggedInSite();
  const conversation = watch(site);
  await site.chat.login({ username: 'cade' });
  await conversation.goesOn();
});

test('a sid in the first token counts from then on', async () => {
  const site = await loggedInSite();
  const conversation = watch(site);
  site.backend.onLogin = { user: 'ana' };
  await site.chat.login({ username: 'ana' });
  await conversation.isEmptied();
});
