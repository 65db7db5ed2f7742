/** Renewal ahead of expiry, as the endpoint and the visitor notice it. */
import { describe, expect, test, vi } from 'vitest';
import { answers, type MemoryBackend, unreachable } from '../memoryBackend.js';
import { codesOf, createSite, pass, type Site } from '../site.js';

const seconds = (count: number) => count * 1000;

/**
 * Issues tokens with this lifetime. The clock of the backend is ahead of the visitor's clock by
 * this time.
 */
function tokensOf(backend: MemoryBackend, lifetimeMs: number, aheadMs = 0): void {
  const sign = backend.sign.bind(backend);
  backend.sign = (others = {}) => {
    const nowSeconds = (Date.now() + aheadMs) / 1000;
    return sign({ iat: nowSeconds, exp: nowSeconds + lifetimeMs / 1000, ...others });
  };
}

async function openSite(lifetimeMs: number, aheadMs = 0): Promise<Site> {
  const site = createSite();
  tokensOf(site.backend, lifetimeMs, aheadMs);
  await site.chat.load();
  await site.simulator.open();
  return site;
}

/** The visitor moves the pointer in the chat often enough to count as present. */
async function stay(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= seconds(60)) {
    document.querySelector('.WACContainer')?.dispatchEvent(new Event('pointerdown', { bubbles: true }));
    await pass(Math.min(left, seconds(60)));
  }
}

const renewals = (site: Site) => site.backend.asked.filter((asked) => asked === 'token renewal').length;

describe('a token that lives', () => {
  test.each([
    ['2 s', seconds(2), seconds(20), 10, 20],
    ['10 s', seconds(10), seconds(100), 12, 14],
    ['5 min', seconds(300), seconds(1200), 4, 6],
    ['12 h', seconds(43_200), seconds(86_400), 2, 2],
  ])(
    '%s is renewed before it expires, and not more often than necessary',
    async (_name, lifetimeMs, watchedMs, least, most) => {
      const site = await openSite(lifetimeMs);
      await stay(watchedMs);
      expect(renewals(site)).toBeGreaterThanOrEqual(least);
      expect(renewals(site)).toBeLessThanOrEqual(most);
      expect(site.backend.asked).not.toContain('token expired');
      expect(site.errors).toEqual([]);
    },
  );

  // If the clock of the backend is late, the assistant in memory would refuse the token, because it
  // uses the visitor's clock. token.test.ts checks this case.
  test('an hour is renewed in the same way if the clock of the backend is an hour ahead', async () => {
    const site = await openSite(seconds(3600), seconds(3600));
    await stay(seconds(3500));
    expect(renewals(site)).toBe(0);
    await stay(seconds(90));
    expect(renewals(site)).toBe(1);
  });

  test('60 days causes no timer overflow', async () => {
    const site = await openSite(seconds(60 * 86_400));
    await stay(seconds(7200));
    expect(renewals(site)).toBe(0);
  });

  test('without exp is never renewed', async () => {
    const site = createSite();
    const sign = site.backend.sign.bind(site.backend);
    site.backend.sign = () => sign({ exp: undefined });
    await site.chat.load();
    await site.simulator.open();
    await stay(seconds(7200));
    expect(renewals(site)).toBe(0);
    expect(site.console.warn).toHaveBeenCalledOnce();
  });

  test('half a second is not renewed without a pause', async () => {
    const site = await openSite(500);
    await stay(seconds(10));
    expect(renewals(site)).toBeLessThanOrEqual(10);
  });
});

test('a message after the renewal needs no further token', async () => {
  const site = await openSite(seconds(10));
  await stay(seconds(25));
  const before = site.backend.asked.length;
  expect(await site.simulator.say('Who am I?')).toContain('anon-1');
  expect(site.backend.asked).toHaveLength(before);
});

describe('nothing is renewed', () => {
  test('for a visitor who has not touched the chat for five minutes, until they do', async () => {
    const site = await openSite(seconds(10));
    await pass(seconds(310));
    const idle = renewals(site);
    await pass(seconds(3600));
    expect(renewals(site)).toBe(idle);
    await stay(seconds(20));
    expect(renewals(site)).toBeGreaterThan(idle);
  });

  test('while the window is closed, and at once when it opens after that time', async () => {
    const site = await openSite(seconds(10));
    await site.chat.instance?.changeView('launcher');
    await stay(seconds(60));
    expect(renewals(site)).toBe(0);
    await site.chat.open();
    await pass(10);
    expect(renewals(site)).toBe(1);
  });

  test('while the page is hidden, and at once when it becomes visible after that time', async () => {
    const site = await openSite(seconds(10));
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    await stay(seconds(60));
    expect(renewals(site)).toBe(0);
    hidden.mockReturnValue(false);
    document.dispatchEvent(new Event('visibilitychange'));
    await pass(10);
    expect(renewals(site)).toBe(1);
  });
});

test('after sleep, in which timers stand still, the token is renewed within a minute', async () => {
  const site = await openSite(seconds(3600));
  await stay(seconds(60));
  vi.setSystemTime(Date.now() + seconds(28_800));
  await stay(seconds(60));
  expect(renewals(site)).toBe(1);
});

describe('a renewal that fails', () => {
  test('is reported, and repeated with growing pauses until it works', async () => {
    const site = await openSite(seconds(300));
    site.backend.script.token.push(...Array(300).fill(answers(503)));
    await stay(seconds(900));
    expect(codesOf(site.errors)).toContain('TOKEN_UNAVAILABLE');
    expect(site.chat.getState().error?.code).toBe('TOKEN_UNAVAILABLE');
    expect(site.backend.asked.length).toBeLessThan(90);
    site.backend.script.token.length = 0;
    await stay(seconds(120));
    expect(site.chat.getState().error).toBeNull();
  });

  test('without a network is repeated as soon as the network is back', async () => {
    const site = await openSite(seconds(10));
    site.backend.script.token.push(...Array(60).fill(unreachable));
    await stay(seconds(120));
    site.backend.script.token.length = 0;
    window.dispatchEvent(new Event('online'));
    // The attempt under way may still have to wait for its turn.
    await pass(3_000);
    expect(site.chat.getState().error).toBeNull();
  });

  test('that the backend refuses is repeated too', async () => {
    const site = await openSite(seconds(10));
    site.backend.script.token.push(answers(401), answers(401));
    await stay(seconds(60));
    expect(codesOf(site.errors)).toEqual(['TOKEN_DENIED', 'TOKEN_DENIED']);
    expect(site.chat.getState().error).toBeNull();
  });
});

test('a renewal that finds no login any more begins a new conversation', async () => {
  const site = createSite();
  tokensOf(site.backend, seconds(10));
  await site.chat.load();
  await site.simulator.open();
  await site.chat.login({ username: 'cade' });
  await site.simulator.say('For Cade only');
  site.backend.become({ user: null });
  await stay(seconds(15));
  expect(site.simulator.transcript).not.toContain('For Cade only');
  expect(await site.simulator.say('Who am I?')).not.toContain('cade');
});

test('nothing is renewed after destroy()', async () => {
  const site = await openSite(seconds(10));
  await site.chat.destroy();
  const before = site.backend.asked.length;
  await pass(seconds(600));
  expect(site.backend.asked).toHaveLength(before);
  expect(vi.getTimerCount()).toBe(0);
});
