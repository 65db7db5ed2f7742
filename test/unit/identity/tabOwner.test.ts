import { afterEach, describe, expect, test, vi } from 'vitest';
import { createTabOwner } from '../../../src/identity/tabOwner.js';
import { forgetSessions } from '../../../src/web-chat/tabSessions.js';

const SESSION = 'CARBON_CHAT_SESSION_anon-1:integration';

afterEach(() => vi.unstubAllGlobals());

/** A storage that accepts nothing new while it contains the first of these keys. */
function stubStorage(key: string, ...more: string[]) {
  const methods = {
    getItem(this: Record<string, string>, name: string) {
      return this[name] ?? null;
    },
    setItem(this: Record<string, string>, name: string, value: string) {
      if (key in this) throw new DOMException('It is full', 'QuotaExceededError');
      this[name] = value;
    },
    removeItem(this: Record<string, string>, name: string) {
      delete this[name];
    },
  };
  const held = Object.fromEntries([key, ...more].map((name) => [name, 'session-1']));
  vi.stubGlobal('sessionStorage', Object.assign(Object.create(methods), held));
}

describe('a full storage', () => {
  test('loses the conversation, because it must not stay without the mark of its owner', () => {
    stubStorage(SESSION);
    const owner = createTabOwner('integration:', () => forgetSessions('integration'));
    owner.write('cade');
    expect(sessionStorage.getItem(SESSION)).toBeNull();
    expect(owner.matches('cade')).toBe(true);
  });

  test('that the site has filled stores no conversation either', () => {
    stubStorage('mine', SESSION);
    const owner = createTabOwner('integration:', () => forgetSessions('integration'));
    expect(() => owner.write('cade')).not.toThrow();
    expect(sessionStorage.getItem(SESSION)).toBeNull();
    expect(sessionStorage.getItem('mine')).toBe('session-1');
  });
});

describe('the mark', () => {
  const owner = () => createTabOwner('integration:', () => {});
  afterEach(() => sessionStorage.clear());

  test('matches its owner and nobody else, and does not contain the login', () => {
    owner().write('anon-1 cade');
    expect(owner().matches('anon-1 cade')).toBe(true);
    expect(owner().matches('anon-1 ana')).toBe(false);
    expect(JSON.stringify({ ...sessionStorage })).not.toMatch(/anon-1|cade/);
  });

  test('of another version matches nobody, but still says that somebody wrote here', () => {
    owner().write('cade');
    for (const [key, mark] of Object.entries({ ...sessionStorage })) {
      sessionStorage.setItem(key, mark.replace(/^v1\./, 'v0.'));
    }
    expect(owner().exists()).toBe(true);
    expect(owner().matches('cade')).toBe(false);
  });

  test('is removed with the conversation', () => {
    owner().write('cade');
    owner().write(null);
    expect(owner().exists()).toBe(false);
    expect({ ...sessionStorage }).toEqual({});
  });

  test('is absent in a frame without storage', () => {
    vi.spyOn(window, 'sessionStorage', 'get').mockImplementation(() => {
      throw new DOMException('no', 'SecurityError');
    });
    expect(() => owner().write('cade')).not.toThrow();
    expect(owner().exists()).toBe(false);
    expect(owner().matches('cade')).toBe(false);
    vi.restoreAllMocks();
  });
});
