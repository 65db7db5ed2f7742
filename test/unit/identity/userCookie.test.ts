import { afterEach, describe, expect, test, vi } from 'vitest';
import { createUserCookie } from '../../../src/identity/userCookie.js';
import { allowCookies, clearCookies, denyCookies, setCookie } from '../cookies.js';

const set = (text: string) => setCookie('SESSION_INFO', encodeURIComponent(text));

afterEach(() => {
  vi.restoreAllMocks();
  allowCookies();
  clearCookies();
});

describe('the user', () => {
  test('is what the cookie says, as JSON', () => {
    set('{"userName":"Cade","customUserID":"cade-id"}');
    const cookie = createUserCookie('SESSION_INFO');
    expect(cookie.read()).toEqual({ userName: 'Cade', customUserID: 'cade-id' });
    expect(cookie.text()).toBe('{"userName":"Cade","customUserID":"cade-id"}');
  });

  test('is the same object for as long as the cookie is the same', () => {
    set('{"userName":"Cade"}');
    const cookie = createUserCookie('SESSION_INFO');
    const first = cookie.read();
    expect(cookie.read()).toBe(first);
    set('{"userName":"Cade"}');
    expect(cookie.read()).toBe(first);
    set('{"userName":"Ana"}');
    expect(cookie.read()).toEqual({ userName: 'Ana' });
    expect(cookie.read()).not.toBe(first);
  });

  test('is null without the cookie, and once it has gone', () => {
    const cookie = createUserCookie('SESSION_INFO');
    expect(cookie.read()).toBeNull();
    expect(cookie.text()).toBeNull();
    set('{"userName":"Cade"}');
    expect(cookie.read()).toEqual({ userName: 'Cade' });
    cookie.forget();
    expect(cookie.read()).toBeNull();
    expect(document.cookie).toBe('');
  });

  test.each(['{"userName":', 'Cade', '', '%', 'undefined', 'null', '42', 'true', '"Cade"'])(
    'is null where the cookie is no JSON object: %j',
    (text) => {
      set(text);
      expect(createUserCookie('SESSION_INFO').read()).toBeNull();
    },
  );

  test('is told from another by the text of the cookie, also where that is no JSON', () => {
    set('Cade');
    expect(createUserCookie('SESSION_INFO').text()).toBe('Cade');
  });

  test.each(['null', 'false', '""', 'undefined'])('is nobody where the cookie says so: %s', (text) => {
    set(text);
    expect(createUserCookie('SESSION_INFO').text()).toBeNull();
  });

  test('is never looked for where userCookie is false', () => {
    const touched = vi.fn();
    Object.defineProperty(document, 'cookie', { get: touched, set: touched, configurable: true });
    const cookie = createUserCookie(false);
    expect([cookie.read(), cookie.text()]).toEqual([null, null]);
    cookie.forget();
    expect(touched).not.toHaveBeenCalled();
  });

  test('is null in a sandboxed frame, where touching cookies throws', () => {
    denyCookies();
    const cookie = createUserCookie('SESSION_INFO');
    expect([cookie.read(), cookie.text()]).toEqual([null, null]);
    expect(() => cookie.forget()).not.toThrow();
  });
});
