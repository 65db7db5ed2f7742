import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ResolvedScript } from '../../../src/scriptAddress.js';
import { watch } from '../outcomes.js';
import { stopClock } from '../stoppedClock.js';

const ADDRESS = 'https://web-chat.example/versions/latest/WatsonAssistantChatEntry.js';

/** Each test gets a fresh module, because a page can create a Trusted Types policy only once. */
let load: typeof import('../../../src/web-chat/scriptElement.js').loadScript;
let isReady = false;

/** happy-dom settles a script while it is inserted. In these tests, the test decides when. */
function holdScripts() {
  const original = Node.prototype.insertBefore;
  for (const method of ['append', 'appendChild', 'prepend'] as const) {
    vi.spyOn(document.head, method).mockImplementation(((element: HTMLScriptElement) => {
      inserted.push({ element, listens: element.src !== '' });
      element.type = 'text/x-held';
      original.call(document.head, element, null);
      element.removeAttribute('type');
      onInsert(element);
      return element;
    }) as never);
  }
}
let inserted: { element: HTMLScriptElement; listens: boolean }[] = [];
let onInsert: (element: HTMLScriptElement) => void = () => {};

const scripts = () => [...document.querySelectorAll('script')].filter(({ src }) => src.startsWith('https://web-chat'));
const element = (index = inserted.length - 1) => inserted[index]?.element as HTMLScriptElement;

function start(
  options: Partial<ResolvedScript> = {},
  nonce?: string,
  signal: AbortSignal = new AbortController().signal,
) {
  return watch(load({ url: ADDRESS, ...options }, nonce, () => isReady, signal));
}
function succeed(script = element()) {
  isReady = true;
  script.dispatchEvent(new Event('load'));
  return vi.advanceTimersByTimeAsync(0);
}
function fail(script = element()) {
  script.dispatchEvent(new Event('error'));
  return vi.advanceTimersByTimeAsync(0);
}
/** A page's own element, as the site's HTML has it. */
function addToPage(attributes: Record<string, string>): HTMLScriptElement {
  const script = document.createElement('script');
  script.type = 'text/x-held';
  for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value);
  // happy-dom does not reflect this attribute.
  script.nonce = attributes['nonce'] ?? '';
  document.body.append(script);
  script.removeAttribute('type');
  return script;
}
function violate(blockedURI: string, disposition = 'enforce', violatedDirective = 'script-src-elem') {
  const event = Object.assign(new Event('securitypolicyviolation', { bubbles: true }), {
    blockedURI,
    disposition,
    violatedDirective,
    effectiveDirective: violatedDirective,
  });
  document.dispatchEvent(event);
}

beforeEach(async () => {
  vi.resetModules();
  ({ loadScript: load } = await import('../../../src/web-chat/scriptElement.js'));
  stopClock();
  isReady = false;
  inserted = [];
  onInsert = () => {};
  holdScripts();
});
afterEach(() => {
  const timers = vi.getTimerCount();
  vi.restoreAllMocks();
  for (const script of document.querySelectorAll('script')) script.remove();
  expect(timers, 'no timer is left').toBe(0);
});

describe('the element', () => {
  test('is async, has the address, and resolves once the script has run', async () => {
    const watched = start();
    expect(scripts()).toHaveLength(1);
    expect(element()).toMatchObject({ src: ADDRESS, async: true });
    expect(watched.isPending).toBe(true);
    await succeed();
    expect(watched).toEqual({ outcome: undefined, isPending: false });
  });

  test('is not created if web chat exists already', async () => {
    isReady = true;
    await load({ url: ADDRESS }, undefined, () => isReady, new AbortController().signal);
    expect(inserted).toEqual([]);
  });

  test('has the address of script.url instead, even a relative one or a URL object', async () => {
    for (const url of ['/chat.js', new URL('http://localhost:3000/chat.js')]) {
      isReady = false;
      start({ url });
      expect(element().src).toBe('http://localhost:3000/chat.js');
      await succeed();
      element().remove();
    }
  });

  test.each([
    ['load', true],
    ['error', false],
  ])('has its listeners before it is inserted: a %s during the insertion is noticed', async (type, isGood) => {
    onInsert = (script) => {
      isReady = isGood;
      script.dispatchEvent(new Event(type));
    };
    const watched = start();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(watched.isPending).toBe(false);
    expect(watched.outcome).toEqual(isGood ? undefined : expect.objectContaining({ code: 'SCRIPT_FAILED' }));
  });

  test('has its source set before it is inserted', async () => {
    start();
    expect(inserted[0]?.listens).toBe(true);
    await succeed();
  });
});

describe('markup with the name of a property of the document', () => {
  test.each(['scripts', 'baseURI'])('chooses no script: %s', async (name) => {
    const foreign = addToPage({ src: 'https://foreign.example/x.js' });
    const form = Object.assign(document.createElement('form'), { [Symbol.iterator]: () => [foreign].values() });
    Object.defineProperty(document, name, { value: form, configurable: true });
    onTestFinished(() => void Reflect.deleteProperty(document, name));
    const watched = start();
    expect(element().src).toBe(ADDRESS);
    await succeed();
    expect(watched).toEqual({ outcome: undefined, isPending: false });
  });
});

describe('the nonce', () => {
  test('is the nonce of the options', async () => {
    addToPage({ nonce: 'of-the-page' });
    start({}, 'of-the-options');
    expect(element().nonce).toBe('of-the-options');
    await succeed();
  });

  test('is otherwise the nonce of the page', async () => {
    addToPage({});
    addToPage({ nonce: 'of-the-page' });
    start();
    expect(element().nonce).toBe('of-the-page');
    await succeed();
  });

  test('is empty if the page has none', async () => {
    start();
    expect(element().nonce).toBe('');
    await succeed();
  });
});

describe('integrity', () => {
  test('implies crossorigin="anonymous"', async () => {
    start({ integrity: 'sha384-abc' });
    expect(element().getAttribute('integrity')).toBe('sha384-abc');
    expect(element().getAttribute('crossorigin')).toBe('anonymous');
    await succeed();
  });

  test.each([
    ['without a hash', {}, false],
    ['with another hash', { integrity: 'sha384-def' }, false],
    ['without a hash, and has run', {}, true],
  ])("is not satisfied by the page's own element %s: the chat is refused", async (_what, attributes, hasRun) => {
    const own = addToPage({ src: ADDRESS, ...attributes });
    isReady = hasRun;
    const watched = start({ integrity: 'sha384-abc' });
    await vi.advanceTimersByTimeAsync(0);
    expect(watched.outcome).toMatchObject({ code: 'INVALID_OPTIONS', retryable: false });
    expect((watched.outcome as Error).message).toContain('script.integrity');
    expect(scripts()).toEqual([own]);
  });

  test("is satisfied by the page's own element with the same hash", async () => {
    const own = addToPage({ src: ADDRESS, integrity: 'sha384-abc' });
    const watched = start({ integrity: 'sha384-abc' });
    await succeed(own);
    expect(watched).toEqual({ outcome: undefined, isPending: false });
  });

  test('is omitted, with crossorigin, if none is given', async () => {
    start();
    expect(element().hasAttribute('integrity')).toBe(false);
    expect(element().hasAttribute('crossorigin')).toBe(false);
    await succeed();
  });
});

describe('a failure', () => {
  test('is followed by two more attempts, each with a new element and a longer pause', async () => {
    const watched = start();
    const pauses: number[] = [];
    for (const tries of [1, 2]) {
      const failedAt = Date.now();
      await fail();
      expect(scripts()).toHaveLength(0);
      while (inserted.length === tries) await vi.advanceTimersByTimeAsync(50);
      pauses.push(Date.now() - failedAt);
    }
    expect(new Set(inserted.map(({ element: script }) => script)).size).toBe(3);
    expect(scripts()).toHaveLength(1);
    expect(pauses[0]).toBeGreaterThanOrEqual(250);
    expect(pauses[1]).toBeLessThan(15_000);
    await succeed();
    expect(watched).toEqual({ outcome: undefined, isPending: false });
  });

  test('waits longer before the third attempt than before the second', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const at: number[] = [];
    onInsert = (script) => {
      at.push(Date.now());
      script.dispatchEvent(new Event('error'));
    };
    start();
    await vi.advanceTimersByTimeAsync(60_000);
    const [first = 0, second = 0, third = 0] = at;
    expect(third - second).toBeGreaterThan(second - first);
  });

  test('of all three attempts causes SCRIPT_FAILED, retryable, and leaves no element', async () => {
    onInsert = (script) => void script.dispatchEvent(new Event('error'));
    const watched = start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(inserted).toHaveLength(3);
    expect(watched.outcome).toMatchObject({ code: 'SCRIPT_FAILED', retryable: true });
    expect((watched.outcome as Error).message).toContain('the script did not load');
    expect(scripts()).toHaveLength(0);
  });

  test('is a script that runs without defining web chat, and says so', async () => {
    onInsert = (script) => void script.dispatchEvent(new Event('load'));
    const watched = start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(inserted).toHaveLength(3);
    expect(watched.outcome).toMatchObject({ code: 'SCRIPT_FAILED' });
    expect((watched.outcome as Error).message).toMatch(/did not define web chat/);
  });

  test('is forgotten: a later call starts again', async () => {
    onInsert = (script) => void script.dispatchEvent(new Event('error'));
    start();
    await vi.advanceTimersByTimeAsync(60_000);
    onInsert = () => {};
    const watched = start();
    await succeed();
    expect(watched).toEqual({ outcome: undefined, isPending: false });
  });

  test.each([
    [undefined, 15_000],
    [2_000, 2_000],
  ])('is an attempt that takes longer than timeoutMs, with %s', async (timeoutMs, limitMs) => {
    const watched = start({ timeoutMs });
    const first = element();
    await vi.advanceTimersByTimeAsync(limitMs - 1);
    expect(first.isConnected).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(first.isConnected).toBe(false);
    await vi.advanceTimersByTimeAsync(3 * limitMs + 20_000);
    expect(inserted).toHaveLength(3);
    expect(watched.outcome).toMatchObject({ code: 'SCRIPT_FAILED' });
  });

  test('does not count if web chat was loaded in another way meanwhile', async () => {
    const watched = start();
    isReady = true;
    await fail();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(watched).toEqual({ outcome: undefined, isPending: false });
    expect(inserted).toHaveLength(1);
  });
});

describe('an element for the same address', () => {
  test('that the page added is awaited, and no second one is added', async () => {
    const own = addToPage({ src: ADDRESS });
    const watched = start();
    expect(inserted).toHaveLength(0);
    await succeed(own);
    expect(watched).toEqual({ outcome: undefined, isPending: false });
    expect(scripts()).toEqual([own]);
  });

  test('that another chat is loading is shared', async () => {
    const first = start();
    const second = start();
    expect(scripts()).toHaveLength(1);
    await succeed();
    expect([first.isPending, second.isPending]).toEqual([false, false]);
    expect([first.outcome, second.outcome]).toEqual([undefined, undefined]);
  });

  test('that fails is replaced by a new one for all callers', async () => {
    const own = addToPage({ src: ADDRESS });
    const first = start();
    const second = start();
    await fail(own);
    expect(own.isConnected).toBe(false);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(scripts()).toHaveLength(1);
    await succeed();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([first.outcome, second.outcome]).toEqual([undefined, undefined]);
  });

  test('that failed long ago and fires no more events is replaced after the timeout', async () => {
    const own = addToPage({ src: ADDRESS });
    const watched = start({ timeoutMs: 3_000 });
    await vi.advanceTimersByTimeAsync(3_000);
    expect(own.isConnected).toBe(false);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(inserted).toHaveLength(1);
    await succeed();
    expect(watched).toEqual({ outcome: undefined, isPending: false });
  });

  test('is distinguished from one for another version', async () => {
    addToPage({ src: ADDRESS.replace('latest', '8.1.0') });
    start();
    expect(inserted).toHaveLength(1);
    await succeed();
  });
});

describe('an abort', () => {
  const reason = new Error('destroyed');

  test('removes the element and rejects with its reason', async () => {
    const life = new AbortController();
    const watched = start({}, undefined, life.signal);
    life.abort(reason);
    await vi.advanceTimersByTimeAsync(0);
    expect(watched.outcome).toBe(reason);
    expect(scripts()).toHaveLength(0);
  });

  test('between two attempts prevents the next one', async () => {
    const life = new AbortController();
    const watched = start({}, undefined, life.signal);
    await fail();
    life.abort(reason);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(watched.outcome).toBe(reason);
    expect(inserted).toHaveLength(1);
  });

  test('before the first attempt inserts nothing', async () => {
    const watched = start({}, undefined, AbortSignal.abort(reason));
    await vi.advanceTimersByTimeAsync(0);
    expect(watched.outcome).toBe(reason);
    expect(scripts()).toHaveLength(0);
  });

  test("of one chat removes neither the script of another chat nor the page's own", async () => {
    const own = addToPage({ src: ADDRESS });
    const life = new AbortController();
    start({}, undefined, life.signal);
    const other = start();
    life.abort(reason);
    await vi.advanceTimersByTimeAsync(0);
    expect(own.isConnected).toBe(true);
    await succeed(own);
    expect(other).toEqual({ outcome: undefined, isPending: false });
  });

  test('leaves no listener for violations of the policy', async () => {
    const add = vi.spyOn(document, 'addEventListener');
    const life = new AbortController();
    start({}, undefined, life.signal);
    expect(add).toHaveBeenCalledExactlyOnceWith('securitypolicyviolation', expect.any(Function), {
      signal: life.signal,
    });
    life.abort(reason);
    await vi.advanceTimersByTimeAsync(0);
  });
});

describe("the page's Content Security Policy", () => {
  const outcomeAfter = async (violated: () => void) => {
    const watched = start();
    await fail();
    violated();
    await vi.advanceTimersByTimeAsync(10_000);
    const tries = inserted.length;
    if (watched.isPending) await succeed();
    return { outcome: watched.outcome, tries };
  };

  test.each([
    ['names the address', ADDRESS],
    ['names only the origin', new URL(ADDRESS).origin],
  ])('that refuses the script causes SCRIPT_BLOCKED without a retry: the report %s', async (_what, blockedURI) => {
    const { outcome, tries } = await outcomeAfter(() => violate(blockedURI));
    expect(outcome).toMatchObject({ code: 'SCRIPT_BLOCKED', retryable: false });
    expect((outcome as Error).message).toContain('script-src');
    expect(tries).toBe(1);
    expect(scripts()).toHaveLength(0);
  });

  test('may report before the element itself has failed', async () => {
    const watched = start();
    violate(ADDRESS);
    await fail();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(watched.outcome).toMatchObject({ code: 'SCRIPT_BLOCKED' });
  });

  test.each([
    ['of another address', () => violate('https://ads.example/a.js')],
    ['of an inline script', () => violate('inline')],
    ['of eval', () => violate('eval')],
    ['of nothing it names', () => violate('')],
    ['that is only reported', () => violate(ADDRESS, 'report')],
  ])('is not blamed for a failure by a violation %s', async (_what, violated) => {
    const { outcome, tries } = await outcomeAfter(violated);
    expect(outcome).toBeUndefined();
    expect(tries).toBe(2);
  });
});

describe('Trusted Types', () => {
  const install = (createPolicy: (name: string, rules: { createScriptURL(url: string): string }) => unknown) => {
    const stub = vi.fn(createPolicy);
    vi.stubGlobal('trustedTypes', { createPolicy: stub });
    onTestFinished(() => void vi.unstubAllGlobals());
    return stub;
  };
  /** The behaviour of a browser with `require-trusted-types-for 'script'`. */
  const enforce = () => {
    const prototype = HTMLScriptElement.prototype;
    const { get, set } = Object.getOwnPropertyDescriptor(prototype, 'src') as Required<PropertyDescriptor>;
    vi.spyOn(prototype, 'src', 'set').mockImplementation(function (this: HTMLScriptElement, value: unknown) {
      if (typeof value === 'string') throw new TypeError("This document requires 'TrustedScriptURL' assignment.");
      set.call(this, String(value));
    });
    expect(get).toBeDefined();
  };
  const trusted = (url: string) => ({ toString: () => url, toJSON: () => url });

  test('a string passes a policy named secure-web-chat, which is created once', async () => {
    const createPolicy = install((_name, rules) => ({
      createScriptURL: (url: string) => trusted(rules.createScriptURL(url)),
    }));
    enforce();
    const watched = start();
    expect(element().src).toBe(ADDRESS);
    await fail();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(inserted).toHaveLength(2);
    await succeed();
    expect(watched).toEqual({ outcome: undefined, isPending: false });
    expect(createPolicy).toHaveBeenCalledOnce();
    expect(createPolicy.mock.calls[0]?.[0]).toBe('secure-web-chat');
  });

  test('the policy passes the address of the script and no other', async () => {
    const createPolicy = install((_name, rules) => ({
      createScriptURL: (url: string) => trusted(rules.createScriptURL(url)),
    }));
    start();
    const rules = createPolicy.mock.calls[0]?.[1];
    expect(rules?.createScriptURL(ADDRESS)).toBe(ADDRESS);
    for (const other of ['https://foreign.example/x.js', `${ADDRESS}?x`, '', 'data:text/javascript,alert(1)']) {
      expect(rules?.createScriptURL(other)).toBe('');
    }
    await succeed();
  });

  test('a TrustedScriptURL is used as it is, without a policy of the SDK', async () => {
    const createPolicy = install(() => {
      throw new TypeError('Policy "secure-web-chat" disallowed.');
    });
    enforce();
    const watched = start({ url: trusted('https://web-chat.example/own.js') });
    expect(element().src).toBe('https://web-chat.example/own.js');
    await succeed();
    expect(watched).toEqual({ outcome: undefined, isPending: false });
    expect(createPolicy).not.toHaveBeenCalled();
  });

  test('if the page forbids the policy name, the SDK rejects at once with SCRIPT_BLOCKED and the name', async () => {
    install(() => {
      throw new TypeError('Policy "secure-web-chat" disallowed.');
    });
    enforce();
    const watched = start();
    await vi.advanceTimersByTimeAsync(0);
    expect(watched.outcome).toMatchObject({ code: 'SCRIPT_BLOCKED', retryable: false });
    expect((watched.outcome as Error).message).toContain('"secure-web-chat" in trusted-types');
    expect(inserted).toHaveLength(0);
  });

  test('if Trusted Types are not enforced, the SDK uses a plain string', async () => {
    install(() => {
      throw new TypeError('Policy "secure-web-chat" disallowed.');
    });
    start();
    expect(element().src).toBe(ADDRESS);
    await succeed();
  });
});
