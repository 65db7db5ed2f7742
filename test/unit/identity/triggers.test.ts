/**
 * The events after which the SDK checks the identity on its own: prefetch, messages of other tabs,
 * the return of a page, and the next page in the tab.
 */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { clearCookies, setCookie } from '../cookies.js';
import { answers, hangs, held, STYLES, USER_COOKIE } from '../memoryBackend.js';
import {
  codesOf,
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
  restoreFromCache,
  SECRET,
  type SiteOptions,
  settle,
  shownWithin,
  talkingSite,
} from '../site.js';

const touch = (type: string) => container()?.dispatchEvent(new Event(type, { bubbles: true }));

describe('a token is fetched in advance', () => {
  test.each(['pointerover', 'focusin', 'touchstart'])(
    'on %s at the launcher, and is available when the window opens',
    async (type) => {
      const { backend, chat, simulator } = createSite();
      await chat.load();
      expect(backend.asked).toEqual([]);
      touch(type);
      await settle();
      expect(backend.asked).toEqual(['token prefetch']);
      await simulator.open();
      expect(backend.asked).toEqual(['token prefetch']);
    },
  );

  test('while the script loads, if the site chooses that', async () => {
    const { backend, chat, simulator } = createSite({ prefetchToken: 'load' });
    await chat.load();
    expect(backend.asked).toEqual(['token prefetch']);
    await simulator.open();
    expect(backend.asked).toEqual(['token prefetch']);
  });

  test('while the script loads, if the window was open in this tab', async () => {
    const site = await talkingSite();
    await site.chat.destroy();
    site.backend.asked.length = 0;
    const next = site.create();
    const loading = next.load();
    await settle();
    expect(site.backend.asked[0]).toBe('token prefetch');
    await loading;
    expect(site.backend.asked).toHaveLength(1);
  });

  test('never, if the site chooses that', async () => {
    const { backend, chat } = createSite({ prefetchToken: 'never' });
    await chat.load();
    touch('pointerover');
    await settle();
    expect(backend.asked).toEqual([]);
  });

  test('not at all for a visitor who does not go near the chat', async () => {
    const { backend, chat } = createSite();
    await chat.load();
    await pass(3_600_000);
    expect(backend.asked).toEqual([]);
  });

  test('without a report of a failure, and not with every move of the pointer', async () => {
    const { backend, chat, errors } = createSite();
    backend.script.token.push(...Array(9).fill(answers(401)));
    await chat.load();
    for (let move = 0; move < 5; move++) {
      touch('pointerover');
      await settle();
    }
    expect(backend.asked).toHaveLength(1);
    expect(errors).toEqual([]);
  });

  test('for this visitor only: a login in between discards it', async () => {
    const { backend, chat, simulator } = createSite();
    await chat.load();
    touch('pointerover');
    await settle();
    await chat.login({ username: 'cade' });
    await simulator.open();
    expect(backend.asked).toEqual(['token prefetch', 'login', 'token open']);
  });
});

test.each([
  ['/createJWT', 'http://localhost:3000/createJWT'],
  ['createJWT', '/createJWT'],
])('two tabs receive each other’s messages if one writes %s and the other %s', async (one, other) => {
  const names: string[] = [];
  class Channel extends EventTarget {
    constructor(name: string) {
      super();
      names.push(name);
    }
    close() {}
  }
  vi.stubGlobal('BroadcastChannel', Channel);
  const site = createSite();
  for (const tokenEndpoint of [one, other]) {
    const chat = site.create({ tokenEndpoint });
    await chat.load();
    await chat.destroy();
  }
  expect(names).toHaveLength(2);
  expect(names[0]).toBe(names[1]);
});

test('a page without its own address loads web chat all the same', async () => {
  const { chat } = createSite({ tokenEndpoint: '/createJWT' });
  vi.spyOn(document, 'baseURI', 'get').mockReturnValue('about:blank');
  await chat.load();
  expect(chat.getState().phase).toBe('ready');
});

/** The messages that another tab receives. */
function hear(): unknown[] {
  const heard: unknown[] = [];
  otherTab().addEventListener('message', ({ data }) => heard.push(data));
  return heard;
}

/** The channel of another tab of the site. */
function otherTab(): BroadcastChannel {
  const channel = new BroadcastChannel('secure-web-chat');
  onTestFinished(() => channel.close());
  return channel;
}

const { setImmediate } = globalThis;

/** Messages between tabs arrive in real time, which the clock of the test does not control. */
async function arrive(tab: BroadcastChannel): Promise<void> {
  let isHeard = false;
  tab.addEventListener('message', () => {
    isHeard = true;
  });
  for (let turn = 0; turn < 100 && !isHeard; turn++) await new Promise((resolve) => setImmediate(resolve));
  await settle();
}

describe('another tab', () => {
  test('that reports a change several times makes this one check once', async () => {
    const site = await loggedInSite();
    const tab = otherTab();
    for (let count = 0; count < 20; count++) tab.postMessage('changed');
    await arrive(otherTab());
    await pass(10_000);
    expect(site.backend.asked.length).toBeGreaterThanOrEqual(1);
    expect(site.backend.asked.length).toBeLessThanOrEqual(2);
    expect(site.backend.asked).toContain('token return');
    expect(isShown(site)).toBe(true);
  });

  test('in which the visitor logged out makes this one remove the conversation', async () => {
    const site = await loggedInSite();
    site.backend.become({ user: null });
    otherTab().postMessage('changed');
    await arrive(otherTab());
    await pass(10_000);
    expect(isInPage()).toBe(false);
    expect(await site.simulator.say('Who am I?')).not.toContain('cade');
  });

  test('in which the visitor logged out does so too if the backend then returns no token', async () => {
    const site = await loggedInSite();
    site.backend.become({ user: null });
    site.backend.script.token.push(...Array(20).fill(answers(401)));
    otherTab().postMessage('changed');
    await arrive(otherTab());
    await pass(10_000);
    expect(isInPage()).toBe(false);
    expect(site.chat.getState()).toMatchObject({ phase: 'ready', user: null, subject: null });
    expect(codesOf(site.errors)).toEqual(['TOKEN_DENIED']);
  });

  test('makes this one hide its conversation while the backend is down', async () => {
    const site = await loggedInSite();
    site.backend.script.token.push(...Array(9).fill(answers(503)));
    otherTab().postMessage('changed');
    await arrive(otherTab());
    await pass(10_000);
    expect(isShown(site)).toBe(false);
    await pass(300_000);
    expect(isShown(site)).toBe(true);
  });

  test('that reports a change makes this one hide its conversation if this one is hidden before its check', async () => {
    const site = await loggedInSite();
    otherTab().postMessage('changed');
    await arrive(otherTab());
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    onTestFinished(() => void Reflect.deleteProperty(document, 'hidden'));
    await pass(10_000);
    expect(isShown(site)).toBe(false);
    expect(site.backend.asked).toEqual([]);
  });

  test('does not affect an anonymous conversation if the backend returns no token', async () => {
    const site = await talkingSite();
    site.backend.script.token.push(answers(401));
    otherTab().postMessage('changed');
    await arrive(otherTab());
    await pass(10_000);
    expect(codesOf(site.errors)).toEqual(['TOKEN_DENIED']);
    expect(isShown(site)).toBe(true);
  });

  test('receives one message if a check found another visitor, without a token or an ID', async () => {
    const site = await loggedInSite();
    const heard = hear();
    site.backend.become({ user: 'ana' });
    restoreFromCache();
    await pass(100);
    restoreFromCache();
    await arrive(otherTab());
    expect(heard).toEqual(['changed']);
  });

  test('receives no message after a check that found the same visitor or got no answer', async () => {
    const site = await loggedInSite();
    const heard = hear();
    restoreFromCache();
    await pass(100);
    site.backend.script.token.push(answers(503), answers(503), answers(503));
    restoreFromCache();
    await pass(5_000);
    await arrive(otherTab());
    expect(heard).toEqual([]);
  });

  test('receives no message after a check that it has requested', async () => {
    const site = await loggedInSite();
    const heard = hear();
    site.backend.become({ user: 'ana' });
    otherTab().postMessage('changed');
    await arrive(otherTab());
    await pass(5_000);
    await arrive(otherTab());
    expect(isInPage()).toBe(false);
    expect(heard).toEqual(['changed']);
  });

  test('makes a hidden tab hide its conversation at once, and check when it becomes visible', async () => {
    const site = await loggedInSite();
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    otherTab().postMessage('changed');
    await arrive(otherTab());
    await pass(60_000);
    expect(isShown(site)).toBe(false);
    expect(site.backend.asked).toEqual([]);
    hidden.mockReturnValue(false);
    document.dispatchEvent(new Event('visibilitychange'));
    await pass(5_000);
    expect(isShown(site)).toBe(true);
    expect(site.backend.asked).toEqual(['token return']);
  });

  test('makes a hidden tab check once, although its user cookie has changed by then', async () => {
    const site = await loggedInSite({ style: 'cookie' });
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    document.dispatchEvent(new Event('visibilitychange'));
    site.backend.become({ user: 'ana' });
    otherTab().postMessage('login');
    await arrive(otherTab());
    hidden.mockReturnValue(false);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(isShown(site)).toBe(false);
    await pass(10_000);
    expect(isInPage()).toBe(false);
    expect(site.backend.asked).toHaveLength(1);
  });

  test('keeps the conversation hidden until this one has checked, even while its token is renewed', async () => {
    const site = await loggedInSite({ style: 'neither' });
    site.backend.become({ claims: { exp: Date.now() / 1000 + 10 } });
    await renew(site);
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    otherTab().postMessage('changed');
    await arrive(otherTab());
    await pass(12_000);
    site.backend.become({ user: 'ana', claims: {} });
    site.backend.asked.length = 0;
    hidden.mockReturnValue(false);
    document.dispatchEvent(new Event('visibilitychange'));
    await settle();
    expect(site.backend.asked).toEqual(['token renewal']);
    expect(isShown(site)).toBe(false);
    await pass(5_000);
    expect(isInPage()).toBe(false);
    expect(container()?.style.display).toBe('');
  });

  test('makes a hidden tab that is still loading hide the conversation until it has checked', async () => {
    const site = await nextPage(await loggedInSite());
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    const cade = site.backend.sign();
    const { answer, release } = held(() => cade);
    site.backend.script.token.push(answer);
    void outcome(site.chat.load());
    await settle();
    site.backend.become({ user: 'ana' });
    otherTab().postMessage('changed');
    await arrive(otherTab());
    release();
    await pass(5_000);
    hidden.mockReturnValue(false);
    document.dispatchEvent(new Event('visibilitychange'));
    await settle();
    expect(isShown(site)).toBe(false);
    await pass(5_000);
    expect(isInPage()).toBe(false);
    expect(container()?.style.display).toBe('');
  });

  test('causes no request of a chat that was never opened', async () => {
    const site = createSite();
    await site.chat.load();
    otherTab().postMessage('changed');
    await arrive(otherTab());
    await pass(60_000);
    expect(site.backend.asked).toEqual([]);
  });

  test('receives no message about a login or logout with an unknown outcome, but only about a change', async () => {
    const heard = hear();
    const site = await talkingSite({ style: 'neither' });
    site.backend.script.login.push(answers(500));
    await expect(site.chat.login({ username: 'cade' })).rejects.toMatchObject({ code: 'LOGIN_FAILED' });
    site.backend.script.logout.push(answers(500));
    await expect(site.chat.logout()).rejects.toMatchObject({ code: 'LOGOUT_FAILED' });
    await arrive(otherTab());
    expect(heard).toEqual(['changed', 'changed']);
  });

  test('that could not log in does not end an anonymous conversation if nothing identifies a login', async () => {
    const site = await talkingSite({ style: 'neither' });
    const other = site.create({ webChat: { namespace: 'other' } });
    site.backend.script.login.push(answers(500));
    await expect(other.login({ username: 'cade' })).rejects.toMatchObject({ code: 'LOGIN_FAILED' });
    await arrive(otherTab());
    await pass(5_000);
    restoreFromCache();
    await pass(5_000);
    expect(isShown(site)).toBe(true);
  });

  test('receives a message about a login and a logout, without a token or an ID', async () => {
    const tab = otherTab();
    const heard: unknown[] = [];
    tab.addEventListener('message', ({ data }) => heard.push(data));
    const site = await talkingSite();
    await site.chat.login({ username: 'cade' });
    await site.chat.logout();
    await arrive(tab);
    expect(heard).toEqual(['login', 'logout']);
  });
});

describe('a tab that returns to the front', () => {
  const WAYS = ['visibilitychange', 'focus'] as const;

  /** The visitor looks at another tab, or at another window beside this one, and comes back. */
  async function lookAway(way: (typeof WAYS)[number], ms: number, meanwhile = () => {}) {
    const hidden = vi.spyOn(document, 'hidden', 'get');
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    const signal = (isBehind: boolean) => {
      if (way === 'focus') return window.dispatchEvent(new Event(isBehind ? 'blur' : 'focus'));
      hidden.mockReturnValue(isBehind);
      return document.dispatchEvent(new Event('visibilitychange'));
    };
    signal(true);
    meanwhile();
    await pass(ms);
    signal(false);
    hidden.mockRestore();
  }

  test.each(WAYS)('shows nothing of a user after another has logged in elsewhere (%s, sid)', async (way) => {
    const site = await loggedInSite();
    await lookAway(way, 5_000, () => site.backend.become({ user: 'ana' }));
    expect(isShown(site)).toBe(false);
    expect(site.backend.asked).toEqual([]);
    await pass(100);
    expect(isInPage()).toBe(false);
    expect(await site.simulator.say('Who am I?')).toContain('ana');
  });

  test.each(WAYS)('shows nothing of a user whose cookie has changed, even after a short time (%s)', async (way) => {
    const site = await loggedInSite({ style: 'cookie' });
    await lookAway(way, 100, () => site.backend.become({ user: 'ana' }));
    expect(isShown(site)).toBe(false);
    await pass(100);
    expect(isInPage()).toBe(false);
    expect(await site.simulator.say('Who am I?')).toContain('ana');
  });

  test('shows the same user the conversation again when a token names them', async () => {
    const site = await loggedInSite();
    const { instance } = site.chat;
    await lookAway('visibilitychange', 5_000);
    expect(isShown(site)).toBe(false);
    await pass(100);
    expect(isShown(site)).toBe(true);
    expect(site.chat.instance).toBe(instance);
    expect(site.backend.asked).toEqual(['token return']);
  });

  test.each(STYLES)('hides nothing and requests nothing after less than five seconds (%s)', async (style) => {
    const site = await loggedInSite({ style });
    await lookAway('visibilitychange', 4_999);
    expect(isShown(site)).toBe(true);
    await pass(10_000);
    expect(site.backend.asked).toEqual([]);
  });

  test.each(['cookie', 'neither'] as const)('requests nothing if a token could show nothing (%s)', async (style) => {
    const site = await loggedInSite({ style });
    const { instance } = site.chat;
    for (let times = 0; times < 3; times++) await lookAway('focus', 60_000);
    expect(isShown(site)).toBe(true);
    await pass(10_000);
    expect(site.chat.instance).toBe(instance);
    expect(site.backend.asked).toEqual([]);
  });

  test.each(STYLES)('does not affect an anonymous conversation (%s)', async (style) => {
    const site = await talkingSite({ style });
    site.backend.asked.length = 0;
    await lookAway('visibilitychange', 60_000);
    expect(isShown(site)).toBe(true);
    await pass(10_000);
    expect(site.backend.asked).toEqual([]);
  });

  test.each(WAYS)('shows the user in the state, even if web chat has no token yet (%s)', async (way) => {
    const site = createSite({ style: 'cookie' });
    await site.chat.load();
    await lookAway(way, 100, () => site.backend.become({ user: 'ana' }));
    expect(site.chat.getState().user).toEqual({ name: 'ana' });
    await lookAway(way, 100, () => site.backend.become({ user: null }));
    expect(site.chat.getState().user).toBeNull();
    expect(site.backend.asked).toEqual([]);
  });

  test('shows the user who logged in elsewhere, if the cookie names them, with their earlier lines', async () => {
    const site = await talkingSite({ style: 'cookie' });
    await lookAway('focus', 100, () => site.backend.become({ user: 'ana' }));
    expect(isShown(site)).toBe(true);
    await pass(100);
    expect(isShown(site)).toBe(true);
    expect(await site.simulator.say('Who am I?')).toContain('ana');
  });

  test.each([
    { style: 'sid', ms: 5_000 },
    { style: 'cookie', ms: 100 },
    { style: 'neither', ms: 5_000 },
  ] as const)('does not give a chat that was never opened an old token ($style)', async ({ style, ms }) => {
    const site = createSite({ style });
    site.backend.become({ user: 'cade' });
    await site.chat.load();
    touch('pointerover');
    await settle();
    expect(site.backend.asked).toEqual(['token prefetch']);
    await lookAway('visibilitychange', ms, () => site.backend.become({ user: 'ana' }));
    expect(await site.simulator.say('Who am I?')).toContain('ana');
  });

  test('does not give a chat a token that was on its way when the visitor left the tab', async () => {
    const site = createSite();
    site.backend.become({ user: 'cade' });
    const { answer, release } = held(() => cade);
    const cade = site.backend.sign();
    site.backend.script.token.push(answer);
    await site.chat.load();
    touch('pointerover');
    await settle();
    await lookAway('focus', 5_000, () => site.backend.become({ user: 'ana' }));
    release();
    expect(await site.simulator.say('Who am I?')).toContain('ana');
  });

  test('keeps the conversation hidden until a token is available', async () => {
    const site = await loggedInSite();
    const missing = Array.from({ length: 20 }, () => answers(503));
    site.backend.script.token.push(...missing);
    await lookAway('focus', 5_000, () => site.backend.become({ user: null }));
    expect(await shownWithin(site, 30_000)).toBe(false);
    site.backend.script.token.length = 0;
    await pass(70_000);
    expect(isInPage()).toBe(false);
  });

  test('shows nothing of a user if its window never had the focus while another user logged in', async () => {
    const site = await nextPage(await loggedInSite());
    const hasFocus = vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    await site.chat.load();
    await settle();
    expect(isShown(site)).toBe(true);
    site.backend.become({ user: 'ana' });
    await pass(5_000);
    hasFocus.mockReturnValue(true);
    window.dispatchEvent(new Event('focus'));
    expect(isShown(site)).toBe(false);
    await pass(100);
    expect(isInPage()).toBe(false);
  });

  test('makes one request if it becomes visible and then gets the focus after the cookie has changed', async () => {
    const site = await loggedInSite({ style: 'cookie' });
    const isHidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    document.dispatchEvent(new Event('visibilitychange'));
    site.backend.become({ user: 'ana' });
    isHidden.mockReturnValue(false);
    const hasFocus = vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    document.dispatchEvent(new Event('visibilitychange'));
    hasFocus.mockReturnValue(true);
    window.dispatchEvent(new Event('focus'));
    await pass(5_000);
    expect(isInPage()).toBe(false);
    expect(site.backend.asked).toEqual(['token return']);
  });

  test('no longer compares a cookie that changes while the sid stays the same', async () => {
    const site = await loggedInSite();
    const roll = () => setCookie(USER_COOKIE, `{"seenAt":${Date.now()}}`);
    onTestFinished(clearCookies);
    await lookAway('focus', 100, roll);
    await pass(100);
    expect(site.backend.asked).toEqual(['token return']);
    expect(isShown(site)).toBe(true);
    await lookAway('focus', 100, roll);
    expect(isShown(site)).toBe(true);
    await pass(100);
    expect(site.backend.asked).toEqual(['token return']);
    await lookAway('focus', 5_000, () => site.backend.become({ user: 'ana' }));
    expect(isShown(site)).toBe(false);
  });

  test('logs one warning that the cookie keeps changing without a sid', async () => {
    const site = await loggedInSite({ style: 'cookie' });
    for (const user of ['ana', 'bo', 'cy', 'di']) {
      await lookAway('focus', 100, () => site.backend.become({ user }));
      await pass(100);
      await site.simulator.open();
    }
    expect(site.errors).toEqual([]);
    expect(site.console.warn.mock.calls).toEqual([
      [expect.stringMatching(/the cookie SESSION_INFO changed twice .* a claim "sid"$/)],
    ]);
  });
});

describe('a page from the back/forward cache', () => {
  const SHOWS = [
    () => window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true })),
    () => document.dispatchEvent(new Event('visibilitychange')),
    () => window.dispatchEvent(new Event('focus')),
  ];

  test.each([
    { order: 'before', events: SHOWS },
    { order: 'after', events: [...SHOWS].reverse() },
  ])('is checked once, although it also becomes visible again ($order)', async ({ events }) => {
    const site = await loggedInSite();
    const isHidden = vi.spyOn(document, 'hidden', 'get');
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    for (let times = 1; times <= 2; times++) {
      window.dispatchEvent(new Event('pagehide'));
      isHidden.mockReturnValue(true);
      document.dispatchEvent(new Event('visibilitychange'));
      await pass(10_000);
      isHidden.mockReturnValue(false);
      for (const happen of events) happen();
      expect(isShown(site)).toBe(false);
      await pass(100);
      expect(isShown(site)).toBe(true);
      expect(site.backend.count('token return')).toBe(times);
    }
  });

  test('hides the conversation when it leaves, and shows it when it returns to the same person', async () => {
    const site = await loggedInSite();
    window.dispatchEvent(new Event('pagehide'));
    expect(isShown(site)).toBe(false);
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    expect(isShown(site)).toBe(false);
    await settle();
    expect(isShown(site)).toBe(true);
    expect(site.backend.asked).toEqual(['token return']);
  });

  test('shows the next person nothing of the previous one', async () => {
    const site = await loggedInSite();
    window.dispatchEvent(new Event('pagehide'));
    site.backend.become({ user: null });
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    await pass(100);
    expect(isInPage()).toBe(false);
    expect(await site.simulator.say('Who am I?')).not.toContain('cade');
  });

  test('stays hidden while the backend cannot name its visitor', async () => {
    const site = await loggedInSite();
    site.backend.script.token.push(...Array(3).fill(answers(503)));
    restoreFromCache();
    await pass(1_000);
    expect(isShown(site)).toBe(false);
    await pass(60_000);
    expect(isShown(site)).toBe(true);
  });

  test('stays hidden from the next user if nothing identifies a login and a renewal precedes the next check', async () => {
    const site = await loggedInSite({ style: 'neither' });
    site.backend.become({ claims: { exp: Date.now() / 1000 + 10 } });
    await renew(site);
    site.backend.script.token.push(...Array(99).fill(answers(503)));
    site.backend.become({ user: 'ana', claims: {} });
    restoreFromCache();
    await pass(40_000);
    site.backend.script.token.length = 0;
    window.dispatchEvent(new Event('online'));
    expect(await shownWithin(site, 120_000)).toBe(false);
    expect(container()?.style.display).toBe('');
  });

  test('shows its launcher again if web chat had failed and was closed', async () => {
    const site = createSite();
    await site.chat.load();
    site.backend.script.token.push(...Array(99).fill(answers(503)));
    void outcome(site.simulator.open());
    await pass(60_000);
    await fullInstance(site).changeView('launcher');
    restoreFromCache();
    await pass(60_000);
    expect(container()?.style.display).toBe('');
  });

  test.each([
    ['hides it for good, and has a chat that can be used', 'a user', loggedInSite, false],
    ['shows it again', 'an anonymous visitor', talkingSite, true],
  ])('%s, if the backend does not name the owner of the conversation of %s', async (_what, _whose, before, isKept) => {
    const site = await before();
    site.backend.script.token.push(answers(400));
    restoreFromCache();
    await pass(1_000);
    expect(isShown(site)).toBe(isKept);
    await site.chat.open();
    expect(container()?.style.display).toBe('');
    expect(await site.simulator.say('Who am I?')).toContain('anon-1');
  });
});

describe('the next page in the tab', () => {
  test('shows the conversation again to the same person', async () => {
    const site = await nextPage(await loggedInSite());
    await site.chat.load();
    await pass(1_000);
    expect(isShown(site)).toBe(true);
    expect(site.backend.asked).toHaveLength(1);
  });

  test('shows nothing of it after a logout in between, not even for a moment', async () => {
    const before = await loggedInSite();
    before.backend.become({ user: null });
    const site = await nextPage(before);
    const seen: boolean[] = [];
    const observer = new MutationObserver(() => void seen.push(isInPage()));
    observer.observe(document, { subtree: true, childList: true, characterData: true });
    await site.chat.load();
    await pass(1_000);
    observer.disconnect();
    expect(seen).not.toContain(true);
    expect(await site.simulator.say('Who am I?')).not.toContain('cade');
  });

  test('shows nothing of it to another user if the visitor left the page in between before its check', async () => {
    const before = await loggedInSite();
    const between = await nextPage(before);
    before.backend.script.token.push(hangs);
    void outcome(between.chat.load());
    await settle();
    otherTab().postMessage('changed');
    await arrive(otherTab());
    before.backend.become({ user: 'ana' });
    before.backend.script.token.push(hangs);
    await pass(5_000);
    const site = await nextPage(between);
    await site.chat.load();
    await site.chat.open();
    await pass(1_000);
    expect(isInPage()).toBe(false);
  });

  test('shows nothing of it if the session ended between loading and opening', async () => {
    const site = await closedSite({});
    site.backend.become({ user: null });
    await pass(3_600_000);
    await site.chat.open();
    expect(isShown(site)).toBe(false);
    await pass(5_000);
    expect(isInPage()).toBe(false);
    expect(container()?.style.display).toBe('');
    expect(await site.simulator.say('Who am I?')).not.toContain('cade');
  });

  test('shows nothing of it to another user', async () => {
    const before = await loggedInSite();
    before.backend.become({ user: 'ana' });
    const site = await nextPage(before);
    await site.chat.load();
    await pass(1_000);
    expect(isInPage()).toBe(false);
    expect(await site.simulator.say('Who am I?')).toContain('ana-id');
  });

  test.each(STYLES)('shows nothing of it after a logout on a page whose chat stayed closed, with %s', async (style) => {
    const before = await loggedInSite({ style });
    await fullInstance(before).changeView('launcher');
    const between = await nextPage(before);
    await between.chat.load();
    await between.chat.logout();
    const site = await nextPage(between);
    await site.chat.load();
    await site.chat.open();
    await pass(5_000);
    expect(isInPage()).toBe(false);
  });

  /**
   * The same page, with the chat closed; it knows the user, but web chat has not asked for a token.
   */
  async function closedSite(options: SiteOptions) {
    const before = await loggedInSite(options);
    await fullInstance(before).changeView('launcher');
    const site = await nextPage(before);
    await site.chat.load();
    return site;
  }

  test.each(['restart', 'keep'] as const)(
    'shows nothing of it to another user who logged in before the chat opened, with conversationAfterLogout "%s"',
    async (conversationAfterLogout) => {
      const site = await closedSite({ conversationAfterLogout });
      site.backend.become({ user: 'ana' });
      window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
      await settle();
      await site.chat.open();
      await pass(1_000);
      expect(isInPage()).toBe(false);
      expect(await site.simulator.say('Who am I?')).toContain('ana-id');
    },
  );

  test('shows nothing of it to a user who logged in before load(), if nothing identifies a login', async () => {
    const site = await nextPage(await loggedInSite({ style: 'neither' }));
    site.backend.onLogin = { user: 'ana' };
    await site.chat.login({ username: 'ana' });
    await site.chat.load();
    await site.chat.open();
    await pass(1_000);
    expect(isInPage()).toBe(false);
  });

  test('shows nothing of it if nothing identifies a login, even if the site keeps conversations', async () => {
    const before = await loggedInSite({ style: 'neither', conversationAfterLogout: 'keep' });
    before.backend.become({ user: 'ana' });
    const site = await nextPage(before);
    await site.chat.load();
    await site.chat.open();
    await pass(1_000);
    expect(isInPage()).toBe(false);
  });

  test('continues the conversation of an anonymous visitor who has logged in', async () => {
    const before = await talkingSite();
    before.backend.become({ user: 'cade' });
    const site = await nextPage(before);
    await site.chat.load();
    await pass(1_000);
    expect(isShown(site)).toBe(true);
    expect(await site.simulator.say('Who am I?')).toContain('cade-id');
  });

  test('shows nothing of it until the backend can name its owner', async () => {
    const site = await nextPage(await loggedInSite());
    site.backend.script.token.push(...Array(9).fill(answers(503)));
    const loading = outcome(site.chat.load());
    await pass(1_000);
    expect(loading.result).not.toBe('pending');
    expect(isInPage()).toBe(false);
    await pass(120_000);
    expect(isShown(site)).toBe(true);
  });

  test('requests nothing while the chat stays closed', async () => {
    const before = await loggedInSite();
    await before.chat.instance?.changeView('launcher');
    const site = await nextPage(before);
    await site.chat.load();
    await pass(10_000);
    expect(site.backend.asked).toEqual([]);
  });

  test('shows nothing of it if the backend names another sub once', async () => {
    const before = await loggedInSite();
    const site = await nextPage(before);
    site.backend.become({ user: 'ana' });
    site.backend.script.token.push(() => ({ token: site.backend.sign({ sub: 'anon-2' }) }));
    await site.chat.load();
    await pass(1_000);
    await site.simulator.say('Hello');
    await pass(60_000);
    site.simulator.expireToken();
    void outcome(site.simulator.say('Who am I?'));
    await pass(60_000);
    await site.chat.open();
    expect(isInPage()).toBe(false);
  });

  test.each([
    ['a cookie that is not UTF-8', ['Jos%E9', 'Zo%EB'], []],
    ['a numeric sid', [], [4711, 4712]],
  ])('shows nothing of it to another user who is known by %s', async (_what, cookies, sids) => {
    onTestFinished(clearCookies);
    const before = createSite({ style: 'neither' });
    const becomes = (index: number) => {
      if (cookies[index]) setCookie(USER_COOKIE, cookies[index]);
      if (sids[index]) before.backend.become({ claims: { sid: sids[index] } });
    };
    becomes(0);
    await before.chat.load();
    await before.simulator.say(SECRET);
    const site = await nextPage(before);
    becomes(1);
    await site.chat.load();
    await site.chat.open();
    await pass(1_000);
    expect(isShown(site)).toBe(false);
  });

  test.each(['anon-2', 'anon'])('shows nothing of it after a page for which the backend named %s', async (sub) => {
    const between = await nextPage(await loggedInSite({ style: 'neither', conversationAfterLogout: 'keep' }));
    between.backend.script.token.push(() => ({ token: between.backend.sign({ sub }) }));
    await between.chat.load();
    await pass(1_000);
    between.backend.become({ user: 'ana' });
    const site = await nextPage(between);
    await site.chat.load();
    await site.chat.open();
    await pass(1_000);
    expect(isInPage()).toBe(false);
  });

  test('shows nothing of it if the visitor logs out while it loads, and the outcome is unknown', async () => {
    const site = await nextPage(await loggedInSite());
    const { answer, release } = held(() => ({ token: site.backend.sign() }));
    site.backend.script.token.push(answer);
    site.backend.script.logout.push((context) => {
      site.backend.become({ user: null });
      return answers(503)(context);
    });
    void outcome(site.chat.load());
    await settle();
    const logout = outcome(site.chat.logout());
    await pass(2_500);
    release();
    await pass(60_000);
    expect(logout.result).toMatchObject({ code: 'LOGOUT_FAILED' });
    site.backend.become({ user: 'ana' });
    await site.chat.open();
    await pass(1_000);
    expect(isInPage()).toBe(false);
  });

  test.each(STYLES)(
    'shows the previous user no lines of another user who opened the chat during its restart (%s)',
    async (style) => {
      const site = await closedSite({ style });
      vi.spyOn(fullInstance(site), 'destroySession').mockReturnValue(new Promise(() => {}));
      site.backend.become({ user: 'ana' });
      restoreFromCache();
      await settle();
      await outcome(site.chat.open());
      await pass(10_000);
      await site.simulator.say('What Ana said');
      site.backend.become({ user: 'cade' });
      const next = await nextPage(site);
      await next.chat.load();
      await next.chat.open();
      await pass(2_000);
      expect(site.simulator.transcript.join()).not.toContain('What Ana said');
    },
  );

  test('finds neither a token nor an ID in the storage of the previous page', async () => {
    const site = await loggedInSite();
    const left = Object.entries(sessionStorage).filter(([key]) => key.startsWith('secure-web-chat:'));
    expect(left).toHaveLength(1);
    for (const secret of ['anon-1', 'sid-cade', ...site.backend.tokens])
      expect(left.flat().join()).not.toContain(secret);
  });

  test('keeps an open window open', async () => {
    const site = await nextPage(await loggedInSite());
    await site.chat.load();
    await pass(100);
    expect(isOpen(site)).toBe(true);
  });
});
