import { describe, expect, test } from 'vitest';
import { createSite, renew, type Site } from '../site.js';

const warnings = (site: Site) =>
  site.console.warn.mock.calls.flat().filter((text) => /names nobody/.test(String(text)));

describe('a backend whose tokens name nobody', () => {
  test('causes one warning, which says which claim or cookie to add', async () => {
    const site = createSite({ style: 'neither' });
    await site.chat.open();
    await site.chat.login({ username: 'cade' });
    await renew(site);
    await site.chat.logout();
    await site.chat.login({ username: 'ana' });
    expect(warnings(site)).toEqual([expect.stringMatching(/"sid".*cookie that differs per user/)]);
  });

  test.each(['sid', 'cookie'] as const)('causes no warning if it names the login by %s', async (style) => {
    const site = createSite({ style });
    await site.chat.open();
    await site.chat.login({ username: 'cade' });
    await site.chat.logout();
    expect(warnings(site)).toEqual([]);
  });

  test('causes no warning if it has refused the login', async () => {
    const site = createSite({ style: 'neither' });
    site.backend.script.login.push(() => new Response(null, { status: 401 }));
    await site.chat.open();
    await expect(site.chat.login({ username: 'cade' })).rejects.toMatchObject({ code: 'LOGIN_REJECTED' });
    await renew(site);
    expect(warnings(site)).toEqual([]);
  });
});
