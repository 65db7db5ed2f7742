import Cookies from 'js-cookie';
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
  test('is the JSON in the cookie', () => {
    set('{"userName":"Cade","customUserID":"cade-id"}');
    const cookie = createUserCookie('SESSION_INFO');
    expect(cookie.user()).toEqual({ userName: 'Cade', customUserID: 'cade-id' });
    expect(cookie.text()).toBe('{"userName":"Cade","customUserID":"cade-id"}');
  });

  test('is the same object while the cookie is the same', () => {
    set('{"userName":"Cade"}');
    const cookie = createUserCookie('SESSION_INFO');
    const first = cookie.user();
    expect(cookie.user()).toBe(first);
    set('{"userName":"Cade"}');
    expect(cookie.user()).toBe(first);
    set('{"userName":"Ana"}');
    expect(cookie.user()).toEqual({ userName: 'Ana' });
    expect(cookie.user()).not.toBe(first);
  });

  test('is null without the cookie, and after the cookie was removed', () => {
    const cookie = createUserCookie('SESSION_INFO');
    expect(cookie.user()).toBeNull();
    expect(cookie.text()).toBeNull();
    set('{"userName":"Cade"}');
    expect(cookie.user()).toEqual({ userName: 'Cade' });
    cookie.remove();
    expect(cookie.user()).toBeNull();
    expect(document.cookie).toBe('');
  });

  test.each(['{"userName":', 'Cade', '', '%', 'undefined', 'null', '42', 'true', '"Cade"'])(
    'is null if the cookie is not a JSON object: %j',
    (text) => {
      set(text);
      expect(createUserCookie('SESSION_INFO').user()).toBeNull();
    },
  );

  const user = { userName: 'Zoë "Z" O\'Hara; 1+1, {ok}', customUserID: 4711, roles: [1, 2] };
  const json = JSON.stringify(user);
  const byPython = (text: string) =>
    `"${text.replace(/["\\]/g, '\\$&').replace(/[,;]/g, (sign) => `\\0${sign.charCodeAt(0).toString(8)}`)}"`;
  const octal = (text: string) =>
    text.replace(/[^ -~]/g, (sign) =>
      [...new TextEncoder().encode(sign)].map((byte) => `\\${byte.toString(8)}`).join(''),
    );
  const ascii = json.replace('ë', '\\u00eb');

  test.each([
    ['encodeURIComponent', encodeURIComponent(json)],
    ['encodeURIComponent, in small letters', encodeURIComponent(json).replace(/%../g, (code) => code.toLowerCase())],
    ['js-cookie', Cookies.converter.write?.(json, '') ?? ''],
    ['Express, from an object', encodeURIComponent(`j:${json}`)],
    ['Express, from an object, unencoded', `j:${ascii.replaceAll(';', '%3B')}`],
    ['PHP, Go, Java, .NET and Rails, with + for a space', new URLSearchParams([['', json]]).toString().slice(1)],
    ["Python's http.cookies", byPython(ascii)],
    ['Werkzeug', octal(byPython(json))],
    ['a server that puts quotes around what it encodes', `"${encodeURIComponent(json)}"`],
    ['nobody: the bare JSON', ascii.replaceAll(';', '%3B')],
  ])('is read as it is written by %s', (_who, text) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    setCookie('SESSION_INFO', text);
    expect(createUserCookie('SESSION_INFO').user()).toEqual(user);
    expect(warn).not.toHaveBeenCalled();
  });

  test('keeps a + that cannot mean a space', () => {
    setCookie('SESSION_INFO', '{"userName":"1+1"}');
    expect(createUserCookie('SESSION_INFO').user()).toEqual({ userName: '1+1' });
  });

  test.each([
    ['base64', btoa(JSON.stringify({ userName: 'Cade' }))],
    ['JSON that was encoded twice', encodeURIComponent(encodeURIComponent('{"userName":"Cade"}'))],
    ['a signed cookie of Express', encodeURIComponent('s:j:{"userName":"Cade"}.c2lnbmF0dXJl')],
    ['no JSON', 'Cade'],
    ['a number', '42'],
    ['JSON that was cut off', encodeURIComponent('{"userName":')],
    ['bytes that are not UTF-8', escape('{"userName":"José"}')],
  ])('is null if the cookie is %s, and one warning says how to write it', (_what, text) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    setCookie('SESSION_INFO', text);
    const cookie = createUserCookie('SESSION_INFO');
    expect([cookie.user(), cookie.user()]).toEqual([null, null]);
    setCookie('SESSION_INFO', `${text}2`);
    expect(cookie.user()).toBeNull();
    expect(warn.mock.calls).toEqual([
      [
        expect.stringMatching(
          /cannot read the cookie SESSION_INFO because its text is no JSON object; write encodeURIComponent\(JSON\.stringify\(user\)\)/,
        ),
      ],
    ]);
    expect(String(warn.mock.calls)).not.toContain(text);
  });

  test.each(['', 'null', 'j%3Anull', 'false'])('is null without a warning if the cookie is %j', (text) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    setCookie('SESSION_INFO', text);
    const cookie = createUserCookie('SESSION_INFO');
    expect([cookie.user(), cookie.text()]).toEqual([null, null]);
    expect(warn).not.toHaveBeenCalled();
  });

  test('is distinguished from another by the text of the cookie, even if it is not JSON', () => {
    set('Cade');
    expect(createUserCookie('SESSION_INFO').text()).toBe('Cade');
  });

  test.each(['null', 'false', '""', 'undefined'])('is nobody if the cookie says so: %s', (text) => {
    set(text);
    expect(createUserCookie('SESSION_INFO').text()).toBeNull();
  });

  test('is not read if userCookie is false', () => {
    const touched = vi.fn();
    Object.defineProperty(document, 'cookie', { get: touched, set: touched, configurable: true });
    const cookie = createUserCookie(false);
    expect([cookie.user(), cookie.text()]).toEqual([null, null]);
    cookie.remove();
    expect(touched).not.toHaveBeenCalled();
  });

  test('is null in a sandboxed frame, where touching cookies throws', () => {
    denyCookies();
    const cookie = createUserCookie('SESSION_INFO');
    expect([cookie.user(), cookie.text()]).toEqual([null, null]);
    expect(() => cookie.remove()).not.toThrow();
  });
});
