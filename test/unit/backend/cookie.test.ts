import Cookies from 'js-cookie';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readCookie, removeCookie } from '../../../src/backend/cookie.js';
import { allowCookies, clearCookies, denyCookies, setCookie } from '../cookies.js';

afterEach(() => {
  allowCookies();
  clearCookies();
});

describe('a cookie', () => {
  test('is read by its whole name, decoded', () => {
    setCookie('SESSION_INFO_2', 'other');
    setCookie('SESSION_INFO', '%7B%22name%22%3A%22Zo%C3%AB%22%7D');
    expect(readCookie('SESSION_INFO')).toBe('{"name":"Zoë"}');
    expect(readCookie('SESSION')).toBeUndefined();
  });

  test.each(['%E0%A4%A', escape('{"name":"José"}')])('that cannot be decoded is read as it is: %s', (text) => {
    setCookie('SESSION_INFO', text);
    expect(readCookie('SESSION_INFO')).toBe(text);
  });

  test('beside one that cannot be decoded is decoded', () => {
    setCookie('A', '%E9');
    setCookie('SESSION_INFO', '%C3%A9');
    expect(readCookie('SESSION_INFO')).toBe('é');
  });

  test.each(['a+b', 'user info', 'Zoë', '$#&^`|~'])('may have the name %s', (name) => {
    Cookies.set(name, 'a=b');
    expect(readCookie(name)).toBe('a=b');
    removeCookie(name);
    expect(readCookie(name)).toBeUndefined();
  });

  test('is removed, and the others are kept', () => {
    setCookie('SESSION_INFO', 'a');
    setCookie('OTHER', 'b');
    removeCookie('SESSION_INFO');
    expect(readCookie('SESSION_INFO')).toBeUndefined();
    expect(readCookie('OTHER')).toBe('b');
  });
});

describe('in a sandboxed frame, where touching cookies throws', () => {
  beforeEach(denyCookies);

  test('reading a cookie returns none', () => {
    expect(readCookie('SESSION_INFO')).toBeUndefined();
  });

  test('removing a cookie does nothing', () => {
    expect(() => removeCookie('SESSION_INFO')).not.toThrow();
  });
});
