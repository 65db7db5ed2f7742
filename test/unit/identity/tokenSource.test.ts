import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { TokenEndpoint } from '../../../src/identity/tokenEndpoint.js';
import { type AnsweredChange, type Reason, TokenSource } from '../../../src/identity/tokenSource.js';
import { type IdentityToken, readToken } from '../../../src/token.js';
import { jwt } from '../jwt.js';
import { watch } from '../outcomes.js';
import { NOW, stopClock } from '../stoppedClock.js';

interface Request {
  reason: Reason;
  signal: AbortSignal;
  answer(token: IdentityToken, sentAt?: number | null): Promise<unknown>;
  fail(error: unknown): Promise<unknown>;
}

let names = 0;
const token = (claims: Record<string, unknown> = {}): IdentityToken =>
  readToken(jwt({ sub: `anon-${names++}`, exp: NOW / 1000 + 600, ...claims }), NOW);

/** A token source whose backend answers when the test says so. */
function start() {
  const requests: Request[] = [];
  const life = new AbortController();
  const tick = () => vi.advanceTimersByTimeAsync(0);
  const outdated: IdentityToken[] = [];
  const ask: TokenEndpoint['ask'] = (reason, signal) =>
    new Promise((resolve, reject) => {
      requests.push({
        reason,
        signal,
        answer: (token, sentAt = null) =>
          Promise.resolve(resolve({ token, sentAt, origin: 'https://site.example' })).then(tick),
        fail: (error) => Promise.resolve(reject(error)).then(tick),
      });
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  const tokens = new TokenSource({ ask, isOutdated: (given) => outdated.includes(given) }, life.signal);
  const request = (index: number) => requests[index] as Request;
  return { tokens, requests, request, life, tick, outdated };
}

beforeEach(stopClock);

describe('a token', () => {
  test('is requested once, even if several callers wait for it', async () => {
    const { tokens, requests, request, tick } = start();
    const callers = Array.from({ length: 10 }, () => watch(tokens.getToken('open', null)));
    await tick();
    expect(requests).toHaveLength(1);
    expect(request(0).reason).toBe('open');
    const given = token();
    await request(0).answer(given);
    expect(callers.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 10 }, () => given));
  });

  test('in the cache is returned without a request until it expires', async () => {
    const { tokens, requests, request, tick } = start();
    const first = watch(tokens.getToken('open', null));
    await tick();
    const given = token({ exp: NOW / 1000 + 10 });
    await request(0).answer(given);
    vi.advanceTimersByTime(9_999);
    expect(await tokens.getToken('expired', null)).toBe(given);
    expect(requests).toHaveLength(1);
    vi.advanceTimersByTime(1);
    const second = watch(tokens.getToken('expired', null));
    await tick();
    expect(requests).toHaveLength(2);
    await request(1).answer(token());
    expect(second.outcome).not.toBe(first.outcome);
  });

  test('that was refused is not returned again, but another cached token is', async () => {
    const { tokens, requests, request, tick } = start();
    void tokens.getToken('open', null);
    await tick();
    const refused = token();
    await request(0).answer(refused);
    const next = watch(tokens.getToken('expired', refused));
    await tick();
    expect(request(1).reason).toBe('expired');
    const given = token();
    await request(1).answer(given);
    expect(next.outcome).toBe(given);
    expect(await tokens.getToken('expired', refused)).toBe(given);
    expect(requests).toHaveLength(2);
  });

  test('that cannot be fetched fails for all callers, and the next caller requests it again', async () => {
    const { tokens, requests, request, tick } = start();
    const callers = [watch(tokens.getToken('open', null)), watch(tokens.getToken('open', null))];
    await tick();
    const failure = new Error('no token');
    await request(0).fail(failure);
    expect(callers.map(({ outcome }) => outcome)).toEqual([failure, failure]);
    const next = watch(tokens.getToken('open', null));
    await tick();
    expect(requests).toHaveLength(2);
    const given = token();
    await request(1).answer(given);
    expect(next.outcome).toBe(given);
  });
});

describe('an epoch', () => {
  test('that closes right after it opened makes the waiting callers wait longer', async () => {
    const { tokens, requests, tick } = start();
    void tokens.endEpoch();
    void tokens.getToken('expired', null);
    await tick();
    tokens.beginEpoch();
    void tokens.endEpoch();
    await tick();
    expect(requests).toHaveLength(0);
    tokens.beginEpoch();
    await tick();
    expect(requests).toHaveLength(1);
  });

  test('that is closed makes callers wait until it is opened', async () => {
    const { tokens, requests, request, tick } = start();
    await tokens.endEpoch();
    const waiting = watch(tokens.getToken('open', null));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(requests).toHaveLength(0);
    expect(waiting.isPending).toBe(true);
    tokens.beginEpoch();
    await tick();
    const given = token();
    await request(0).answer(given);
    expect(waiting.outcome).toBe(given);
  });

  test('that is over returns none of its tokens, although they are valid', async () => {
    const { tokens, request, tick } = start();
    void tokens.getToken('open', null);
    await tick();
    const old = token();
    await request(0).answer(old);
    await tokens.endEpoch();
    tokens.beginEpoch();
    const next = watch(tokens.getToken('login', null));
    await tick();
    expect(request(1).reason).toBe('login');
    const given = token();
    await request(1).answer(given);
    expect(next.outcome).toBe(given);
  });

  test('waits, before the backend is called, for its request to settle', async () => {
    const { tokens, request, tick } = start();
    void tokens.getToken('open', null);
    await tick();
    const closing = watch(tokens.endEpoch());
    await vi.advanceTimersByTimeAsync(1_500);
    expect(closing.isPending).toBe(true);
    expect(request(0).signal.aborted).toBe(false);
    await request(0).answer(token());
    expect(closing.isPending).toBe(false);
    tokens.beginEpoch();
  });

  test('aborts a request that has not settled after 2 s: its late Set-Cookie must not undo a login', async () => {
    const { tokens, request, tick } = start();
    const caller = watch(tokens.getToken('open', null));
    await tick();
    const closing = watch(tokens.endEpoch());
    await vi.advanceTimersByTimeAsync(1_999);
    expect(request(0).signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(request(0).signal.aborted).toBe(true);
    expect(closing.isPending).toBe(false);
    expect(caller.isPending).toBe(true);
    tokens.beginEpoch();
    await tick();
    const given = token();
    await request(1).answer(given);
    expect(caller.outcome).toBe(given);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([
    ['a token', async (request: Request) => request.answer(token())],
    ['a failure', async (request: Request) => request.fail(new Error('of the old epoch'))],
  ])('gives an earlier caller the token of the newer epoch, whatever arrives late: %s', async (_what, settle) => {
    const { tokens, request, tick } = start();
    const caller = watch(tokens.getToken('open', null));
    await tick();
    const closing = tokens.endEpoch();
    await settle(request(0));
    await closing;
    expect(caller.isPending).toBe(true);
    tokens.beginEpoch();
    await tick();
    const given = token();
    await request(1).answer(given);
    expect(caller.outcome).toBe(given);
  });

  test('that is over does not affect the next one: a late token is not kept', async () => {
    const { tokens, requests, request, tick } = start();
    void tokens.getToken('open', null);
    await tick();
    const closing = tokens.endEpoch();
    await request(0).answer(token());
    await closing;
    tokens.beginEpoch();
    await tick();
    await request(1).answer(token());
    expect(requests).toHaveLength(2);
    const first = await tokens.getToken('open', null);
    expect(await tokens.getToken('open', null)).toBe(first);
    expect(requests).toHaveLength(2);
  });

  test('is not affected by a late request of the previous epoch that ignored its abort', async () => {
    const late: ((given: IdentityToken) => void)[] = [];
    const ask = vi.fn(async () => {
      const given = await new Promise<IdentityToken>((resolve) => late.push(resolve));
      return { token: given, sentAt: null, origin: null };
    });
    const tokens = new TokenSource({ ask, isOutdated: () => false }, new AbortController().signal);
    watch(tokens.getToken('open', null));
    await vi.advanceTimersByTimeAsync(0);
    watch(tokens.endEpoch());
    await vi.advanceTimersByTimeAsync(2_000);
    tokens.beginEpoch();
    const first = watch(tokens.getToken('login', null));
    await vi.advanceTimersByTimeAsync(0);
    late[0]?.(token());
    await vi.advanceTimersByTimeAsync(0);
    const second = watch(tokens.getToken('login', null));
    await vi.advanceTimersByTimeAsync(0);
    expect(ask).toHaveBeenCalledTimes(2);
    const given = token();
    late[1]?.(given);
    await vi.advanceTimersByTimeAsync(0);
    expect([first.outcome, second.outcome]).toEqual([given, given]);
  });

  test('closes at once if no request is running', async () => {
    const { tokens, tick } = start();
    const closing = watch(tokens.endEpoch());
    await tick();
    expect(closing.isPending).toBe(false);
  });

  test('that is closed twice still lets the callers continue that have waited since the first time', async () => {
    const { tokens, requests, request, tick } = start();
    await tokens.endEpoch();
    const first = watch(tokens.getToken('open', null));
    await tick();
    await tokens.endEpoch();
    const second = watch(tokens.getToken('open', null));
    tokens.beginEpoch();
    await tick();
    expect(requests).toHaveLength(1);
    const given = token();
    await request(0).answer(given);
    expect([first.outcome, second.outcome]).toEqual([given, given]);
  });
});

describe('the end of life', () => {
  const reason = new Error('destroyed');

  test('aborts the request and rejects with its reason', async () => {
    const { tokens, request, life, tick } = start();
    const caller = watch(tokens.getToken('open', null));
    await tick();
    life.abort(reason);
    await tick();
    expect(request(0).signal.reason).toBe(reason);
    expect(caller.outcome).toBe(reason);
  });

  test('rejects those who wait in a closed epoch', async () => {
    const { tokens, requests, life, tick } = start();
    await tokens.endEpoch();
    const caller = watch(tokens.getToken('open', null));
    await tick();
    life.abort(reason);
    await tick();
    expect(caller.outcome).toBe(reason);
    expect(requests).toHaveLength(0);
  });

  test('ends the wait for a request to settle', async () => {
    const { tokens, life, tick } = start();
    watch(tokens.getToken('open', null));
    await tick();
    const closing = watch(tokens.endEpoch());
    life.abort(reason);
    await tick();
    expect(closing.isPending).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('returns no token any more, not even the cached one', async () => {
    const { tokens, requests, request, life, tick } = start();
    void tokens.getToken('open', null);
    await tick();
    await request(0).answer(token());
    life.abort(reason);
    await expect(tokens.getToken('open', null)).rejects.toBe(reason);
    expect(requests).toHaveLength(1);
  });
});

test('an epoch of a whole day keeps its latest 100 tokens only, against which it compares answers', async () => {
  const { request, tick, tokens } = start();
  const all = Array.from({ length: 120 }, () => token());
  for (const [index, given] of all.entries()) {
    watch(tokens.getToken('renewal', all[index - 1] ?? null));
    await tick();
    await request(index).answer(given);
  }
  await tokens.endEpoch();
  const compared: IdentityToken[] = [];
  tokens.beginEpoch({ sentAt: null, origin: null, invalidates: (given) => compared.push(given) > 0 });
  expect(compared).toEqual(all.slice(20));
});

describe('an answer from before a login or logout', () => {
  const CHANGE = { sentAt: NOW, origin: 'https://site.example', invalidates: () => true };

  /** A token came, and then the backend answered a login. */
  async function changed(change: AnsweredChange = CHANGE) {
    const source = start();
    const old = token();
    const given = watch(source.tokens.getToken('open', null));
    await source.tick();
    await source.request(0).answer(old);
    expect(given.outcome).toBe(old);
    await source.tokens.endEpoch();
    source.tokens.beginEpoch(change);
    const next = watch(source.tokens.getToken('login', null));
    await source.tick();
    return { ...source, old, next };
  }

  test('is not returned: the backend is asked once more after a second', async () => {
    const { next, old, request, requests } = await changed();
    await request(1).answer(old);
    await vi.advanceTimersByTimeAsync(999);
    expect([next.isPending, requests.length]).toEqual([true, 2]);
    await vi.advanceTimersByTimeAsync(1);
    const fresh = token();
    await request(2).answer(fresh);
    expect(next.outcome).toBe(fresh);
  });

  test('that is repeated causes a retryable error that says so', async () => {
    const { next, old, request } = await changed();
    await request(1).answer(old);
    await vi.advanceTimersByTimeAsync(1_000);
    await request(2).answer(old);
    expect(next.outcome).toMatchObject({ code: 'TOKEN_REJECTED', retryable: true });
    expect(String(next.outcome)).toContain('tokenEndpoint answered twice with a token of before the login or logout');
  });

  test('is recognized by its Date if no token had arrived before', async () => {
    const { next, request } = await changed();
    await request(1).answer(token(), NOW - 2_001);
    await vi.advanceTimersByTimeAsync(1_000);
    await request(2).answer(token(), NOW - 2_001);
    expect(next.outcome).toMatchObject({ code: 'TOKEN_REJECTED' });
  });

  test('is recognized in the next epochs too by its Date, but not by its text', async () => {
    const { next, old, request, requests, tick, tokens } = await changed();
    await request(1).answer(token(), NOW);
    expect(next.isPending).toBe(false);
    await tokens.renewEpoch();
    const later = watch(tokens.getToken('return', null));
    await tick();
    await request(2).answer(token(), NOW - 60_000);
    await vi.advanceTimersByTimeAsync(1_000);
    await request(3).answer(old, NOW);
    expect(later.outcome).toBe(old);
    expect(requests).toHaveLength(4);
  });

  test('is not assumed if the same token may be returned again', async () => {
    const { next, old, request } = await changed({ ...CHANGE, invalidates: () => false });
    await request(1).answer(old);
    expect(next.outcome).toBe(old);
  });
});

describe('a cached token', () => {
  test('is requested again after the user cookie has changed', async () => {
    const { outdated, request, requests, tick, tokens } = start();
    watch(tokens.getToken('prefetch', null));
    await tick();
    const first = token();
    await request(0).answer(first);
    outdated.push(first);
    const next = watch(tokens.getToken('open', null));
    await tick();
    const second = token();
    await request(1).answer(second);
    expect(next.outcome).toBe(second);
    expect(requests).toHaveLength(2);
  });

  test('is requested again after it was removed', async () => {
    const { request, requests, tick, tokens } = start();
    watch(tokens.getToken('prefetch', null));
    await tick();
    await request(0).answer(token());
    tokens.clearCache();
    watch(tokens.getToken('open', null));
    await tick();
    expect(requests).toHaveLength(2);
  });
});
