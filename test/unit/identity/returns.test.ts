/** The visitor and the conversation when a page returns or a token is renewed. */
import Cookies from 'js-cookie';
import { describe, expect, test } from 'vitest';
import { answers, type KeyStyle, STYLES, USER_COOKIE, unreachable } from '../memoryBackend.js';
import {
  codesOf,
  isInPage,
  isOpen,
  isShown,
  loggedInSite,
  nextPage,
  outcome,
  pass,
  renew,
  restoreFromCache,
  type Site,
  settle,
  talkingSite,
} from '../site.js';

function hearOtherTab(message: string): Promise<void> {
  const channel = new BroadcastChannel('secure-web-chat');
  channel.postMessage(message);
  channel.close();
  return pass(5_000);
}

describe.each(STYLES)('an anonymous visitor of a site that identifies a login by %s', (style) => {
  test('keeps the conversation through any number of returns', async () => {
    const site = await talkingSite({ style });
    const { instance } = site.chat;
    for (let count = 0; count < 4; count++) {
      restoreFromCache();
      await pass(5_000);
    }
    expect(isShown(site)).toBe(true);
    expect(site.chat.instance).toBe(instance);
    expect(site.errors).toEqual([]);
  });

  test('keeps it when other tabs report a change', async () => {
    const site = await talkingSite({ style });
    for (let count = 0; count < 3; count++) await hearOtherTab('changed');
    expect(isShown(site)).toBe(true);
  });

  test.each([
    ['offline', unreachable],
    ['while the backend is down', answers(503)],
    ['while the backend has no token for anybody', answers(403)],
  ])('keeps it, and sees it without interruption, %s', async (_when, answer) => {
    const site = await talkingSite({ style });
    const { instance } = site.chat;
    site.backend.script.token.push(...Array(12).fill(answer));
    for (let count = 0; count < 3; count++) {
      restoreFromCache();
      expect(isShown(site)).toBe(true);
      await pass(5_000);
      expect(isShown(site)).toBe(true);
    }
    site.backend.script.token.length = 0;
    await pass(120_000);
    expect(site.chat.instance).toBe(instance);
    expect(await site.simulator.say('Who am I?')).toContain('anon-1');
    expect(isShown(site)).toBe(true);
  });

  test('who logs in, and returns before the token has arrived, stays the user', async () => {
    const site = await talkingSite({ style });
    site.backend.script.token.push(...Array(6).fill(answers(503)));
    void site.chat.login({ username: 'cade' });
    await pass(4_000);
    restoreFromCache();
    await pass(120_000);
    expect(await site.simulator.say('Who am I?')).toContain('cade-id');
    expect(isShown(site)).toBe(true);
    await site.chat.logout();
    expect(isInPage()).toBe(false);
  });
});

test('a logout after a login by page load that nothing identifies ends the conversation', async () => {
  const site = await talkingSite({ style: 'neither' });
  site.backend.become({ user: 'cade' });
  await site.simulator.say('What Cade said');
  await site.chat.logout();
  expect(document.documentElement.outerHTML).not.toContain('What Cade said');
});

test.each(STYLES)('a broken window recovers with its conversation, even twice in ten minutes (%s)', async (style) => {
  let site = await talkingSite({ style });
  for (let count = 0; count < 2; count++) {
    site = await nextPage(site);
    site.backend.script.token.push(...Array(4).fill(answers(403)));
    void outcome(site.chat.load());
    await pass(1_000);
    expect(site.chat.instance).not.toBe(null);
    expect(isShown(site)).toBe(false);
    await pass(120_000);
    expect(isOpen(site)).toBe(true);
    expect(isShown(site)).toBe(true);
  }
  expect(new Set(codesOf(site.errors))).toEqual(new Set(['TOKEN_DENIED']));
  expect(await site.simulator.say('Who am I?')).toContain('anon-1');
});

/**
 * The number of times that web chat is created while Cade stays. A message needs a new token each
 * minute.
 */
async function instancesWhile(change: (site: Site, turn: number) => void, style: KeyStyle): Promise<[number, Site]> {
  const site = await loggedInSite({ style });
  const instances = new Set([site.chat.instance]);
  for (let turn = 0; turn < 5; turn++) {
    change(site, turn);
    await renew(site, 'Hello').catch(() => {});
    await settle();
    await pass(60_000);
    if (site.chat.instance) instances.add(site.chat.instance);
  }
  return [instances.size, site];
}

describe('a backend that names another login each time', () => {
  test('by its sid: web chat is rebuilt once, then stops, and the error names the change', async () => {
    const [instances, site] = await instancesWhile((site, turn) => {
      site.backend.become({ claims: { sid: `sid-${turn}` } });
    }, 'sid');
    expect(instances).toBe(2);
    expect(site.chat.getState()).toMatchObject({ phase: 'failed', error: { code: 'SUBJECT_UNSTABLE' } });
    expect(site.chat.getState().error?.message).toContain('the sid changed twice');
  });

  test('by a user cookie with a timestamp: the same', async () => {
    const [instances, site] = await instancesWhile((_site, turn) => {
      Cookies.set(USER_COOKIE, JSON.stringify({ name: 'cade', at: turn }));
    }, 'cookie');
    expect(instances).toBe(2);
    expect(site.chat.getState().error?.message).toContain('the user cookie changed twice');
  });

  test('by a user cookie, beside a sid that stays: nothing happens', async () => {
    const [instances, site] = await instancesWhile((_site, turn) => {
      Cookies.set(USER_COOKIE, JSON.stringify({ name: 'cade', at: turn }));
    }, 'sid');
    expect(instances).toBe(1);
    expect(isShown(site)).toBe(true);
    expect(site.errors).toEqual([]);
  });
});
