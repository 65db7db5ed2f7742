import { afterEach, describe, expect, test } from 'vitest';
import { createTokenEndpoint } from '../../../src/identity/tokenEndpoint.js';
import { createUserCookie } from '../../../src/identity/userCookie.js';
import { clearCookies, setCookie } from '../cookies.js';
import { jwt } from '../jwt.js';

const { signal } = new AbortController();

afterEach(clearCookies);

/** @param cookies the user cookie that each answer sets; the last one stays */
function createEndpoint(sid: string | undefined, cookies: readonly string[]) {
  let requests = 0;
  const endpoint = createTokenEndpoint(async () => {
    setCookie('user', cookies[requests++] ?? cookies.at(-1) ?? '');
    return { body: jwt({ sub: 'anon-1', sid }), sentAt: null, origin: null };
  }, createUserCookie('user'));
  setCookie('user', 'cade-0');
  return { ask: async () => (await endpoint.ask('open', signal)).token, endpoint, requests: () => requests };
}

describe('a user cookie that changes during the request', () => {
  test('leads to one more request, because nobody knows which login the token belongs to', async () => {
    const { ask, requests } = createEndpoint(undefined, ['cade-1']);
    expect((await ask()).loginID).toBe('cade-1');
    expect(requests()).toBe(2);
  });

  test('and changes in the second request too leaves the login unknown', async () => {
    const { ask, requests } = createEndpoint(undefined, ['cade-1', 'cade-2']);
    expect((await ask()).loginID).toBeUndefined();
    expect(requests()).toBe(2);
  });

  test('leads to no other request if the token names the login itself', async () => {
    const { ask, requests } = createEndpoint('login-1', ['cade-1', 'cade-2']);
    expect((await ask()).loginID).toBe('login-1');
    expect(requests()).toBe(1);
  });
});

describe('a token is outdated after the user cookie has changed', () => {
  test.each([undefined, 'login-1'])('although earlier tokens had the same cookie (sid: %s)', async (sid) => {
    const { ask, endpoint } = createEndpoint(sid, ['cade-0']);
    await ask();
    const token = await ask();
    expect(endpoint.isOutdated(token)).toBe(false);
    setCookie('user', 'ana-0');
    expect(endpoint.isOutdated(token)).toBe(true);
  });

  test('unless the cookie has already changed while the sid stayed the same', async () => {
    const { ask, endpoint } = createEndpoint('login-1', ['cade-0', 'cade-1']);
    await ask();
    const token = await ask();
    setCookie('user', 'cade-2');
    expect(endpoint.isOutdated(token)).toBe(false);
  });
});
