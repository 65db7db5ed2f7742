import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { readCookie } from '../../../src/backend/cookie.js';
import { type Answer, createExchange, type Purpose } from '../../../src/backend/endpoint.js';
import type { Credentials, EndpointContext, ResolvedEndpoint } from '../../../src/endpointOption.js';
import { allowCookies, clearCookies, rememberCookies, setCookie } from '../cookies.js';
import { failureOf, watch } from '../outcomes.js';
import { NOW, stopClock } from '../stoppedClock.js';

const TOKEN: Purpose = [3, 'TOKEN_DENIED', 'TOKEN_UNAVAILABLE'];
const LOGIN: Purpose = [1, 'LOGIN_REJECTED', 'LOGIN_FAILED'];
const LOGOUT: Purpose = [1, 'LOGOUT_FAILED', 'LOGOUT_FAILED'];
const CSRF = { cookie: 'XSRF-TOKEN', header: 'X-XSRF-TOKEN' };
const GET_TOKEN = { url: '/createJWT', method: 'GET' };
const POST_LOGIN = { url: '/authenticate', method: 'POST' };
const KB = 1024;

type Step = Response | Error | (() => Response | Promise<Response>);

/** As browsers have it; the one of the test environment takes any text. */
class StrictHeaders extends Headers {
  override set(name: string, value: string): void {
    if (/[^\t -\u00ff]/.test(value)) throw new TypeError('The value is not a ByteString');
    super.set(name, value);
  }
}

/** The network. Each request takes the next step, and further requests take the last step again. */
function stubFetch(...steps: Step[]) {
  const requests: { url: string; headers: Headers; init: RequestInit }[] = [];
  const stub = vi.fn(async (url: string | URL, init: RequestInit = {}) => {
    requests.push({ url: String(url), headers: new Headers(init.headers), init });
    const step = steps[Math.min(requests.length, steps.length) - 1] ?? new Response('ok');
    if (step instanceof Error) throw step;
    return typeof step === 'function' ? step() : step.clone();
  });
  vi.stubGlobal('fetch', stub);
  vi.stubGlobal('Headers', StrictHeaders);
  return requests;
}

const status = (code: number, headers: Record<string, string> = {}) =>
  new Response('answer', { status: code, headers });
const offline = () => new TypeError('Failed to fetch');

function ask(
  endpoint: ResolvedEndpoint,
  purpose: Purpose = TOKEN,
  { input, signal = new AbortController().signal }: { input?: Credentials; signal?: AbortSignal } = {},
): Promise<Answer> {
  return createExchange(endpoint, purpose, CSRF)({ reason: 'open', input, signal });
}

/** Waits until the whole time budget of an exchange has passed. */
async function settled(promise: Promise<unknown>) {
  const watched = watch(promise);
  await vi.advanceTimersByTimeAsync(16_000);
  expect(watched.isPending, 'settles within 15 s').toBe(false);
  return watched.outcome;
}

beforeEach(() => {
  stopClock();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  const timers = vi.isFakeTimers() ? vi.getTimerCount() : 0;
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  expect(timers, 'no timer is left').toBe(0);
});

describe('a request', () => {
  test('has secure defaults', async () => {
    const [request] = [stubFetch(new Response('ok')), await ask(GET_TOKEN)][0] as ReturnType<typeof stubFetch>;
    expect(request?.url).toBe('http://localhost:3000/createJWT');
    expect(request?.init).toMatchObject({
      method: 'GET',
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'manual',
      body: null,
    });
    // Laravel, ASP.NET Core, Devise and Spring redirect a client that does not ask for JSON to a
    // login page.
    expect([...(request?.headers ?? [])]).toEqual([['accept', 'application/json, text/plain, */*']]);
  });

  test('uses the options of fetch that the site gave', async () => {
    const requests = stubFetch(new Response('ok'));
    await ask({
      url: 'https://api.example/token',
      method: 'POST',
      credentials: 'include',
      mode: 'cors',
      headers: { authorization: 'Bearer a' },
      body: 'grant_type=anonymous',
    });
    expect(requests[0]?.url).toBe('https://api.example/token');
    expect(requests[0]?.init).toMatchObject({
      method: 'POST',
      credentials: 'include',
      mode: 'cors',
      body: 'grant_type=anonymous',
      cache: 'no-store',
      redirect: 'manual',
    });
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer a');
    expect(requests[0]?.init).not.toHaveProperty('url');
  });

  test('is relative to the base of the page', async () => {
    const base = document.createElement('base');
    base.href = 'http://localhost:3000/shop/';
    document.head.append(base);
    onTestFinished(() => base.remove());
    const requests = stubFetch(new Response('ok'));
    await ask({ url: 'createJWT', method: 'GET' });
    expect(requests[0]?.url).toBe(new URL('createJWT', document.baseURI).href);
  });

  test('keeps its address after a router has changed the address of the page', async () => {
    const { pathname } = location;
    onTestFinished(() => history.replaceState(null, '', pathname));
    history.replaceState(null, '', '/shop/');
    const requests = stubFetch(new Response('ok'));
    const exchange = createExchange({ url: 'createJWT', method: 'GET' }, TOKEN, CSRF);
    history.pushState(null, '', '/shop/products/5');
    await exchange({ reason: 'open', input: undefined, signal: new AbortController().signal });
    expect(requests[0]?.url).toBe('http://localhost:3000/shop/createJWT');
  });

  test('does not change the headers of the options', async () => {
    const headers = new Headers({ a: 'b' });
    stubFetch(new Response('ok'));
    await ask({ ...POST_LOGIN, headers }, LOGIN, { input: { username: 'cade' } });
    expect([...headers]).toEqual([['a', 'b']]);
  });
});

describe('the CSRF header', () => {
  const setToken = (value: string) => setCookie('XSRF-TOKEN', value);
  afterEach(() => {
    allowCookies();
    clearCookies();
  });
  const header = async (endpoint: ResolvedEndpoint, csrf: typeof CSRF | false = CSRF) => {
    const requests = stubFetch(new Response('ok'));
    await createExchange(
      endpoint,
      TOKEN,
      csrf,
    )({ reason: 'open', input: undefined, signal: new AbortController().signal });
    return requests[0]?.headers.get('x-xsrf-token');
  };

  test('contains the decoded cookie', async () => {
    setToken('a%2Fb');
    expect(await header(GET_TOKEN)).toBe('a/b');
    expect(await header({ url: 'http://localhost:3000/createJWT', method: 'GET' })).toBe('a/b');
  });

  test("goes to the page's origin from a frame with srcdoc, whose location has no origin", async () => {
    setToken('secret');
    vi.stubGlobal('origin', 'http://localhost:3000');
    vi.spyOn(location, 'origin', 'get').mockReturnValue('null');
    expect(await header(GET_TOKEN)).toBe('secret');
    vi.stubGlobal('origin', 'null');
    expect(await header(GET_TOKEN)).toBeNull();
  });

  test("goes to the page's origin although the page has a variable with the name origin", async () => {
    setToken('secret');
    vi.stubGlobal('origin', 'Paris');
    expect(await header(GET_TOKEN)).toBe('secret');
  });

  test('never goes to another origin', async () => {
    setToken('secret');
    for (const url of ['https://localhost:3000/t', 'http://localhost:3001/t', '//example.com/t']) {
      expect(await header({ url, method: 'GET' })).toBeNull();
    }
  });

  test('is omitted without a cookie, and if it is turned off', async () => {
    expect(await header(GET_TOKEN)).toBeNull();
    setToken('secret');
    expect(await header(GET_TOKEN, false)).toBeNull();
  });

  test.each(['%E2%82%AC', '€', 'a%0D%0AX-Admin%3A%201', '%00'])(
    'is omitted if the cookie has a value that no header can contain: %s',
    async (planted) => {
      setToken(planted);
      expect(await header(GET_TOKEN)).toBeNull();
    },
  );

  describe('of a backend whose cookie comes with its first answer', () => {
    /**
     * As Spring Security 6 does: it refuses a request without the token, and sets the cookie with
     * the refusal.
     */
    const refuses =
      (token: string, code = 403) =>
      () => {
        setToken(token);
        return status(code);
      };
    const sent = (requests: ReturnType<typeof stubFetch>) =>
      requests.map(({ headers, init }) => [headers.get('x-xsrf-token'), init.body]);

    test.each([
      ['login', LOGIN, { username: 'cade' }, '{"username":"cade"}'],
      ['logout', LOGOUT, undefined, null],
      ['token request', TOKEN, undefined, null],
    ] as const)('causes a second %s with the header, but no third', async (_what, purpose, input, body) => {
      const requests = stubFetch(refuses('first'), new Response('"ok"'));
      expect(await ask(POST_LOGIN, purpose, input && { input })).toMatchObject({ body: 'ok' });
      expect(sent(requests)).toEqual([
        [null, body],
        ['first', body],
      ]);

      clearCookies();
      const refused = stubFetch(refuses('first'), refuses('second'), new Response('"ok"'));
      expect(await failureOf(ask(POST_LOGIN, purpose, input && { input }))).toMatchObject({ status: 403 });
      expect(refused).toHaveLength(2);
    });

    test.each<[string, Step[], typeof CSRF | false, string]>([
      ['brings no cookie', [status(403)], CSRF, '/authenticate'],
      ['brings one that fits in no header', [refuses('%E2%82%AC')], CSRF, '/authenticate'],
      ['is another refusal, such as a wrong password', [refuses('first', 401)], CSRF, '/authenticate'],
      ['comes where the header is turned off', [refuses('first')], false, '/authenticate'],
      ['comes from another origin', [refuses('first')], CSRF, 'https://api.example/authenticate'],
    ])('causes no second request if the refusal %s', async (_what, steps, csrf, url) => {
      const requests = stubFetch(...steps);
      const { signal } = new AbortController();
      await failureOf(createExchange({ url, method: 'POST' }, LOGIN, csrf)({ reason: 'login', input: {}, signal }));
      expect(requests).toHaveLength(1);
    });

    test('causes no second login if the first one had the cookie', async () => {
      setToken('old');
      const requests = stubFetch(refuses('new'), new Response('ok'));
      await failureOf(ask(POST_LOGIN, LOGIN, { input: {} }));
      expect(sent(requests)).toEqual([['old', '{}']]);
    });

    test('is read although the browser first returns the cookies that it had read before', async () => {
      const setByServer = rememberCookies();
      expect(readCookie('XSRF-TOKEN')).toBeUndefined();
      const refusal = () => {
        setByServer('XSRF-TOKEN', 'first');
        return status(403);
      };
      const requests = stubFetch(refusal, new Response('ok'));
      await ask(POST_LOGIN, LOGIN, { input: {} });
      expect(sent(requests)[1]).toEqual(['first', '{}']);
      vi.runAllTimers();
    });
  });
});

describe('credentials', () => {
  const sent = async (input: Credentials | undefined, endpoint: ResolvedEndpoint = POST_LOGIN) => {
    const requests = stubFetch(new Response('ok'));
    await ask(endpoint, LOGIN, input === undefined ? {} : { input });
    return requests[0];
  };

  test('in a plain object go as JSON', async () => {
    const request = await sent({ username: 'cade', password: 'p&=ß' });
    expect(request?.init.body).toBe('{"username":"cade","password":"p&=ß"}');
    expect(request?.headers.get('content-type')).toBe('application/json');
  });

  test('in an empty object, or one without prototype, go as JSON too', async () => {
    expect((await sent({}))?.init.body).toBe('{}');
    expect((await sent(Object.assign(Object.create(null), { a: 1 })))?.init.body).toBe('{"a":1}');
  });

  test('are sent in the format that the site chooses', async () => {
    const request = await sent({}, { ...POST_LOGIN, headers: { Accept: 'application/vnd.api+json' } });
    expect(request?.headers.get('accept')).toBe('application/vnd.api+json');
  });

  test("keep the site's own content type", async () => {
    const request = await sent({ a: 1 }, { ...POST_LOGIN, headers: { 'Content-Type': 'application/vnd.api+json' } });
    expect(request?.headers.get('content-type')).toBe('application/vnd.api+json');
  });

  test.each([
    ['FormData', new FormData()],
    ['URLSearchParams', new URLSearchParams({ username: 'cade' })],
    ['text', 'username=cade'],
  ])('as %s are sent unchanged, and fetch sets the content type', async (_what, input) => {
    const request = await sent(input);
    expect(request?.init.body).toBe(input);
    expect(request?.headers.has('content-type')).toBe(false);
  });

  test('never go into the URL', async () => {
    const inputs: Credentials[] = [{ password: 'hunter2' }, new URLSearchParams({ password: 'hunter2' }), 'hunter2'];
    for (const input of inputs) expect((await sent(input))?.url).toBe('http://localhost:3000/authenticate');
  });

  test('replace the body of the endpoint, which is sent if there are none', async () => {
    const endpoint = { ...POST_LOGIN, body: 'as=guest' };
    expect((await sent(undefined, endpoint))?.init.body).toBe('as=guest');
    expect((await sent('as=cade', endpoint))?.init.body).toBe('as=cade');
  });
});

describe('an answer', () => {
  const read = async (response: Response) => {
    stubFetch(response);
    return ask(GET_TOKEN);
  };

  test.each([
    ['JSON', '{"token":"a.b.c"}', { token: 'a.b.c' }],
    ['a JSON string', '"a.b.c"', 'a.b.c'],
    ['text', 'a.b.c', 'a.b.c'],
    ['broken JSON', '{"token":', '{"token":'],
    ['nothing', '', ''],
    ['characters beyond ASCII', '"Zoë 🙂"', 'Zoë 🙂'],
  ])('that is %s is read', async (_what, text, body) => {
    expect(await read(new Response(text))).toMatchObject({ body, sentAt: null });
  });

  test('without a body is empty text', async () => {
    expect((await read(new Response(null, { status: 204 }))).body).toBe('');
  });

  test('contains the time of the backend from its Date header', async () => {
    const date = 'Sat, 21 Nov 2026 11:00:00 GMT';
    expect((await read(new Response('a', { headers: { date } }))).sentAt).toBe(NOW - 3_600_000);
    expect((await read(new Response('a', { headers: { date: 'yesterday' } }))).sentAt).toBeNull();
  });

  test('of 64 kB is read', async () => {
    expect((await read(new Response('a'.repeat(64 * KB)))).body).toHaveLength(64 * KB);
  });

  test('in pieces that split a character is put together', async () => {
    const bytes = new TextEncoder().encode('"Zoë"');
    const stream = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
        controller.close();
      },
    });
    expect((await read(new Response(stream))).body).toBe('Zoë');
  });

  test('larger than 64 kB is refused once, and the rest is not read', async () => {
    const cancel = vi.fn();
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(8 * KB));
      },
      cancel,
    });
    const answer = vi.fn(() => new Response(endless));
    const error = await failureOf(ask(answer));
    expect(error).toMatchObject({ code: 'TOKEN_UNAVAILABLE', retryable: false });
    expect(error.message).toContain('64 kB');
    expect(cancel).toHaveBeenCalledOnce();
    expect(pulled).toBeLessThan(12);
    expect(answer).toHaveBeenCalledOnce();
  });

  test('that arrives slowly never delays web chat for longer than the time budget', async () => {
    const cancelled = vi.fn();
    const drip = (signal: AbortSignal) => {
      const timers: ReturnType<typeof setInterval>[] = [];
      const stream = new ReadableStream({
        start(controller) {
          const timer = setInterval(() => controller.enqueue(new Uint8Array([97])), 1_000);
          timers.push(timer);
          signal.addEventListener('abort', () => {
            clearInterval(timer);
            cancelled();
            controller.error(signal.reason);
          });
        },
      });
      return new Response(stream);
    };
    const answer = vi.fn(({ signal }: EndpointContext) => drip(signal));
    const watched = watch(ask(answer));
    await vi.advanceTimersByTimeAsync(5_999);
    expect(answer).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(9_001);
    expect(watched.outcome).toMatchObject({ code: 'TOKEN_UNAVAILABLE', retryable: true });
    expect(cancelled).toHaveBeenCalledTimes(answer.mock.calls.length);
  });

  test('that arrives slowly from a function that ignores its signal is abandoned at the deadline', async () => {
    const cancel = vi.fn();
    const answer = () => new Response(new ReadableStream({ cancel }));
    await settled(ask(answer, LOGIN));
    expect(cancel).toHaveBeenCalled();
  });
});

describe('the cookies after an answer', () => {
  afterEach(() => {
    allowCookies();
    clearCookies();
  });

  test.each([200, 401])('can be read at once, although the browser returns old values (status %d)', async (code) => {
    const setByServer = rememberCookies();
    stubFetch(() => {
      expect(readCookie('SESSION_INFO')).toBeUndefined();
      setByServer('SESSION_INFO', 'Cade');
      return status(code);
    });
    await ask(POST_LOGIN, LOGIN).catch(() => {});
    expect(readCookie('SESSION_INFO')).toBe('Cade');
    expect(document.cookie).toBe('SESSION_INFO=Cade');
    vi.runAllTimers();
  });
});

describe('an answer of another kind', () => {
  const redirect = (code: number) => new Response(null, { status: code, headers: { location: '/login' } });
  const opaque = (type: 'opaque' | 'opaqueredirect') => () =>
    Object.defineProperty(new Response(null), 'type', { value: type }) &&
    Object.defineProperties(new Response(null), { type: { value: type }, status: { value: 0 }, ok: { value: false } });

  test.each<[string, Step]>([
    ['302', redirect(302)],
    ['303', redirect(303)],
    ['307', redirect(307)],
    ['a redirect as browsers hide it', opaque('opaqueredirect')],
  ])('%s is refused at once with advice', async (_what, step) => {
    const requests = stubFetch(step);
    const error = await failureOf(ask(GET_TOKEN));
    expect(error).toMatchObject({ code: 'TOKEN_UNAVAILABLE', retryable: false });
    expect(error.message).toMatch(/redirects.*login page.*its own address/);
    expect(requests).toHaveLength(1);
  });

  test.each(['<!doctype html><title>Log in</title>', '\n  <html></html>', '\ufeff<!DOCTYPE html>'])(
    'HTML is refused at once with advice: %j',
    async (html) => {
      const requests = stubFetch(new Response(html, { headers: { 'content-type': 'text/html' } }));
      const error = await failureOf(ask(GET_TOKEN));
      expect(error).toMatchObject({ code: 'TOKEN_UNAVAILABLE', retryable: false, status: 200 });
      expect(error.message).toMatch(/HTML.*login page/);
      expect(requests).toHaveLength(1);
    },
  );

  test('one that cannot be read (mode no-cors) is refused at once', async () => {
    const requests = stubFetch(opaque('opaque'));
    expect(await failureOf(ask(GET_TOKEN))).toMatchObject({ code: 'TOKEN_UNAVAILABLE', retryable: false });
    expect(requests).toHaveLength(1);
  });
});

describe('a function', () => {
  test('gets the reason, the argument of login() and the signal', async () => {
    const endpoint = vi.fn((_context: EndpointContext) => 'ok');
    const input = { username: 'cade' };
    await createExchange(endpoint, LOGIN, CSRF)({ reason: 'login', input, signal: new AbortController().signal });
    const context = endpoint.mock.calls[0]?.[0];
    expect(context).toMatchObject({ reason: 'login', input });
    expect(context?.signal).toBeInstanceOf(AbortSignal);
  });

  test.each([
    ['text', 'a.b.c'],
    ['an object', { token: 'a.b.c' }],
    ['an answer of axios', { status: 200, data: 'a.b.c', headers: {}, statusText: 'OK' }],
    ['nothing', undefined],
    ['null', null],
    ['a number', 0],
  ])('may return %s, which is the answer', async (_what, body) => {
    expect(await ask(() => body)).toMatchObject({ body, sentAt: null });
    expect(await ask(async () => body)).toMatchObject({ body, sentAt: null });
  });

  test('may return the Response itself', async () => {
    const date = 'Sat, 21 Nov 2026 12:00:00 GMT';
    const answer = await ask(async () => new Response('{"jwt":"a.b.c"}', { headers: { date } }));
    expect(answer).toMatchObject({ body: { jwt: 'a.b.c' }, sentAt: NOW });
  });

  test('may return the Response of another realm', async () => {
    const { status: code, ok, headers, body } = new Response('"a.b.c"', { headers: { 'x-a': 'b' } });
    const foreign = { status: code, ok, headers, body, bodyUsed: false, type: 'basic', text: async () => '"a.b.c"' };
    expect((await ask(() => foreign as unknown as Response)).body).toBe('a.b.c');
  });

  test('may return the Response of a polyfill, which has no stream', async () => {
    const polyfilled = { status: 200, ok: true, headers: new Headers(), bodyUsed: false, text: async () => '"a.b.c"' };
    expect((await ask(() => polyfilled as unknown as Response)).body).toBe('a.b.c');
  });

  test('which returns a Response that was already read fails at once', async () => {
    // As browsers have it; happy-dom lets a body be read twice.
    const body = new ReadableStream({ start: (controller) => controller.close() });
    const read = { status: 200, ok: true, headers: new Headers(), body, bodyUsed: true, text: () => Promise.reject() };
    const endpoint = vi.fn(async () => read as unknown as Response);
    const outcome = await settled(ask(endpoint));
    expect(outcome).toMatchObject({ code: 'TOKEN_UNAVAILABLE', retryable: false });
    expect(endpoint).toHaveBeenCalledOnce();
  });

  test('is asked again after a TypeError, which is what fetch throws', async () => {
    const endpoint = vi.fn().mockRejectedValueOnce(offline()).mockResolvedValue('a.b.c');
    expect(await settled(ask(endpoint))).toMatchObject({ body: 'a.b.c', sentAt: null });
    expect(endpoint).toHaveBeenCalledTimes(2);
  });

  test.each([
    ['an error', new Error('not signed in')],
    ['an AbortError of its own', new DOMException('', 'AbortError')],
    ['text', 'not signed in'],
    ['nothing', undefined],
  ])('which throws %s is not asked again', async (_what, thrown) => {
    const endpoint = vi.fn().mockRejectedValue(thrown);
    const error = (await settled(ask(endpoint))) as Error;
    expect(error).toMatchObject({ code: 'TOKEN_UNAVAILABLE', retryable: false });
    expect(error.cause).toBe(thrown);
    expect(endpoint).toHaveBeenCalledOnce();
  });

  test('which throws synchronously fails like one that rejects', async () => {
    const failure = new Error('not signed in');
    const endpoint = () => {
      throw failure;
    };
    expect(await failureOf(ask(endpoint))).toMatchObject({ code: 'TOKEN_UNAVAILABLE', cause: failure });
  });

  test('which never settles is called again after 6 s, with a new signal', async () => {
    const signals: AbortSignal[] = [];
    const endpoint = ({ signal }: EndpointContext) => {
      signals.push(signal);
      return new Promise<never>(() => {});
    };
    const watched = watch(ask(endpoint));
    await vi.advanceTimersByTimeAsync(5_999);
    expect(signals[0]?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(signals[0]?.aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(8_999);
    expect(signals.length).toBeGreaterThan(1);
    expect(signals[1]).not.toBe(signals[0]);
    expect(watched.isPending).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(watched.outcome).toMatchObject({ code: 'TOKEN_UNAVAILABLE', retryable: true });
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });
});

describe('retry', () => {
  test.each<[string, Step]>([
    ['the network fails', offline()],
    ['it answers 408', status(408)],
    ['it answers 429', status(429)],
    ['it answers 500', status(500)],
    ['it answers 503', status(503)],
    ['it answers 599', status(599)],
  ])('when %s: three attempts, and the third may succeed', async (_what, trouble) => {
    const requests = stubFetch(trouble, trouble, new Response('a.b.c'));
    expect(await settled(ask(GET_TOKEN))).toMatchObject({ body: 'a.b.c' });
    expect(requests).toHaveLength(3);
  });

  test('gives up after the third attempt, and reports the failure of the last one', async () => {
    const requests = stubFetch(offline(), status(500), status(503));
    const error = await settled(ask(GET_TOKEN));
    expect(error).toMatchObject({ code: 'TOKEN_UNAVAILABLE', retryable: true, status: 503 });
    expect(requests).toHaveLength(3);
  });

  test('keeps the cause of a network failure, which has no status', async () => {
    const failure = offline();
    stubFetch(failure);
    const error = await settled(ask(GET_TOKEN));
    expect(error).toMatchObject({ code: 'TOKEN_UNAVAILABLE', retryable: true, cause: failure });
    expect(error).toHaveProperty('status', undefined);
  });

  test.each([400, 401, 403, 404, 405, 410, 418, 422, 451])('is not for a %i, which is final', async (code) => {
    const requests = stubFetch(status(code));
    expect(await failureOf(ask(GET_TOKEN))).toMatchObject({ code: 'TOKEN_DENIED', retryable: false, status: code });
    expect(requests).toHaveLength(1);
  });

  test('stops when a later attempt gets a final answer', async () => {
    const requests = stubFetch(status(500), status(403));
    expect(await settled(ask(GET_TOKEN))).toMatchObject({ code: 'TOKEN_DENIED', status: 403 });
    expect(requests).toHaveLength(2);
  });

  test('waits with full jitter: from nothing up to a limit that grows', async () => {
    const random = vi.mocked(Math.random);
    const waits = async (value: number) => {
      random.mockReturnValue(value);
      const at: number[] = [];
      const endpoint = () => {
        at.push(Date.now());
        throw offline();
      };
      await settled(ask(endpoint));
      return at.slice(1).map((time, index) => time - (at[index] ?? 0));
    };
    const shortest = await waits(0);
    const middle = await waits(0.5);
    const longest = await waits(0.999_999);
    expect(Math.max(...shortest)).toBeLessThanOrEqual(1);
    for (const index of [0, 1]) {
      expect(middle[index]).toBeGreaterThan(100);
      expect(longest[index]).toBeCloseTo(2 * (middle[index] ?? 0), -1);
    }
    expect(longest[1]).toBeGreaterThan(longest[0] ?? 0);
    expect((longest[0] ?? 0) + (longest[1] ?? 0)).toBeLessThan(15_000);
  });

  test.each([
    ['login', LOGIN],
    ['logout', LOGOUT],
  ])('is never for %s', async (_what, purpose) => {
    for (const trouble of [offline(), status(500), status(503), status(429, { 'retry-after': '1' }), status(408)]) {
      const requests = stubFetch(trouble);
      expect(await settled(ask(POST_LOGIN, purpose))).toMatchObject({ code: purpose[2] });
      expect(requests).toHaveLength(1);
    }
  });

  test('a login without an answer takes the whole time budget, and its outcome is unknown', async () => {
    const endpoint = vi.fn(() => new Promise<never>(() => {}));
    const watched = watch(ask(endpoint, LOGIN));
    await vi.advanceTimersByTimeAsync(14_999);
    expect(watched.isPending).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(watched.outcome).toMatchObject({ code: 'LOGIN_FAILED', retryable: true });
    expect(endpoint).toHaveBeenCalledOnce();
  });

  test.each([
    ['login', LOGIN, 401, 'LOGIN_REJECTED'],
    ['login', LOGIN, 500, 'LOGIN_FAILED'],
    ['login', LOGIN, 429, 'LOGIN_FAILED'],
    ['logout', LOGOUT, 403, 'LOGOUT_FAILED'],
    ['logout', LOGOUT, 502, 'LOGOUT_FAILED'],
  ] as const)('%s: the status decides the code', async (_what, purpose, code, expected) => {
    stubFetch(status(code));
    expect(await failureOf(ask(POST_LOGIN, purpose))).toMatchObject({ code: expected, status: code });
  });
});

describe('Retry-After', () => {
  test.each([
    ['in seconds', () => '4'],
    ['as a date', () => new Date(Date.now() + 4_000).toUTCString()],
  ])('%s within the budget is waited for', async (_what, value) => {
    const requests = stubFetch(() => status(503, { 'retry-after': value() }), new Response('a.b.c'));
    const watched = watch(ask(GET_TOKEN));
    await vi.advanceTimersByTimeAsync(3_990);
    expect(requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10);
    expect(watched.outcome).toMatchObject({ body: 'a.b.c' });
  });

  test("as a date is read by the backend's clock, and not by the clock of the device", async () => {
    const at = Date.now() - 3_600_000;
    const headers = { date: new Date(at).toUTCString(), 'retry-after': new Date(at + 4_000).toUTCString() };
    const requests = stubFetch(status(503, headers), new Response('a.b.c'));
    const watched = watch(ask(GET_TOKEN));
    await vi.advanceTimersByTimeAsync(3_900);
    expect(requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(watched.outcome).toMatchObject({ body: 'a.b.c' });
  });

  test.each(['soon', '-5', '0', '', 'Sat, 21 Nov 2020 12:00:00 GMT'])(
    '%j waits no longer than the jitter',
    async (value) => {
      const requests = stubFetch(status(503, { 'retry-after': value }), new Response('a.b.c'));
      const watched = watch(ask(GET_TOKEN));
      await vi.advanceTimersByTimeAsync(2_000);
      expect(watched.outcome).toMatchObject({ body: 'a.b.c' });
      expect(requests).toHaveLength(2);
    },
  );

  const later = { reason: 'expired', input: undefined, signal: new AbortController().signal } as const;

  test('beyond the time budget fails at once, and no request is sent until then', async () => {
    const requests = stubFetch(status(429, { 'retry-after': '60' }), new Response('a.b.c'));
    const exchange = createExchange(GET_TOKEN, TOKEN, CSRF);
    expect(await failureOf(exchange(later))).toMatchObject({ code: 'TOKEN_UNAVAILABLE', retryable: true, status: 429 });
    await vi.advanceTimersByTimeAsync(30_000);
    const again = await failureOf(exchange(later));
    expect(again).toMatchObject({ code: 'TOKEN_UNAVAILABLE', retryable: true });
    expect(requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await exchange(later)).toMatchObject({ body: 'a.b.c' });
    expect(requests).toHaveLength(2);
  });

  test('ends on time, even if the clock was set back meanwhile', async () => {
    const requests = stubFetch(status(429, { 'retry-after': '60' }), new Response('a.b.c'));
    const exchange = createExchange(GET_TOKEN, TOKEN, CSRF);
    await failureOf(exchange(later));
    vi.setSystemTime(Date.now() - 3_600_000);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await exchange(later)).toMatchObject({ body: 'a.b.c' });
    expect(requests).toHaveLength(2);
  });

  test('is remembered for no longer than 5 min', async () => {
    const requests = stubFetch(status(503, { 'retry-after': '86400' }), new Response('a.b.c'));
    const exchange = createExchange(GET_TOKEN, TOKEN, CSRF);
    await failureOf(exchange(later));
    await vi.advanceTimersByTimeAsync(240_000);
    await failureOf(exchange(later));
    expect(requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await exchange(later)).toMatchObject({ body: 'a.b.c' });
  });

  test('delays a later request if little time is left', async () => {
    const requests = stubFetch(status(503, { 'retry-after': '60' }), new Response('a.b.c'));
    const exchange = createExchange(GET_TOKEN, TOKEN, CSRF);
    await failureOf(exchange(later));
    await vi.advanceTimersByTimeAsync(58_000);
    const watched = watch(exchange(later));
    await vi.advanceTimersByTimeAsync(15_000);
    expect(watched.isPending).toBe(false);
    expect(requests.length).toBeLessThanOrEqual(2);
  });

  test('of a final answer delays nothing', async () => {
    stubFetch(status(403, { 'retry-after': '3600' }), new Response('a.b.c'));
    const exchange = createExchange(GET_TOKEN, TOKEN, CSRF);
    expect(await failureOf(exchange(later))).toMatchObject({ code: 'TOKEN_DENIED' });
    expect(await exchange(later)).toMatchObject({ body: 'a.b.c' });
  });

  test.each([
    ['login', LOGIN],
    ['logout', LOGOUT],
  ])('does not apply to %s: the next request is sent', async (_what, purpose) => {
    const requests = stubFetch(status(429, { 'retry-after': '120' }), new Response('ok'));
    const exchange = createExchange(POST_LOGIN, purpose, CSRF);
    expect(await failureOf(exchange(later))).toMatchObject({ code: purpose[2], status: 429 });
    expect(await exchange(later)).toMatchObject({ body: 'ok' });
    expect(requests).toHaveLength(2);
  });
});

describe("the caller's signal", () => {
  const reason = new Error('destroyed');

  test('stops a request at once, with its own reason', async () => {
    const caller = new AbortController();
    let given: AbortSignal | undefined;
    const endpoint = ({ signal }: EndpointContext) => {
      given = signal;
      return new Promise<never>(() => {});
    };
    const watched = watch(ask(endpoint, TOKEN, { signal: caller.signal }));
    caller.abort(reason);
    await vi.advanceTimersByTimeAsync(0);
    expect(watched.outcome).toBe(reason);
    expect(given?.aborted).toBe(true);
  });

  test('stops the pause between two attempts', async () => {
    const caller = new AbortController();
    const requests = stubFetch(status(503, { 'retry-after': '5' }));
    const watched = watch(ask(GET_TOKEN, TOKEN, { signal: caller.signal }));
    await vi.advanceTimersByTimeAsync(1_000);
    caller.abort(reason);
    await vi.advanceTimersByTimeAsync(0);
    expect(watched.outcome).toBe(reason);
    expect(requests).toHaveLength(1);
  });

  test('prevents the request if it was aborted before', async () => {
    const requests = stubFetch(new Response('ok'));
    await expect(ask(GET_TOKEN, TOKEN, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(requests).toHaveLength(0);
  });

  test('wins over the error that fetch throws because of the abort', async () => {
    const caller = new AbortController();
    stubFetch(() => {
      caller.abort(reason);
      throw new DOMException('aborted', 'AbortError');
    });
    await expect(ask(GET_TOKEN, TOKEN, { signal: caller.signal })).rejects.toBe(reason);
  });
});

describe('over a real connection', () => {
  const listen = async (handler: (request: IncomingMessage, response: ServerResponse, body: string) => void) => {
    vi.useRealTimers();
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => handler(request, response, body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const happyDOM = (window as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM;
    const before = location.href;
    happyDOM.setURL(`${origin}/`);
    onTestFinished(() => happyDOM.setURL(before));
    return origin;
  };

  test('a token arrives with the time of the server', async () => {
    const origin = await listen((_request, response) => response.end('a.b.c'));
    const { body, sentAt } = await ask({ url: `${origin}/createJWT`, method: 'GET' });
    expect(body).toBe('a.b.c');
    expect(Math.abs((sentAt ?? 0) - Date.now())).toBeLessThan(5_000);
  });

  test('a login reaches the server as JSON', async () => {
    await listen((request, response, body) => {
      response.end(
        JSON.stringify({ method: request.method, url: request.url, type: request.headers['content-type'], body }),
      );
    });
    const { body } = await ask(POST_LOGIN, LOGIN, { input: { username: 'cade' } });
    expect(body).toEqual({
      method: 'POST',
      url: '/authenticate',
      type: 'application/json',
      body: '{"username":"cade"}',
    });
  });

  test('a login reaches the server as a form', async () => {
    await listen((request, response, body) => {
      response.end(JSON.stringify({ type: request.headers['content-type'], body }));
    });
    const { body } = await ask(POST_LOGIN, LOGIN, { input: new URLSearchParams({ username: 'cade & co' }) });
    expect(body).toMatchObject({
      type: expect.stringContaining('application/x-www-form-urlencoded'),
      body: 'username=cade+%26+co',
    });
  });

  test('a redirect to a login page is not followed', async () => {
    const urls: (string | undefined)[] = [];
    await listen((request, response) => {
      urls.push(request.url);
      response.writeHead(302, { location: '/login' }).end();
    });
    expect((await failureOf(ask(GET_TOKEN))).message).toContain('login page');
    expect(urls).toEqual(['/createJWT']);
  });

  test('a server that recovers gets another request', async () => {
    vi.mocked(Math.random).mockReturnValue(0.01);
    let asked = 0;
    await listen((_request, response) => {
      asked += 1;
      response.writeHead(asked === 1 ? 503 : 200).end('a.b.c');
    });
    expect(await ask(GET_TOKEN)).toMatchObject({ body: 'a.b.c' });
    expect(asked).toBe(2);
  });
});
