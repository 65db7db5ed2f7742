/** Token answers from before a login or logout, and correct answers that look like them. */
import { describe, expect, test } from 'vitest';
import { isOld } from '../../../src/identity/oldAnswers.js';
import type { EndpointContext, SecureWebChat } from '../../../src/index.js';
import { readToken } from '../../../src/token.js';
import { jwt } from '../jwt.js';
import { type KeyStyle, STYLES } from '../memoryBackend.js';
import { codesOf, createSite, outcome, pass, type Site, type SiteOptions } from '../site.js';
import { NOW } from '../stoppedClock.js';

const SITE = 'https://site.example';

describe('an answer', () => {
  const token = readToken(jwt({ sub: 'anon-1', exp: NOW / 1000 + 600 }), NOW);
  const answer = { token, sentAt: NOW, origin: SITE };
  const change = { sentAt: NOW, origin: SITE, invalidated: new Set<string>() };

  test('is old if its token came before the change, whatever its Date', () => {
    const invalidated = new Set([token.text]);
    for (const sentAt of [null, NOW - 60_000, NOW, NOW + 60_000]) {
      expect(isOld({ ...answer, sentAt }, { ...change, invalidated })).toBe(true);
      expect(isOld({ ...answer, sentAt }, { ...change, invalidated }, { ...answer, sentAt: 0 })).toBe(true);
    }
  });

  test.each([
    { sentAt: NOW + 1_000, isFound: false },
    { sentAt: NOW - 2_000, isFound: false },
    { sentAt: NOW - 2_001, isFound: true },
    { sentAt: null, isFound: false },
  ])('that was sent at $sentAt is old: $isFound', ({ sentAt, isFound }) => {
    expect(isOld({ ...answer, sentAt }, change)).toBe(isFound);
  });

  test('is not old if the change has no Date, or one of another server', () => {
    const late = { ...answer, sentAt: NOW - 60_000 };
    expect(isOld(late, { ...change, sentAt: null })).toBe(false);
    expect(isOld(late, { ...change, origin: 'https://login.example' })).toBe(false);
  });

  test('is not old if the clock of its sender is late but moves on', () => {
    const first = { ...answer, sentAt: NOW - 60_000 };
    expect(isOld({ ...answer, sentAt: NOW - 59_000 }, change, first)).toBe(false);
    expect(isOld(first, change, first)).toBe(true);
  });
});

type Ask = (context: EndpointContext) => unknown;

const dated = (body: unknown, at = Date.now()) =>
  Response.json(body ?? null, { headers: { date: new Date(at).toUTCString() } });

/** Answers the token endpoint as service workers, caches and proxies do. */
const CACHES = {
  'stale-while-revalidate': (ask: Ask): Ask => {
    let stored: Response | null = null;
    return async (context) => {
      const fresh = Promise.resolve(ask(context)) as Promise<Response>;
      const answer = stored ?? (await fresh);
      void fresh.then((response) => {
        stored = response;
      });
      return answer.clone();
    };
  },
  'cache-first': (ask: Ask): Ask => {
    let stored: Response | null = null;
    return async (context) => {
      stored ??= (await ask(context)) as Response;
      return stored.clone();
    };
  },
  'a proxy that writes its own Date': (ask: Ask): Ask => {
    let stored: unknown = null;
    return async (context) => {
      stored ??= await ((await ask(context)) as Response).json();
      return dated(stored);
    };
  },
};

/** A site whose backend answers with a `Date`, if it can be read. */
function start(style: KeyStyle, hasDate: boolean, wrap: (ask: Ask) => Ask, options: SiteOptions = {}) {
  const site = createSite({ style });
  const { tokenEndpoint, loginEndpoint, logoutEndpoint } = site.backend.endpoints;
  const answer = (endpoint: unknown): Ask => {
    return async (context) => {
      const body = await (endpoint as Ask)(context);
      return hasDate ? dated(body) : Response.json(body ?? null);
    };
  };
  const chat = site.create({
    tokenEndpoint: wrap(answer(tokenEndpoint)) as () => Promise<Response>,
    loginEndpoint: answer(loginEndpoint) as () => Promise<Response>,
    logoutEndpoint: answer(logoutEndpoint) as () => Promise<Response>,
    ...options,
  });
  return { ...site, chat };
}

const settled = async <Value>(work: Promise<Value>): Promise<unknown> => {
  const box = outcome(work);
  await pass(20_000);
  return box.result;
};

async function whoAmI({ simulator }: Site): Promise<string> {
  const answer = outcome(simulator.say('Who am I?'));
  await pass(20_000);
  return String(answer.result);
}

const SITUATIONS = Object.entries(CACHES).flatMap(([name, wrap]) =>
  STYLES.flatMap((style) =>
    [true, false].flatMap((hasDate) =>
      [true, false].map((isFetchedBetween) => ({ name, wrap, style, hasDate, isFetchedBetween })),
    ),
  ),
);

describe.each(SITUATIONS)('$name ($style, Date: $hasDate, a token in between: $isFetchedBetween)', (situation) => {
  const { name, wrap, style, hasDate, isFetchedBetween } = situation;

  async function loggedIn() {
    const site = start(style, hasDate, wrap);
    await site.chat.load();
    await site.simulator.open();
    await pass(10_000);
    const login = await settled(site.chat.login({ username: 'cade' }));
    return { site, login };
  }

  test('a login reaches the assistant, or the page gets an error', async () => {
    const { site, login } = await loggedIn();
    expect(login).toEqual({ hello: 'cade' });
    const isThere = (await whoAmI(site)).includes('cade');
    expect(isThere || codesOf(site.errors).includes('TOKEN_REJECTED')).toBe(true);
  });

  test('after a logout, the assistant no longer knows the user, or the page gets an error', async () => {
    // The cache contains the token of the user, as it does if the user arrived with a session.
    const site = start(style, hasDate, wrap);
    site.backend.become({ user: 'cade' });
    await site.chat.load();
    await site.simulator.open();
    if (style === 'neither') await settled(site.chat.login({ username: 'cade' }));
    await site.simulator.say('Mine');
    await pass(10_000);
    if (isFetchedBetween) {
      site.simulator.expireToken();
      await whoAmI(site);
    }
    site.errors.length = 0;
    const logout = await settled(site.chat.logout());
    const isTaken = (await whoAmI(site)).includes('cade');
    const codes = [...codesOf(site.errors), (logout as { code?: string } | undefined)?.code];
    // Only its Date or its name shows whether a new token is from before or after the logout.
    const canBeTold = hasDate || style === 'sid' || name !== 'stale-while-revalidate';
    if (isTaken && canBeTold) expect(codes).toContain('LOGOUT_FAILED');
    if (logout !== undefined) expect(logout).toMatchObject({ code: 'LOGOUT_FAILED' });
    expect(document.documentElement.outerHTML).not.toContain('Mine');
  });
});

test('after a logout, a stale answer only causes a delay of a second', async () => {
  const site = start('sid', true, CACHES['stale-while-revalidate']);
  site.backend.become({ user: 'cade' });
  await site.chat.load();
  await site.simulator.say('Mine');
  await pass(10_000);
  const logout = outcome(site.chat.logout());
  await pass(999);
  expect(logout.result).toBe('pending');
  await pass(1);
  expect(logout.result).toBeUndefined();
  expect(site.errors).toEqual([]);
  expect(await site.simulator.say('Who am I?')).not.toContain('cade');
});

test('a logout that a cache hides rejects with the cause, and ends the session', async () => {
  const site = start('sid', false, CACHES['cache-first']);
  site.backend.become({ user: 'cade' });
  await site.chat.load();
  await site.simulator.say('Mine');
  const error = await settled(site.chat.logout());
  expect(error).toMatchObject({
    code: 'LOGOUT_FAILED',
    cause: expect.objectContaining({ code: 'TOKEN_REJECTED' }),
  });
  expect(String(error)).toMatch(/the assistant would still take the visitor for the user who left/);
  expect(document.documentElement.outerHTML).not.toContain('Mine');
});

describe('the SDK reports nothing about', () => {
  /** Signs tokens for the visitor, at times and with claims of its own. */
  type Signer = (site: Site) => Ask;
  const signsWith = (claims: (now: number) => Record<string, unknown>): Signer => {
    return ({ backend }) =>
      () =>
        dated({ token: backend.sign(claims(Math.floor(Date.now() / 1000))) });
  };
  const keeps = (isKept: (user: string) => boolean): Signer => {
    return ({ backend }) => {
      const kept = new Map<string, string>();
      return () => {
        const token = backend.sign();
        const user = /"custom_user_id":"(\w+)/.exec(atob(token.split('.')[1] ?? ''))?.[1] ?? 'nobody';
        if (isKept(user)) kept.set(user, kept.get(user) ?? token);
        return dated({ token: kept.get(user) ?? token });
      };
    };
  };
  const isLate = (lateMs: number): Signer => {
    return ({ backend }) =>
      () =>
        dated({ token: backend.sign() }, Date.now() - lateMs);
  };
  const HONEST: Record<string, Signer> = {
    'a signer whose clock is 5 s behind': signsWith((now) => ({ iat: now - 5, exp: now + 600 })),
    'a signer whose clock is 90 s behind': signsWith((now) => ({ iat: now - 90, exp: now + 600 })),
    'a backdated iat': signsWith((now) => ({ iat: now - 60, nbf: now - 60, exp: now + 600 })),
    'one token per user and life': keeps(() => true),
    'one anonymous token for life': keeps((user) => user === 'nobody'),
    'a token server whose Date is 5 s behind': isLate(5_000),
    'a token server whose Date is 90 s behind': isLate(90_000),
  };

  test.each(
    Object.keys(HONEST).flatMap((name) =>
      STYLES.flatMap((style) => [0, 7_000].map((pauseMs) => ({ name, style, pauseMs }))),
    ),
  )('$name ($style, $pauseMs ms between)', async ({ name, style, pauseMs }) => {
    const site = createSite({ style });
    const signer = HONEST[name]?.(site);
    const { loginEndpoint, logoutEndpoint } = site.backend.endpoints;
    const answer = (endpoint: unknown) => async (context: EndpointContext) => dated(await (endpoint as Ask)(context));
    const chat: SecureWebChat = site.create({
      tokenEndpoint: signer as () => Promise<Response>,
      loginEndpoint: answer(loginEndpoint),
      logoutEndpoint: answer(logoutEndpoint),
    });
    await chat.load();
    await site.simulator.open();
    for (const user of ['cade', 'ana', 'cade']) {
      await pass(pauseMs);
      site.backend.onLogin = { user };
      await expect(settled(chat.login({ username: user }))).resolves.toEqual({ hello: user });
      expect(await site.simulator.say('Who am I?')).toContain(user);
      await pass(pauseMs);
      await expect(settled(chat.logout())).resolves.toBeUndefined();
      await site.simulator.open();
      expect(await site.simulator.say('Who am I?')).not.toContain(user);
    }
    expect(site.errors).toEqual([]);
    const quiet = site.console.warn.mock.calls.filter(([text]) => !String(text).includes('names nobody'));
    expect(quiet).toEqual([]);
  });

  /** A backend that returns the same token to a user until the token expires. */
  function keepingSite(style: KeyStyle) {
    const site = createSite({ style });
    const kept = new Map<string, string>();
    const chat = site.create({
      async tokenEndpoint() {
        const token = site.backend.sign({ exp: Math.floor(Date.now() / 1000) + 100 });
        const user = /"custom_user_id":"(\w+)/.exec(atob(token.split('.')[1] ?? ''))?.[1] ?? 'nobody';
        kept.set(user, kept.get(user) ?? token);
        return { token: kept.get(user) ?? token };
      },
    });
    return { ...site, chat };
  }

  test('a user who logs in again, whose cookie and token are the same', async () => {
    const site = keepingSite('cookie');
    await site.chat.load();
    await site.simulator.open();
    await site.chat.login({ username: 'cade' });
    await site.simulator.say('Mine');
    await expect(settled(site.chat.login({ username: 'cade' }))).resolves.toEqual({ hello: 'cade' });
    expect(site.simulator.transcript).toContain('Mine');
    expect(site.errors).toEqual([]);
  });

  test.each(['sid', 'cookie'] as const)(
    'a logout that returns to the anonymous token, after a login that only a renewed token showed (%s)',
    async (style) => {
      const site = keepingSite(style);
      await site.chat.load();
      await site.simulator.say('Hello');
      site.backend.become({ user: 'cade' });
      await pass(85_000);
      expect(await site.simulator.say('Who am I?')).toContain('cade');
      const logout = outcome(site.chat.logout());
      await pass(5_000);
      expect(logout.result).toBeUndefined();
      expect(site.errors).toEqual([]);
    },
  );
});
