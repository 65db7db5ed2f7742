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
