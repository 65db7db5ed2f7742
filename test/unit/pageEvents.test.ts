import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { joinChannel, watchPage, whenOnline, whenShown } from '../../src/pageEvents.js';
import { watch } from './outcomes.js';

const tick = () => new Promise<void>((resolve) => setTimeout(resolve));
const reason = new Error('destroyed');

function prerender(isPrerendering: boolean) {
  Object.defineProperty(document, 'prerendering', { value: isPrerendering, configurable: true });
}

afterEach(() => {
  Reflect.deleteProperty(document, 'prerendering');
  vi.restoreAllMocks();
});

describe('a page', () => {
  test.each([
    ['in a browser that knows no prerendering', () => {}],
    ['that is not being prerendered', () => prerender(false)],
  ])('%s counts as visible at once', async (_what, prepare) => {
    prepare();
    const shown = watch(whenShown(new AbortController().signal));
    await tick();
    expect(shown.isPending).toBe(false);
  });

  test('that is prerendered counts as visible when the visitor arrives', async () => {
    prerender(true);
    const shown = watch(whenShown(new AbortController().signal));
    await tick();
    expect(shown.isPending).toBe(true);
    prerender(false);
    document.dispatchEvent(new Event('prerenderingchange'));
    await tick();
    expect(shown).toEqual({ outcome: undefined, isPending: false });
  });
});

describe('waiting', () => {
  const waits = [
    ['to be shown', whenShown, () => document, 'prerenderingchange'],
    ['to be online', whenOnline, () => window, 'online'],
  ] as const;

  test.each(waits)('%s ends with the event', async (_what, wait, target, type) => {
    prerender(true);
    const watched = watch(wait(new AbortController().signal));
    await tick();
    expect(watched.isPending).toBe(true);
    target().dispatchEvent(new Event(type));
    await tick();
    expect(watched).toEqual({ outcome: undefined, isPending: false });
  });

  test.each(waits)('%s rejects with the reason of the abort', async (_what, wait) => {
    prerender(true);
    const life = new AbortController();
    const watched = watch(wait(life.signal));
    life.abort(reason);
    await tick();
    expect(watched.outcome).toBe(reason);
  });

  test.each(waits)(
    '%s leaves no listener after the event or an abort, and adds none if it was already aborted',
    async (_what, wait, target, type) => {
      prerender(true);
      const add = vi.spyOn(target() as EventTarget, 'addEventListener');
      const listeners = () =>
        add.mock.calls.filter(([name]) => name === type).map(([, , options]) => options as AddEventListenerOptions);
      const life = new AbortController();
      const good = wait(life.signal);
      target().dispatchEvent(new Event(type));
      await good;
      const watched = watch(wait(life.signal));
      expect(listeners().map(({ signal }) => signal?.aborted)).toEqual([true, false]);
      life.abort(reason);
      await tick();
      expect(watched.outcome).toBe(reason);
      await expect(wait(AbortSignal.abort(reason))).rejects.toBe(reason);
      expect(listeners().map(({ signal }) => signal?.aborted)).toEqual([true, true]);
    },
  );
});

describe('watching', () => {
  class Channel extends EventTarget {
    static readonly all: Channel[] = [];
    readonly name: string;
    readonly posted: unknown[] = [];
    isClosed = false;
    constructor(name: string) {
      super();
      this.name = name;
      Channel.all.push(this);
    }
    postMessage(message: unknown) {
      this.posted.push(message);
    }
    close() {
      this.isClosed = true;
    }
  }

  function start(channel: unknown = Channel) {
    Channel.all.length = 0;
    vi.stubGlobal('BroadcastChannel', channel);
    onTestFinished(() => {
      life.abort();
      vi.unstubAllGlobals();
      Reflect.deleteProperty(document, 'hidden');
    });
    const life = new AbortController();
    const told: string[] = [];
    const pageEvents = {
      onPageHide: () => told.push('page hide'),
      onPageRestore: () => told.push('page restore'),
      onTabLeft: () => told.push('left'),
      onTabReturned: (awayMs: number) => told.push(`returned after ${awayMs} ms`),
      onWake: () => told.push('wake'),
    };
    watchPage(pageEvents, life.signal);
    const tell = joinChannel((message) => told.push(message), life.signal);
    return { life, told, tell };
  }
  const show = (isShown: boolean) => {
    Object.defineProperty(document, 'hidden', { value: !isShown, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  };
  const pageShow = (persisted: boolean) => window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted }));

  test('reports when the page leaves, and when it returns from the back/forward cache', () => {
    const { told } = start();
    window.dispatchEvent(new Event('pagehide'));
    pageShow(false);
    expect(told).toEqual(['page hide']);
    pageShow(true);
    expect(told).toEqual(['page hide', 'page restore']);
  });

  test('reports when the page becomes visible and when the network is back, not when the page is hidden', () => {
    const { told } = start();
    show(false);
    expect(told).toEqual(['left']);
    show(true);
    window.dispatchEvent(new Event('online'));
    expect(told.filter((what) => what === 'wake')).toEqual(['wake', 'wake']);
  });

  describe('of a tab that returns to the front', () => {
    const focus = (type: 'focus' | 'blur') => window.dispatchEvent(new Event(type));

    function startClock(hasFocus = true) {
      vi.useFakeTimers();
      vi.spyOn(document, 'hasFocus').mockReturnValue(hasFocus);
      onTestFinished(() => {
        vi.useRealTimers();
        vi.restoreAllMocks();
      });
      return start();
    }

    test('reports once, with the time since the visitor left, if the tab becomes visible and then gets the focus', () => {
      const { told } = startClock();
      focus('blur');
      vi.advanceTimersByTime(1_000);
      show(false);
      vi.advanceTimersByTime(2_000);
      show(true);
      focus('focus');
      expect(told).toEqual(['left', 'left', 'returned after 3000 ms', 'wake']);
    });

    test('reports if its window was beside another one', () => {
      const { told } = startClock();
      focus('blur');
      vi.advanceTimersByTime(6_000);
      focus('focus');
      expect(told).toEqual(['left', 'returned after 6000 ms']);
    });

    test('reports again when a tab that was only visible gets the focus', () => {
      const { told } = startClock(false);
      show(false);
      vi.advanceTimersByTime(6_000);
      show(true);
      vi.advanceTimersByTime(7_000);
      focus('focus');
      expect(told).toEqual(['left', 'returned after 6000 ms', 'wake', 'returned after 7000 ms']);
    });

    test('reports nothing if the visitor never left the tab', () => {
      const { told } = startClock();
      focus('focus');
      expect(told).toEqual([]);
    });
  });

  test('receives the messages of the other tabs of the origin, and ignores any other message', () => {
    const { told, tell } = start();
    expect(Channel.all.map(({ name }) => name)).toEqual(['secure-web-chat']);
    for (const data of ['login', 'logout', 'changed', 'anything', null, { login: true }]) {
      Channel.all[0]?.dispatchEvent(Object.assign(new Event('message'), { data }));
    }
    expect(told).toEqual(['login', 'logout', 'changed']);
    tell('login');
    expect(Channel.all[0]?.posted).toEqual(['login']);
  });

  test('ends with the chat: no event is reported, and the channel is closed', () => {
    const { life, told } = start();
    life.abort();
    window.dispatchEvent(new Event('pagehide'));
    pageShow(true);
    show(true);
    window.dispatchEvent(new Event('online'));
    expect(told).toEqual([]);
    expect(Channel.all[0]?.isClosed).toBe(true);
  });

  test('works without other tabs in a sandboxed frame, in which a channel throws', () => {
    const { told, tell } = start(
      class {
        constructor() {
          throw new DOMException('The document is sandboxed', 'SecurityError');
        }
      },
    );
    expect(() => tell('changed')).not.toThrow();
    window.dispatchEvent(new Event('online'));
    expect(told).toEqual(['wake']);
  });
});
